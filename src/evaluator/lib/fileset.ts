import { type BuiltinTable, builtinsOf } from "../builtins/define.ts";
import { typeOfEntry } from "../builtins/read.ts";
import { typeName } from "../describe.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { Attrs, force, type Lazy, NixPath, Unknown, type Value } from "../value.ts";
import { Collector } from "./collector.ts";
import { toSource } from "./fileset-source.ts";
import { showFileset } from "./fileset-trace.ts";
import {
  difference,
  fileLeaf,
  filesOf,
  fileTree,
  filteredTree,
  intersection,
  union,
} from "./fileset-trees.ts";
import {
  coerced,
  EMPTY,
  encode,
  type Fileset,
  filesetOf,
  isFileset,
  singleton,
  splitLast,
  textOf,
} from "./fileset-value.ts";
import { pathExists } from "./filesystem.ts";
import { later, select } from "./later.ts";
import { functionOf, IDENTITY, isFunction, patternFunction } from "./native.ts";
import { componentsOf, isBelow, isInStore } from "./path.ts";
import { originOf } from "./sources.ts";
import { isStringLike } from "./string-kinds.ts";
import { thrown } from "./surroundings.ts";

/** `lib.fileset`: sets of files, worked out on the files that are there. */
export function filesetLib(_: Evaluator): Map<string, Lazy> {
  return new Map<string, Lazy>([
    ...builtinsOf(functions, "lib.fileset."),
    ["toSource", toSource],
    ["gitTrackedWith", gitTrackedWith],
    ["empty", encode(EMPTY)],
  ]);
}

/** Nothing of `lib.fileset` is a member of `lib`. */
export const flatFileset: readonly string[] = [];

/** The tree as one of a folder further up: `target` is where the base is below it. */
function shortened({ base, tree }: Fileset, target: readonly string[]): Lazy {
  const names = componentsOf(base as string).slice(target.length);
  return names.reduceRight<Lazy>((inner, name) => new Attrs(new Map([[name, inner]])), tree);
}

/** The part of the tree that a folder further down has. */
function lengthened({ base, tree }: Fileset, target: readonly string[]): Value {
  let at = force(tree);
  for (const name of target.slice(componentsOf(base as string).length)) {
    if (!(at instanceof Attrs)) break;
    at = force(at.map.get(name) ?? null);
  }
  return at;
}

function commonStart(a: readonly string[], b: readonly string[]): string[] {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function pathOf(components: readonly string[]): string {
  return `/${components.join("/")}`;
}

function unionOf(sets: readonly Fileset[]): Value {
  const based = sets.filter((set) => set.base !== null);
  const components = based.map((set) => componentsOf(set.base as string));
  const [first, ...others] = components;
  if (first === undefined) return encode(EMPTY);
  const common = others.reduce(commonStart, first);
  const trees = based.map((set) => later(() => force(shortened(set, common))));
  return encode({ base: pathOf(common), tree: later(() => union(trees)) });
}

function intersectionOf(left: Fileset, right: Fileset): Value {
  if (left.base === null || right.base === null) return encode(EMPTY);
  const a = componentsOf(left.base);
  const b = componentsOf(right.base);
  const longest = isBelow(b, a) ? b : isBelow(a, b) ? a : null;
  if (longest === null) return encode(EMPTY);
  const tree = later(() => intersection(lengthened(left, longest), lengthened(right, longest)));
  return encode({ base: pathOf(longest), tree });
}

function differenceOf(ev: Evaluator, positive: Fileset, negative: Fileset): Value {
  const { base } = positive;
  if (base === null || negative.base === null) return encode(positive);
  const a = componentsOf(base);
  const b = componentsOf(negative.base);
  const tree = later(() => {
    const less = isBelow(b, a)
      ? shortened(negative, a)
      : isBelow(a, b)
        ? lengthened(negative, a)
        : null;
    return difference(ev, base, positive.tree, less);
  });
  return encode({ base, tree });
}

const functions: BuiltinTable = {
  union: [
    2,
    (ev, a: Lazy, b: Lazy) =>
      unionOf([
        filesetOf(ev, a, "lib.fileset.union: First argument"),
        filesetOf(ev, b, "lib.fileset.union: Second argument"),
      ]),
  ],
  unions: [1, unions],
  intersection: [
    2,
    (ev, a: Lazy, b: Lazy) =>
      intersectionOf(
        filesetOf(ev, a, "lib.fileset.intersection: First argument"),
        filesetOf(ev, b, "lib.fileset.intersection: Second argument"),
      ),
  ],
  difference: [
    2,
    (ev, a: Lazy, b: Lazy) =>
      differenceOf(
        ev,
        filesetOf(ev, a, "lib.fileset.difference: First argument (positive set)"),
        filesetOf(ev, b, "lib.fileset.difference: Second argument (negative set)"),
      ),
  ],
  maybeMissing: [1, maybeMissing],
  fileFilter: [2, fileFilter],
  fromSource: [1, fromSource],
  toList: [1, toList],
  gitTracked: [1, (ev, path: Lazy) => gitFiles(ev, path, "gitTracked", "argument")],
  trace: [
    1,
    (ev, value: Lazy) => {
      showFileset(ev, filesetOf(ev, value, "lib.fileset.trace: Argument"));
      return IDENTITY;
    },
  ],
  traceVal: [
    1,
    (ev, value: Lazy) => {
      const set = filesetOf(ev, value, "lib.fileset.traceVal: Argument");
      showFileset(ev, set);
      return encode(set);
    },
  ],
  isFileset: [1, (ev, value: Lazy) => typeof coerced(ev, value, "") !== "string"],
};

function unions(ev: Evaluator, list: Lazy): Value {
  const forced = ev.known(list);
  if (typeName(forced) !== "list") {
    throw thrown(
      `lib.fileset.unions: Argument is of type ${typeName(forced)}, but it should be a list instead.`,
    );
  }
  return unionOf(
    ev.list(forced).map((item, i) => filesetOf(ev, item, `lib.fileset.unions: Element ${i}`)),
  );
}

/** A path argument; nothing else will do. */
function onlyPath(ev: Evaluator, value: Lazy, context: string): string {
  const forced = ev.known(value);
  if (forced instanceof NixPath) return forced.path;
  if (isStringLike(forced)) {
    throw thrown(
      `${context} ("${textOf(ev, forced)}") is a string-like value, but it should be a path instead.`,
    );
  }
  throw thrown(`${context} is of type ${typeName(forced)}, but it should be a path instead.`);
}

function maybeMissing(ev: Evaluator, path: Lazy): Value {
  const known = onlyPath(ev, path, "lib.fileset.maybeMissing: Argument");
  return encode(pathExists(ev, new NixPath(known)) ? singleton(ev, known) : EMPTY);
}

/** What a predicate gets besides, so that none that takes a fixed set of attributes works by chance. */
const FURTHER =
  "lib.fileset.fileFilter: The predicate must accept further attributes: write `{ name, type, hasExt, ... }:`.";

function fileFilter(ev: Evaluator, predicate: Lazy, path: Lazy): Value {
  const name = "lib.fileset.fileFilter";
  if (!isFunction(ev, predicate)) {
    throw thrown(
      `${name}: First argument is of type ${typeName(force(predicate))}, but it should be a function instead.`,
    );
  }
  const forced = ev.known(path);
  if (!(forced instanceof NixPath)) {
    throw thrown(
      isFileset(forced)
        ? `${name}: Second argument is a file set, but it should be a path instead.\n    If you need to filter files in a file set, use \`intersection fileset (fileFilter pred ./.)\` instead.`
        : `${name}: Second argument is of type ${typeName(forced)}, but it should be a path instead.`,
    );
  }
  const root = forced.path;
  if (!pathExists(ev, forced)) {
    throw thrown(`${name}: Second argument (${root}) is a path that does not exist.`);
  }
  const holds = (file: string, type: string): Value => {
    const hasExt = functionOf("hasExt", (ev, ext) => file.endsWith(`.${ev.text(ext)}`));
    return ev.call(force(predicate), Attrs.of({ name: file, type, hasExt, [FURTHER]: null }));
  };
  const type = typeOfEntry(ev, root);
  if (type === "directory") {
    return encode({ base: root, tree: later(() => fileTree(ev, root, holds)) });
  }
  const [base, file] = splitLast(root);
  const leaf = later(() => fileLeaf(ev, type, () => holds(file, type)));
  return encode({ base, tree: new Attrs(new Map([[file, leaf]])) });
}

/** The files of a source of `lib.sources`, or of a path. */
function fromSource(ev: Evaluator, source: Lazy): Value {
  const value = ev.known(source);
  const origin = originOf(ev, value);
  const name = "lib.fileset.fromSource: The source origin";
  if (!(origin instanceof NixPath)) {
    if (isStringLike(ev.known(origin))) {
      throw thrown(
        `${name} of the argument is a string-like value ("${textOf(ev, origin)}"), but it should be a path instead.\n    Sources created from paths in strings cannot be turned into file sets, use \`lib.sources\` or derivations instead.`,
      );
    }
    throw thrown(
      `${name} of the argument is of type ${typeName(origin)}, but it should be a path instead.`,
    );
  }
  const { path } = origin;
  if (!pathExists(ev, origin)) {
    throw thrown(`${name} (${path}) of the argument is a path that does not exist.`);
  }
  if (value instanceof NixPath || typeOfEntry(ev, path) !== "directory") {
    return encode(singleton(ev, path));
  }
  const filter = later(() => select(ev, value, "filter"));
  const tree = later(() =>
    filteredTree(ev, path, (entry, type) => ev.call2(force(filter), entry, type)),
  );
  return encode({ base: path, tree });
}

function toList(ev: Evaluator, value: Lazy): Value {
  const { base, tree } = filesetOf(ev, value, "lib.fileset.toList: Argument");
  const into = new Collector();
  if (base !== null) filesOf(ev, base, tree, into);
  return into.finish();
}

/** Which files git tracks is in its index, which is not read: a set of that folder with unknown files. */
function gitFiles(ev: Evaluator, value: Lazy, name: string, argument: string): Value {
  const forced = ev.known(value);
  const start = `lib.fileset.${name}: Expected the ${argument}`;
  if (!(forced instanceof NixPath)) {
    throw thrown(`${start} to be a path, but it's a ${typeName(forced)} instead.`);
  }
  const { path } = forced;
  if (typeOfEntry(ev, path) !== "directory") {
    throw thrown(`${start} (${path}) to be a directory, but it's a file instead.`);
  }
  if (isInStore(componentsOf(path))) return encode(singleton(ev, path));
  const reason = new Reason("impure", `which files git tracks in '${path}' is not worked out`);
  return encode({ base: path, tree: new Unknown(reason) });
}

const gitTrackedWith = patternFunction(
  "lib.fileset.gitTrackedWith",
  { recurseSubmodules: true },
  (_, args) =>
    functionOf("lib.fileset.gitTrackedWith", (ev, path) => {
      const recurse = ev.known(args.get("recurseSubmodules") ?? false);
      if (typeof recurse === "boolean") {
        return gitFiles(ev, path, "gitTrackedWith", "second argument");
      }
      throw thrown(
        `lib.fileset.gitTrackedWith: Expected the attribute \`recurseSubmodules\` of the first argument to be a boolean, but it's a ${typeName(recurse)} instead.`,
      );
    }),
);
