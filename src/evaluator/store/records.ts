import type { Evaluator } from "../evaluator.ts";
import type { IoFailure } from "../io.ts";
import { Reason } from "../reason.ts";
import type { Attrs } from "../value.ts";
import type { InputHash, StoreDerivation } from "./derivation.ts";
import { isStorePath } from "./store-path.ts";

/** A text that `builtins.toFile` put into the store. */
export interface StoreText {
  readonly text: string;
  readonly references: readonly string[];
}

/** What a fetcher would fetch. */
export interface FetchedSource {
  readonly fetcher: string;
  /** Its arguments, those that are known and plain: url, sha256, rev, … */
  readonly arguments: Attrs;
  /** Why reading it gives nothing. */
  readonly reason: Reason;
}

/** A derivation of this evaluation, with the set it was made from. */
export interface DerivationRecord {
  readonly derivation: StoreDerivation;
  readonly attributes: Attrs;
  /** What stands for it in the hash of those that need it; worked out when first asked for. */
  inputHash(): InputHash;
}

/** What this evaluation put, or would have put, into the store: store path → what it is. */
export interface StoreRecords {
  readonly localPaths: Map<string, string>;
  readonly texts: Map<string, StoreText>;
  /** Also by stand-ins for store paths whose hash is not known: `/nix/store/«fetchTarball 1»-source`. */
  readonly fetched: Map<string, FetchedSource>;
  /** What was asked for → the stand-in it got. */
  readonly standIns: Map<string, string>;
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
      standIns: new Map(),
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

/**
 * Why a path in the store may be there although this machine does not have it; undefined for paths elsewhere, and for
 * what no store can have.
 */
export function absenceReason(ev: Evaluator, path: string, failure: IoFailure): Reason | undefined {
  if (!path.startsWith("/nix/store/")) return undefined;
  const root = storeRoot(path);
  const fetched = records.get(ev)?.fetched.get(root);
  if (fetched !== undefined) return fetched.reason;
  if (failure !== "missing") return undefined;
  // Names in guillemets stand for paths with a hash that is not known.
  if (!isStorePath(root) && !root.startsWith("/nix/store/«")) return undefined;
  return new Reason("impure", `'${path}' is not on this machine`);
}
