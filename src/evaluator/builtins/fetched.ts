import { contextOf } from "../context.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import type { Hash } from "../store/hash.ts";
import { recordsOf } from "../store/records.ts";
import { fixedOutputPath } from "../store/store-path.ts";
import { type Text, textOfPieces } from "../text.ts";
import { type Attrs, ContextString, NixPath, Unknown } from "../value.ts";

/** What is to be fetched. */
export interface Fetch {
  readonly fetcher: string;
  /** Its arguments, those that are known and plain. */
  readonly given: Attrs;
  /** The name in the store. */
  readonly name: string;
  readonly hash: Hash | undefined;
  /** A file as it is, not a tree. */
  readonly flat: boolean;
}

/**
 * The store path of what is fetched. Without a hash it has a hole, whose subject is a stand-in: a path by which
 * `importElsewhere` and the evaluator's records know the source.
 */
export function fetchedPath(ev: Evaluator, fetch: Fetch): Text {
  const { fetcher, given, name, hash, flat } = fetch;
  const url = given.map.get("url");
  const what = typeof url === "string" ? `'${url}'` : "a source";
  const text = `${fetcher} of ${what} is not fetched`;
  const { fetched } = recordsOf(ev);
  if (hash !== undefined) {
    const path = fixedOutputPath(flat ? "flat" : "nar", hash, name);
    const reason = new Reason("impure", text);
    if (!fetched.has(path)) fetched.set(path, { fetcher, arguments: given, reason });
    return new ContextString(path, contextOf({ kind: "path", path }));
  }
  const standIn = standInFor(ev, fetch);
  const source = new NixPath(standIn);
  const reason = fetched.get(standIn)?.reason ?? new Reason("impure", text, null, source);
  fetched.set(standIn, { fetcher, arguments: given, reason });
  return textOfPieces(
    ["/nix/store/", new Unknown(reason), `-${name}`],
    contextOf({ kind: "symbolic", key: standIn, derivation: source }),
  );
}

/** The same stand-in for the same arguments. */
function standInFor(ev: Evaluator, { fetcher, given, name }: Fetch): string {
  const { standIns } = recordsOf(ev);
  const key = JSON.stringify([
    fetcher,
    given.names().map((key) => [key, String(given.map.get(key))]),
  ]);
  let path = standIns.get(key);
  if (path === undefined) {
    path = `/nix/store/«${fetcher} ${standIns.size + 1}»-${name}`;
    standIns.set(key, path);
  }
  return path;
}
