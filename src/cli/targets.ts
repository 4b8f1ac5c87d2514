import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { globby, isDynamicPattern } from "globby";
import { didYouMean, nearMiss } from "../core/near-miss.ts";
import { pathBelow, rootOf } from "./roots.ts";
import { UserError } from "./user-error.ts";

/** A repository to lint, and the part of it that was asked for. */
export interface Target {
  /** Absolute path, symlinks resolved. */
  readonly root: string;
  /** Files and folders relative to the root; null for all of it. */
  readonly paths: readonly string[] | null;
  /** Files that were named themselves: they are linted even where they are ignored. */
  readonly named: readonly string[];
  /** The named files are all there is: nothing around them is looked at. */
  readonly alone?: true;
}

export interface TargetOptions {
  /** Absolute. */
  readonly cwd: string;
  /** Words that are commands, for a mistyped one. */
  readonly commands: readonly string[];
  /** A path or glob that stands for nothing is a mistake. */
  readonly errorOnUnmatched: boolean;
}

/** The repositories that paths and globs on the command line belong to. Throws `UserError` for one that is not there. */
export async function targetsOf(
  paths: readonly string[],
  options: TargetOptions,
): Promise<Target[]> {
  const byRoot = new Map<string, { paths: Set<string>; named: Set<string> }>();
  for (const given of paths.length === 0 ? ["."] : paths) {
    for (const path of await existing(given, options)) {
      const isFolder = statSync(path).isDirectory();
      const root = rootOf(isFolder ? path : dirname(path));
      const target = byRoot.get(root) ?? { paths: new Set(), named: new Set() };
      byRoot.set(root, target);
      target.paths.add(pathBelow(root, path));
      if (!isFolder) target.named.add(pathBelow(root, path));
    }
  }
  return [...byRoot].map(([root, target]) => ({
    root,
    paths: target.paths.has("") ? null : [...target.paths].sort(),
    named: [...target.named].sort(),
  }));
}

/** Real paths of what a path or glob stands for. */
async function existing(given: string, options: TargetOptions): Promise<string[]> {
  const absolute = isAbsolute(given) ? given : resolve(options.cwd, given);
  try {
    return [realpathSync(absolute)];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      throw new UserError(`'${given}' cannot be read (${code})`);
    }
  }
  if (isDynamicPattern(given)) {
    const found = await globby(given, { cwd: options.cwd, absolute: true, gitignore: true });
    if (found.length > 0) return found.sort().map((path) => realpathSync(path));
  }
  if (!options.errorOnUnmatched) return [];
  throw new UserError(`'${given}' does not exist${suggestion(given, absolute, options)}`);
}

/** A word that is neither path nor pattern may be a mistyped command, else a mistyped neighbour. */
function suggestion(given: string, absolute: string, { commands }: TargetOptions): string {
  const command = /[./]/.test(given) ? "" : didYouMean(given, commands);
  if (command !== "") return command;
  const folder = dirname(absolute);
  const meant = nearMiss(basename(absolute), existsSync(folder) ? readdirSync(folder) : []);
  return meant === undefined ? "" : `; did you mean '${join(dirname(given), meant)}'?`;
}
