import type { Evaluator } from "../evaluator.ts";
import type { Attrs } from "../value.ts";
import type { InputHash, StoreDerivation } from "./derivation.ts";

/** A text that `builtins.toFile` put into the store. */
export interface StoreText {
  readonly text: string;
  readonly references: readonly string[];
}

/** What a fetcher with a fixed hash would fetch. */
export interface FetchedSource {
  readonly fetcher: string;
  /** Its arguments as given: url, sha256, rev, … */
  readonly arguments: Attrs;
}

/** A derivation of this evaluation, with the set it was made from. */
export interface DerivationRecord {
  readonly derivation: StoreDerivation;
  readonly attributes: Attrs;
  readonly inputHash: InputHash;
}

/** What this evaluation put, or would have put, into the store: store path → what it is. */
export interface StoreRecords {
  readonly localPaths: Map<string, string>;
  readonly texts: Map<string, StoreText>;
  readonly fetched: Map<string, FetchedSource>;
  readonly derivations: Map<string, DerivationRecord>;
}

const records = new WeakMap<Evaluator, StoreRecords>();

/** The records of an evaluator, for rules and for builtins that look behind a store path. */
export function recordsOf(ev: Evaluator): StoreRecords {
  let own = records.get(ev);
  if (own === undefined) {
    own = {
      localPaths: new Map(),
      texts: new Map(),
      fetched: new Map(),
      derivations: new Map(),
    };
    records.set(ev, own);
  }
  return own;
}

/** The local path that was copied to a store path, for the store path or any path below it. */
export function localPathBehind(ev: Evaluator, path: string): string | undefined {
  if (!path.startsWith("/nix/store/")) return undefined;
  const root = storeRoot(path);
  const local = records.get(ev)?.localPaths.get(root);
  return local === undefined ? undefined : local + path.slice(root.length);
}

/** `/nix/store/hash-name` of a path in the store. */
export function storeRoot(path: string): string {
  const end = path.indexOf("/", "/nix/store/".length);
  return end < 0 ? path : path.slice(0, end);
}
