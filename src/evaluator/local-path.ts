import type { Text } from "./text.ts";
import { NixPath, PartialText, Unknown } from "./value.ts";

/**
 * The local path behind a text that names a place in the store by a hole: `/nix/store/?-name/rest`, as
 * `storePathOf` and the models of flake inputs make it. Undefined for every other text.
 */
export function localPathOf(text: Text): string | undefined {
  if (!(text instanceof PartialText)) return undefined;
  const [store, hash, rest, ...more] = text.pieces;
  if (store !== "/nix/store/" || !(hash instanceof Unknown) || more.length > 0) return undefined;
  const source = hash.reason.subject;
  if (!(source instanceof NixPath) || typeof rest !== "string") return undefined;
  const slash = rest.indexOf("/");
  return slash < 0 ? source.path : source.path + rest.slice(slash);
}
