import { typeOfEntry } from "../builtins/read.ts";
import { typeName } from "../describe.ts";
import { UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, Builtin, force, type Lazy, NixPath, type Value } from "../value.ts";
import { isInTree, normalised } from "./fileset-trees.ts";
import { type Fileset, filesetOf, splitLast, textOf } from "./fileset-value.ts";
import { pathExists } from "./filesystem.ts";
import { attrOr, later } from "./later.ts";
import { patternFunction } from "./native.ts";
import { componentsOf, isBelow } from "./path.ts";
import { cleanSource } from "./sources.ts";
import { isStringLike } from "./string-kinds.ts";
import { thrown } from "./surroundings.ts";

/** `lib.fileset`: file sets as sources of derivations. */

export const toSource = patternFunction(
  "lib.fileset.toSource",
  { root: false, fileset: false },
  (ev, args) => {
    const name = "lib.fileset.toSource";
    const root = ev.known(args.get("root") as Lazy);
    if (!(root instanceof NixPath)) throw thrown(`${name}: ${wrongRoot(ev, root)}`);
    const set = filesetOf(ev, args.get("fileset") as Lazy, `${name}: \`fileset\``);
    const { path } = root;
    if (!pathExists(ev, root))
      throw thrown(`${name}: \`root\` (${path}) is a path that does not exist.`);
    if (typeOfEntry(ev, path) !== "directory") {
      throw thrown(
        `${name}: \`root\` (${path}) is a file, but it should be a directory instead. Potential solutions:\n    - If you want to import the file into the store _without_ a containing directory, use string interpolation or \`builtins.path\` instead of this function.\n    - If you want to import the file into the store _with_ a containing directory, set \`root\` to the containing directory, such as ${splitLast(path)[0]}, and set \`fileset\` to the file path.`,
      );
    }
    if (set.base !== null && !isBelow(componentsOf(set.base), componentsOf(path))) {
      throw thrown(
        `${name}: \`fileset\` could contain files in ${set.base}, which is not under the \`root\` (${path}). Potential solutions:\n    - Set \`root\` to ${set.base} or any directory higher up. This changes the layout of the resulting store path.\n    - Set \`fileset\` to a file set that cannot contain files outside the \`root\` (${path}). This could change the files included in the result.`,
      );
    }
    return cleanSource(ev, root, sourceFilter(ev, set));
  },
);

function wrongRoot(ev: Evaluator, root: Value): string {
  if (root instanceof Attrs && attrOr(root, "_isLibCleanSourceWith") !== undefined) {
    return "`root` is a `lib.sources`-based value, but it should be a path instead.\n    To use a `lib.sources`-based value, convert it to a file set using `lib.fileset.fromSource` and pass it as `fileset`.\n    Note that this only works for sources created from paths.";
  }
  if (isStringLike(root)) {
    return `\`root\` (${textOf(ev, root)}) is a string-like value, but it should be a path instead.\n    Paths in strings are not supported by \`lib.fileset\`, use \`lib.sources\` or derivations instead.`;
  }
  return `\`root\` is of type ${typeName(root)}, but it should be a path instead.`;
}

/** A filter for `builtins.path`: folders on the way to the set, and what the set has. */
function sourceFilter(ev: Evaluator, { base, tree }: Fileset): Builtin {
  const files = base === null ? null : later(() => normalised(ev, base, tree));
  // Errors of predicates show where the source is made, not where it is used.
  force(files);
  const start = base === null ? [] : componentsOf(base);
  const takes = (path: string): boolean => {
    const known = force(files);
    if (known === null) return false;
    const names = componentsOf(path);
    if (isBelow(start, names)) return true;
    if (!isBelow(names, start)) return false;
    const found = isInTree(known, names.slice(start.length));
    if (typeof found !== "boolean") throw new UnknownSignal(found);
    return found;
  };
  return new Builtin("lib.fileset.toSource", 2, (ev: Evaluator, path: Lazy, type: Lazy) => {
    const name = ev.text(path);
    if (!takes(name)) return false;
    if (ev.text(type) !== "unknown") return true;
    throw thrown(
      `lib.fileset.toSource: \`fileset\` contains a file that cannot be added to the store: ${name}\n    This file is neither a regular file nor a symlink, the only file types supported by the Nix store.\n    Therefore the file set cannot be added to the Nix store as is. Make sure to not include that file to avoid this error.`,
    );
  });
}
