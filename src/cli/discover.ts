import { globby } from "globby";

/** Folders that hold no sources of the repository. Links of `nix build` need no mention: no symlink is followed. */
const NEVER = ["**/.git/**", "**/node_modules/**", "**/.direnv/**"];

/**
 * Files below a root, relative to it and sorted: what git would take (`.gitignore` is honoured, symlinks are not
 * followed), without those that match a glob of `ignore`. Folders that cannot be read are left out.
 */
export async function repositoryFiles(root: string, ignore: readonly string[]): Promise<string[]> {
  const ignored = ignore.flatMap((glob) => {
    const clean = glob.replace(/^\.\//, "").replace(/\/+$/, "");
    return [clean, `${clean}/**`];
  });
  const files = await globby("**/*", {
    cwd: root,
    gitignore: true,
    dot: true,
    followSymbolicLinks: false,
    suppressErrors: true,
    ignore: [...NEVER, ...ignored],
  });
  return files.sort();
}
