import { plainText } from "../builtins/arguments.ts";
import { type BuiltinTable, builtinsOf } from "../builtins/define.ts";
import { coerceToText } from "../coerce.ts";
import { typeName } from "../describe.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, Builtin, force, type Lazy, type Value } from "../value.ts";
import { hasType } from "./filesystem.ts";
import { gitTable } from "./git-repository.ts";
import { hasAttr, later, select } from "./later.ts";
import { builtin, patternFunction } from "./native.ts";
import { stringified, whole } from "./partial-text.ts";
import { globMatcher } from "./source-globs.ts";
import { sourceNames } from "./source-names.ts";
import { callBuiltin, shown, warn } from "./surroundings.ts";

/** `lib.sources`: source trees with files left out, and what git says of them. */
export function sourcesLib(ev: Evaluator): Map<string, Lazy> {
  return new Map<string, Lazy>([
    ...builtinsOf({ ...functions, ...gitTable, ...sourceNames }, "lib.sources."),
    ["cleanSourceWith", cleanSourceWith],
    ["cleanSourceFilter", cleanSourceFilter],
    ["pathHasContext", builtin(ev, "hasContext")],
    ["filterSource", builtin(ev, "filterSource")],
  ]);
}

/** Members of `lib.sources` that are also members of `lib`. */
export const flatSources: readonly string[] = [
  "cleanSourceFilter",
  "cleanSource",
  "sourceByRegex",
  "sourceFilesBySuffices",
  "commitIdFromGitRepo",
  "cleanSourceWith",
  "pathHasContext",
  "canCleanSource",
  "pathIsGitRepo",
  "revOrTag",
  "repoRevToName",
  "filterSource",
];

const functions: BuiltinTable = {
  cleanSource: [1, (ev, src: Lazy) => filtered(ev, src, cleanSourceFilter)],
  sourceByRegex: [2, sourceByRegex],
  sourceFilesBySuffices: [2, sourceFilesBySuffices],
  sourceByGlobs: [2, sourceByGlobs],
  canCleanSource: [1, canCleanSource],
  trace: [1, traceSource],
  // Until 23.05 these were here.
  pathType: [1, (ev, path: Lazy) => moved(ev, "pathType", callBuiltin(ev, "readFileType", path))],
  pathIsDirectory: [
    1,
    (ev, path: Lazy) => moved(ev, "pathIsDirectory", hasType(ev, path, "directory")),
  ],
  pathIsRegularFile: [
    1,
    (ev, path: Lazy) => moved(ev, "pathIsRegularFile", hasType(ev, path, "regular")),
  ],
};

function moved(ev: Evaluator, name: string, value: Value): Value {
  warn(ev, `lib.sources.${name} has been moved to lib.filesystem.${name}.`);
  return value;
}

const REPOSITORIES = new Set([".svn", "CVS", ".hg", ".jj", ".pijul", "_darcs"]);

/** A file filter of native code; it gets the path as text, and the type of the entry. */
function filterOf(
  name: string,
  code: (ev: Evaluator, path: string, type: string) => boolean,
): Builtin {
  return new Builtin(`lib.sources.${name}`, 2, (ev: Evaluator, path: Lazy, type: Lazy) =>
    code(ev, whole(coerceToText(ev, ev.known(path), "add")), typeOfEntry(ev, type)),
  );
}

/** What is no string is no type that any filter looks for. */
function typeOfEntry(ev: Evaluator, type: Lazy): string {
  const forced = ev.known(type);
  return typeName(forced) === "string" ? ev.text(forced) : "";
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Leaves out what version control, editors, compilers and `nix build` leave in a source tree. */
const cleanSourceFilter = filterOf("cleanSourceFilter", (_, path, type) => {
  const name = nameOf(path);
  if (name === ".git" || (type === "directory" && REPOSITORIES.has(name))) return false;
  if (/~$|^\.sw[a-z]$|^\..*\.sw[a-z]$|\.o$|\.so$/s.test(name)) return false;
  return type !== "unknown" && !(type === "symlink" && name.startsWith("result"));
});

function isFiltered(ev: Evaluator, src: Lazy): boolean {
  return hasAttr(ev.known(src), "_isLibCleanSourceWith");
}

/** The tree that a source, filtered or not, was made of. */
export function originOf(ev: Evaluator, src: Lazy): Value {
  return isFiltered(ev, src) ? select(ev, src, "origSrc") : force(src);
}

/** The source with a further filter. */
function filtered(ev: Evaluator, src: Lazy, filter?: Lazy, name: Lazy = null): Attrs {
  const both = new Builtin("filter", 2, (ev: Evaluator, path: Lazy, type: Lazy) => {
    if (filter !== undefined && !ev.bool(ev.call2(force(filter), path, type))) return false;
    return !isFiltered(ev, src) || ev.call2(select(ev, src, "filter"), path, type);
  });
  const ownName = later(() => {
    const given = ev.known(name);
    if (given !== null) return given;
    return isFiltered(ev, src) ? select(ev, src, "name") : "source";
  });
  return sourceOf(
    ev,
    later(() => originOf(ev, src)),
    both,
    ownName,
  );
}

function sourceOf(ev: Evaluator, origSrc: Lazy, filter: Lazy, name: Lazy): Attrs {
  const outPath = later(() => callBuiltin(ev, "path", Attrs.of({ filter, name, path: origSrc })));
  return Attrs.of({ _isLibCleanSourceWith: true, origSrc, filter, name, outPath });
}

/** A source of the files that a filter takes, for other families. */
export function cleanSource(ev: Evaluator, src: Lazy, filter: Lazy): Attrs {
  return filtered(ev, src, filter);
}

const cleanSourceWith = patternFunction(
  "lib.sources.cleanSourceWith",
  { src: false, filter: true, name: true },
  (ev, args) => filtered(ev, args.get("src") as Lazy, args.get("filter"), args.get("name") ?? null),
);

/** Files and folders whose path below the source matches one of the regular expressions. */
function sourceByRegex(ev: Evaluator, src: Lazy, regexes: Lazy): Value {
  const filter = filterOf("sourceByRegex", (ev, path) => {
    const root = `${whole(stringified(ev, originOf(ev, src)))}/`;
    const relative = path.startsWith(root) ? path.slice(root.length) : path;
    return ev.list(regexes).some((regex) => {
      const match = callBuiltin(ev, "match", regex, relative);
      return ev.known(match) !== null;
    });
  });
  return filtered(ev, src, filter);
}

/** Files with one of the endings, in any folder. */
function sourceFilesBySuffices(ev: Evaluator, src: Lazy, endings: Lazy): Value {
  const filter = filterOf("sourceFilesBySuffices", (ev, path, type) => {
    if (type === "directory") return true;
    const name = nameOf(path);
    return ev.list(endings).some((ending) => name.endsWith(plainText(ev, ending)));
  });
  return filtered(ev, src, filter);
}

/** Files whose path below the source fits one of the patterns, with `*` and `**`. */
function sourceByGlobs(ev: Evaluator, src: Lazy, patterns: Lazy): Value {
  const filter = filterOf("sourceByGlobs", (ev, path, type) => {
    const root = `${whole(stringified(ev, src))}/`;
    const relative = path.startsWith(root) ? path.slice(root.length) : path;
    return ev.list(patterns).some((pattern) => globMatcher(ev.text(pattern))(relative, type));
  });
  return filtered(ev, src, filter);
}

function canCleanSource(ev: Evaluator, src: Lazy): Value {
  if (isFiltered(ev, src)) return true;
  const context = callBuiltin(ev, "hasContext", stringified(ev, src));
  return !ev.bool(context);
}

/** The source; what its filter decides is traced. */
function traceSource(ev: Evaluator, src: Lazy): Value {
  const source = filtered(ev, src);
  const filter = new Builtin("filter", 2, (ev: Evaluator, path: Lazy, type: Lazy) => {
    const taken = ev.call2(select(ev, source, "filter"), path, type);
    const name = shown(stringified(ev, select(ev, source, "name")));
    const text = `${name}.filter ${shown(stringified(ev, path))} = ${ev.bool(taken)}`;
    return callBuiltin(ev, "trace", text, taken);
  });
  const traced = sourceOf(ev, source.get("origSrc") as Lazy, filter, source.get("name") as Lazy);
  const invariant = later(() => {
    const value = ev.known(src);
    if (!hasAttr(value, "satisfiesSubpathInvariant")) return false;
    return select(ev, value, "satisfiesSubpathInvariant");
  });
  return new Attrs(new Map([...traced.map, ["satisfiesSubpathInvariant", invariant]]));
}
