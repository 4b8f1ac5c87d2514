import { readablePath, textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { builtinsOf } from "../builtins/define.ts";
import { attempt } from "../builtins/partly.ts";
import { readDirectory, typeOfEntry } from "../builtins/read.ts";
import { coerceToText } from "../coerce.ts";
import { typeName } from "../describe.ts";
import type { Evaluator } from "../evaluator.ts";
import type { FileType } from "../io.ts";
import { concatTexts } from "../text.ts";
import { update } from "../update.ts";
import { Attrs, compareText, force, type Lazy, NixPath, Unknown, type Value } from "../value.ts";
import { Collector } from "./collector.ts";
import { below } from "./folders.ts";
import { later, select } from "./later.ts";
import { builtin, functionOf, patternFunction } from "./native.ts";
import { endsWith } from "./partial-text.ts";
import { scopesTable } from "./scopes.ts";
import { callBuiltin, shown, thrown } from "./surroundings.ts";

/** `lib.filesystem`: what is in folders. */
export function filesystemLib(ev: Evaluator): Map<string, Lazy> {
  const members = new Map<string, Lazy>([
    ...builtinsOf(functions, "lib.filesystem."),
    ["packagesFromDirectoryRecursive", packagesFromDirectoryRecursive],
  ]);
  for (const name of FROM_BUILTINS) members.set(name, builtin(ev, name));
  return members;
}

const FROM_BUILTINS = ["baseNameOf", "dirOf", "isPath", "readDir", "readFileType", "hashFile"];

/** Members of `lib.filesystem` that are also members of `lib`. */
export const flatFilesystem: readonly string[] = [
  "pathType",
  "pathIsDirectory",
  "pathIsRegularFile",
  "packagesFromDirectoryRecursive",
  ...FROM_BUILTINS,
];

const functions: BuiltinTable = {
  pathType: [1, (ev, path: Lazy) => callBuiltin(ev, "readFileType", path)],
  pathIsDirectory: [1, (ev, path: Lazy) => hasType(ev, path, "directory")],
  pathIsRegularFile: [1, (ev, path: Lazy) => hasType(ev, path, "regular")],
  haskellPathsInDir: [1, haskellPathsInDir],
  locateDominatingFile: [2, locateDominatingFile],
  listFilesRecursive: [1, listFilesRecursive],
  resolveDefaultNix: [1, resolveDefaultNix],
};

/** Whether something is at a path. */
export function pathExists(ev: Evaluator, path: Lazy): boolean {
  return ev.bool(callBuiltin(ev, "pathExists", path));
}

/** Whether an entry of that type is at the path. */
export function hasType(ev: Evaluator, path: Lazy, type: FileType): boolean {
  return pathExists(ev, path) && typeOfEntry(ev, readablePath(ev, path)) === type;
}

/** Entries of a folder, sorted by their names. */
export function sortedEntries(ev: Evaluator, folder: string): [string, FileType][] {
  return [...readDirectory(ev, folder)].sort(([a], [b]) => compareText(a, b));
}

/** `folder/name` where the folder may be the root. */
export function inFolder(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** All files below a folder, in the order of their names; symlinks are files. */
function listFilesRecursive(ev: Evaluator, folder: Lazy): Value {
  const given = ev.known(folder);
  const root = readablePath(ev, given);
  const found: (suffix: string) => Value =
    given instanceof NixPath
      ? (suffix) => new NixPath(given.path === "/" ? suffix : given.path + suffix)
      : (suffix) => concatTexts([coerceToText(ev, given, "add"), suffix]);
  const into = new Collector();
  const visit = (path: string, suffix: string): void => {
    for (const [name, type] of sortedEntries(ev, path)) {
      const inner = `${suffix}/${name}`;
      if (type !== "directory") {
        into.push(found(inner));
        continue;
      }
      const failed = attempt(() => visit(inFolder(path, name), inner));
      if (failed instanceof Unknown) into.doubt(failed.reason);
    }
  };
  visit(root, "");
  return into.finish();
}

/** Folders that have a cabal file of their own name. */
function haskellPathsInDir(ev: Evaluator, root: Lazy): Value {
  const found = new Map<string, Lazy>();
  for (const [name] of sortedEntries(ev, readablePath(ev, root))) {
    const path = below(ev, root, name);
    if (pathExists(ev, below(ev, path, `${name}.cabal`))) found.set(name, path);
  }
  return new Attrs(found);
}

/** The nearest folder, from a file or folder upwards, with an entry whose name matches. */
function locateDominatingFile(ev: Evaluator, pattern: Lazy, file: Lazy): Value {
  let folder = force(file);
  const path = readablePath(ev, folder);
  if (path !== "/" && entryType(ev, path) !== "directory")
    folder = callBuiltin(ev, "dirOf", folder);
  for (;;) {
    const at = readablePath(ev, folder);
    const matches = sortedEntries(ev, at)
      .map(([name]) => callBuiltin(ev, "match", pattern, name))
      .filter((match) => match !== null);
    if (matches.length > 0) return Attrs.of({ path: folder, matches });
    if (at === "/") return null;
    folder = callBuiltin(ev, "dirOf", folder);
  }
}

/** The type of an entry as its folder lists it. */
function entryType(ev: Evaluator, path: string): FileType | undefined {
  const slash = path.lastIndexOf("/");
  return readDirectory(ev, slash <= 0 ? "/" : path.slice(0, slash)).get(path.slice(slash + 1));
}

/** `default.nix` in a folder; other values as they are. */
function resolveDefaultNix(ev: Evaluator, value: Lazy): Value {
  const forced = ev.known(value);
  if (hasType(ev, forced, "directory")) return below(ev, forced, "default.nix");
  if (typeName(forced) !== "string") return forced;
  const text = textArgument(ev, forced);
  return endsWith(text, "/") ? concatTexts([text, "default.nix"]) : forced;
}

const packagesFromDirectoryRecursive = patternFunction(
  "lib.filesystem.packagesFromDirectoryRecursive",
  { callPackage: false, newScope: true, directory: false },
  (ev, args) => packagesIn(ev, args),
);

/**
 * Packages by the names of the files that define them: `name.nix`, or a folder with a `package.nix`; other folders are
 * sets of packages, and scopes of their own where `newScope` is given.
 */
function packagesIn(ev: Evaluator, args: Attrs): Value {
  const folder = args.get("directory") as Lazy;
  const single = below(ev, folder, "package.nix");
  const empty = new Attrs(new Map());
  if (pathExists(ev, single)) {
    return ev.call2(force(args.get("callPackage") as Lazy), single, empty);
  }
  const newScope = args.map.get("newScope");
  if (newScope === undefined) return packageFiles(ev, args);
  const members = functionOf("lib.filesystem.packagesFromDirectoryRecursive", (ev, self) => {
    const inner = new Map(args.map);
    for (const name of ["callPackage", "newScope"]) {
      inner.set(
        name,
        later(() => select(ev, self, name)),
      );
    }
    return packageFiles(ev, new Attrs(inner));
  });
  const [, makeScope] = scopesTable.makeScope as NonNullable<typeof scopesTable.makeScope>;
  return update(makeScope(ev, newScope, members), RECURSE, null);
}

const RECURSE = Attrs.of({ recurseForDerivations: true });

function packageFiles(ev: Evaluator, args: Attrs): Value {
  const folder = args.get("directory") as Lazy;
  const callPackage = args.get("callPackage") as Lazy;
  const found = new Map<string, Lazy>();
  for (const [name, type] of sortedEntries(ev, readablePath(ev, folder))) {
    const path = below(ev, folder, name);
    if (type === "directory") {
      const inner = new Attrs(new Map([...args.map, ["directory", path]]));
      found.set(
        name,
        later(() => packagesIn(ev, inner)),
      );
    } else if (type !== "regular") {
      throw thrown(
        `lib.filesystem.packagesFromDirectoryRecursive: Unsupported file type ${type} at path ${shown(coerceToText(ev, path, "toString"))}\n`,
      );
    } else if (name.endsWith(".nix")) {
      found.set(
        name.slice(0, -".nix".length),
        ev.delayCall(callPackage, path, new Attrs(new Map())),
      );
    }
  }
  return new Attrs(found);
}
