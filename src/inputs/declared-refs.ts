import { Attrs, force, type Lazy, type Value } from "../evaluator/value.ts";
import { type FlakeRef, parseFlakeRef } from "./flake-ref.ts";

/** What `inputs` in `flake.nix` says each input is; follows are left to the lock. */
export function declaredRefs(declaration: Attrs): Map<string, FlakeRef | null> {
  const refs = new Map<string, FlakeRef | null>();
  const inputs = declaration.get("inputs");
  const set = inputs === undefined ? null : force(inputs);
  if (!(set instanceof Attrs)) return refs;
  for (const name of set.names()) {
    const input = force(set.get(name) as Lazy);
    const url = input instanceof Attrs ? input.map.get("url") : undefined;
    const text = url === undefined ? undefined : force(url);
    refs.set(name, typeof text === "string" ? parseFlakeRef(text) : refOfSet(input));
  }
  return refs;
}

/** A reference written as a set: `{ type = "github"; owner = …; repo = …; }`. */
function refOfSet(input: Value): FlakeRef | null {
  if (!(input instanceof Attrs)) return null;
  const field = (name: string): string | null => {
    const value = input.map.get(name);
    const forced = value === undefined ? null : force(value);
    return typeof forced === "string" ? forced : null;
  };
  const type = field("type");
  if (type === null) return null;
  const repo = field("repo") ?? field("id");
  const owner = field("owner");
  const text = `${type}:${owner}/${repo}`;
  return { type, owner, repo, ref: field("ref"), path: field("path"), text };
}
