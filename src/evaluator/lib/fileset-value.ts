import { typeOfEntry } from "../builtins/read.ts";
import { typeName } from "../describe.ts";
import { equal } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, type Lazy, lazy, NixPath, type Value } from "../value.ts";
import { pathExists } from "./filesystem.ts";
import { hasAttr, select } from "./later.ts";
import { stringified } from "./partial-text.ts";
import { componentsOf } from "./path.ts";
import { isStringLike } from "./string-kinds.ts";
import { shown, thrown } from "./surroundings.ts";

/** `lib.fileset`: the values that stand for file sets. */

/** A file set: a folder and what of it is in the set. */
export interface Fileset {
  /** The folder; null for the set without files that no folder is known of. */
  readonly base: string | null;
  /** A tree, see fileset-trees.ts. */
  readonly tree: Lazy;
}

export const EMPTY: Fileset = { base: null, tree: null };

const VERSION = 3;

/** The set's value. Its attributes are nixpkgs' own affair, but file sets of several nixpkgs can meet. */
export function encode({ base, tree }: Fileset): Attrs {
  const map = new Map<string, Lazy>([
    ["_type", "fileset"],
    ["_internalVersion", VERSION],
    ["_internalIsEmptyWithoutBase", base === null],
    ["_noEval", lazy(refuse)],
  ]);
  if (base !== null) {
    map.set("_internalBase", new NixPath(base));
    map.set("_internalBaseRoot", new NixPath("/"));
    map.set("_internalBaseComponents", componentsOf(base));
    map.set("_internalTree", tree);
  }
  return new Attrs(map);
}

function refuse(): never {
  throw thrown(
    "lib.fileset: Directly evaluating a file set is not supported.\n  To turn it into a usable source, use `lib.fileset.toSource`.\n  To pretty-print the contents, use `lib.fileset.trace` or `lib.fileset.traceVal`.",
  );
}

export function isFileset(value: Value): value is Attrs {
  const type = value instanceof Attrs ? value.map.get("_type") : undefined;
  return type !== undefined && equal(type, "fileset");
}

function decode(ev: Evaluator, value: Attrs, context: string): Fileset | string {
  const version = ev.smallInt(select(ev, value, "_internalVersion"));
  if (version > VERSION) {
    return `${context} is a file set created from a future version of the file set library with a different internal representation: ${version} instead of ${VERSION}`;
  }
  const empty = value.map.get("_internalIsEmptyWithoutBase");
  if (empty !== undefined && ev.bool(empty)) return EMPTY;
  const base = ev.known(select(ev, value, "_internalBase"));
  if (!(base instanceof NixPath)) return `${context} is a file set without a base`;
  return { base: base.path, tree: value.get("_internalTree") as Lazy };
}

/** The file set that a value is or stands for; else what is wrong with it. */
export function coerced(ev: Evaluator, value: Lazy, context: string): Fileset | string {
  const forced = ev.known(value);
  if (isFileset(forced)) return decode(ev, forced, context);
  if (forced instanceof NixPath) {
    if (pathExists(ev, forced)) return singleton(ev, forced.path);
    return `${context} (${forced.path}) is a path that does not exist.\n    To create a file set from a path that may not exist, use \`lib.fileset.maybeMissing\`.`;
  }
  if (forced instanceof Attrs && hasAttr(forced, "_isLibCleanSourceWith")) {
    return `${context} is a \`lib.sources\`-based value, but it should be a file set or a path instead.\n    To convert a \`lib.sources\`-based value to a file set you can use \`lib.fileset.fromSource\`.\n    Note that this only works for sources created from paths.`;
  }
  if (isStringLike(forced)) {
    return `${context} ("${textOf(ev, forced)}") is a string-like value, but it should be a file set or a path instead.\n    Paths represented as strings are not supported by \`lib.fileset\`, use \`lib.sources\` or derivations instead.`;
  }
  return `${context} is of type ${typeName(forced)}, but it should be a file set or a path instead.`;
}

export function filesetOf(ev: Evaluator, value: Lazy, context: string): Fileset {
  const result = coerced(ev, value, context);
  if (typeof result === "string") throw thrown(result);
  return result;
}

/** A text for a message. */
export function textOf(ev: Evaluator, value: Lazy): string {
  return shown(stringified(ev, value));
}

/** The folder and the name of an entry. */
export function splitLast(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf("/");
  return [slash <= 0 ? "/" : path.slice(0, slash), path.slice(slash + 1)];
}

/** All of a folder, or one file. */
export function singleton(ev: Evaluator, path: string): Fileset {
  const type = typeOfEntry(ev, path);
  if (type === "directory") return { base: path, tree: type };
  const [base, name] = splitLast(path);
  return { base, tree: new Attrs(new Map([[name, type]])) };
}
