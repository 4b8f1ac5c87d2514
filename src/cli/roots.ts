import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The root of the repository that a folder belongs to: the nearest folder upwards, itself included, with a `flake.nix`,
 * not beyond the git root, as Nix looks for it; else the git root; else the folder itself.
 */
export function rootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "flake.nix"))) return at;
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The git root of a folder; undefined outside of git. */
export function gitRootOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The path from a folder to one in it, with forward slashes; empty when they are the same. */
export function pathBelow(folder: string, path: string): string {
  if (path === folder) return "";
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  if (!path.startsWith(start)) throw new Error(`'${path}' is not in '${folder}'`);
  return path.slice(start.length);
}
