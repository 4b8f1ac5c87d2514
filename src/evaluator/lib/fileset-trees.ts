import { attempt, verdict } from "../builtins/partly.ts";
import { readDirectory, typeOfEntry } from "../builtins/read.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { Attrs, Choice, force, type Lazy, NixPath, Unknown, type Value } from "../value.ts";
import type { Collector } from "./collector.ts";
import { inFolder } from "./filesystem.ts";
import { later } from "./later.ts";

/*
 * What of a folder is in a file set, as a value: null is nothing, "directory" all of it, another string the type of a
 * file, a set the entries by name (those not named are not in it). Unknown is a tree nobody knows.
 */

/** A tree that is not known, or null where it is. */
function unknownTree(tree: Value): Unknown | null {
  if (tree instanceof Unknown) return tree;
  return tree instanceof Choice ? new Unknown(tree.reason) : null;
}

/** The entries of a folder with a tree: all that it has where the tree is "directory", else null for what is not named. */
function entriesIn(ev: Evaluator, folder: string, tree: "directory" | Attrs): Map<string, Lazy> {
  const found = readDirectory(ev, folder);
  if (tree === "directory") return new Map(found);
  const entries = new Map<string, Lazy>([...found].map(([name]) => [name, null]));
  for (const [name, inner] of tree.map) entries.set(name, inner);
  return entries;
}

function mapEntries(
  entries: Map<string, Lazy>,
  change: (name: string, tree: Lazy) => Value,
): Attrs {
  const changed = [...entries].map(([name, tree]): [string, Lazy] => [
    name,
    later(() => change(name, tree)),
  ]);
  return new Attrs(new Map(changed));
}

/** The tree with folders that have nothing left out, and those that have everything said so. */
export function normalised(ev: Evaluator, folder: string, tree: Lazy): Value {
  const forced = force(tree);
  if (forced !== "directory" && !(forced instanceof Attrs)) return forced;
  const inner = mapEntries(entriesIn(ev, folder, forced), (name, entry) =>
    normalised(ev, inFolder(folder, name), entry),
  );
  const values = inner.names().map((name) => inner.map.get(name) as Lazy);
  let doubt: Unknown | null = null;
  let empty = true;
  for (const value of values) {
    const known = force(value);
    doubt ??= unknownTree(known);
    if (known !== null && unknownTree(known) === null) {
      empty = false;
      break;
    }
  }
  if (empty) return doubt;
  return values.every((value) => typeof force(value) === "string") ? "directory" : inner;
}

/** The tree as it is shown: as `normalised`, but a folder without any file is "emptyDir". */
export function minimal(ev: Evaluator, folder: string, tree: Lazy): Value {
  const forced = force(tree);
  if (forced !== "directory" && !(forced instanceof Attrs)) return forced;
  const inner = mapEntries(entriesIn(ev, folder, forced), (name, entry) =>
    minimal(ev, inFolder(folder, name), entry),
  );
  const values = inner.names().map((name) => inner.map.get(name) as Lazy);
  const every = (holds: (tree: Value) => boolean) => values.every((value) => holds(force(value)));
  if (every((value) => value === "emptyDir")) return "emptyDir";
  if (forced === "directory" || every((value) => typeof value === "string")) return "directory";
  return every((value) => value === null || value === "emptyDir") ? null : inner;
}

/** Whether an entry, by the names below the tree's folder, is in the tree; folders are if anything in them is. */
export function isInTree(tree: Value, names: readonly string[]): boolean | Reason {
  let at = tree;
  for (const name of names) {
    if (!(at instanceof Attrs)) break;
    at = force(at.map.get(name) ?? null);
  }
  const unknown = unknownTree(at);
  return unknown === null ? at !== null : unknown.reason;
}

/** The files of a tree. */
export function filesOf(ev: Evaluator, folder: string, tree: Lazy, into: Collector): void {
  const forced = force(tree);
  const unknown = unknownTree(forced);
  if (unknown !== null) into.doubt(unknown.reason);
  else if (forced === "directory" || forced instanceof Attrs) {
    const entries = forced === "directory" ? new Attrs(new Map(readDirectory(ev, folder))) : forced;
    for (const name of entries.names()) {
      filesOf(ev, inFolder(folder, name), entries.map.get(name) as Lazy, into);
    }
  } else if (forced !== null) into.push(new NixPath(folder));
}

/** What is in one of the trees. */
export function union(trees: readonly Lazy[]): Value {
  let doubt: Unknown | null = null;
  const sets: Attrs[] = [];
  for (const tree of trees) {
    const forced = force(tree);
    // All of a folder, or the file itself.
    if (typeof forced === "string") return forced;
    doubt ??= unknownTree(forced);
    if (forced instanceof Attrs) sets.push(forced);
  }
  if (doubt !== null) return doubt;
  if (sets.length === 0) return null;
  const byName = new Map<string, Lazy[]>();
  for (const set of sets) {
    for (const [name, inner] of set.map) {
      const list = byName.get(name);
      if (list === undefined) byName.set(name, [inner]);
      else list.push(inner);
    }
  }
  const merged = [...byName].map(([name, inner]): [string, Lazy] => [
    name,
    later(() => union(inner)),
  ]);
  return new Attrs(new Map(merged));
}

/** What is in both trees. */
export function intersection(left: Lazy, right: Lazy): Value {
  const a = force(left);
  if (a === null) return null;
  const b = force(right);
  if (b === null) return null;
  const unknown = unknownTree(a) ?? unknownTree(b);
  if (unknown !== null) return unknown;
  if (!(a instanceof Attrs)) return typeof b === "string" ? a : b;
  if (!(b instanceof Attrs)) return a;
  const common = new Map([...a.map].filter(([name]) => b.map.has(name)));
  return mapEntries(common, (name, inner) => intersection(inner, b.map.get(name) as Lazy));
}

/** What is in the first tree and not in the second. */
export function difference(ev: Evaluator, folder: string, left: Lazy, right: Lazy): Value {
  const a = force(left);
  if (a === null) return null;
  const b = force(right);
  if (typeof b === "string") return null;
  if (b === null) return a;
  const unknown = unknownTree(a) ?? unknownTree(b);
  if (unknown !== null) return unknown;
  const less = b as Attrs;
  return mapEntries(entriesIn(ev, folder, a as "directory" | Attrs), (name, inner) =>
    difference(ev, inFolder(folder, name), inner, less.map.get(name) ?? null),
  );
}

/** The tree of the files for which a predicate holds; folders are gone into. */
export function fileTree(
  ev: Evaluator,
  folder: string,
  holds: (name: string, type: string, path: string) => Value,
): Attrs {
  return mapEntries(new Map<string, Lazy>(readDirectory(ev, folder)), (name, type) => {
    const path = inFolder(folder, name);
    return type === "directory"
      ? fileTree(ev, path, holds)
      : fileLeaf(ev, type as string, () => holds(name, type as string, path));
  });
}

/** The type of a file that is taken, null for one that is not. */
export function fileLeaf(ev: Evaluator, type: string, holds: () => Value): Value {
  const taken = verdict(ev, holds());
  if (taken instanceof Reason) return new Unknown(taken);
  return taken ? type : null;
}

/** The tree that a filter of `builtins.path` takes; it is asked for folders too. */
export function filteredTree(
  ev: Evaluator,
  folder: string,
  takes: (path: string, type: string) => Value,
): Attrs {
  return mapEntries(new Map<string, Lazy>(readDirectory(ev, folder)), (name, type) => {
    const path = inFolder(folder, name);
    const taken = verdict(ev, takes(path, type as string));
    if (taken instanceof Reason) return new Unknown(taken);
    if (!taken) return null;
    return type === "directory" ? filteredTree(ev, path, takes) : (type as string);
  });
}

/** The type of an entry, or why it is not known. */
export function typeAt(ev: Evaluator, path: string): string | Unknown {
  return attempt(() => typeOfEntry(ev, path));
}
