import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { UserError } from "./user-error.ts";

/** What git prints; null where it fails. Throws `UserError` where there is no git. */
function git(folder: string, args: readonly string[], index?: string): string | null {
  const { error, status, stdout } = spawnSync("git", args, {
    cwd: folder,
    ...(index !== undefined && { env: { ...process.env, GIT_INDEX_FILE: index } }),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (error !== undefined) throw new UserError(`git cannot be run: ${error.message}`);
  return status === 0 ? stdout : null;
}

/** Whether a word names a commit. */
export function isCommit(folder: string, ref: string): boolean {
  return git(folder, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]) !== null;
}

/**
 * Files below a folder, relative to it, that differ from where the work left `ref` (staged or not), and those that
 * git does not know yet. Throws `UserError` where that cannot be told.
 */
export function changedFiles(folder: string, ref: string): string[] {
  if (!isCommit(folder, ref)) {
    throw new UserError(`git knows no commit '${ref}' in '${folder}'`);
  }
  const base = git(folder, ["merge-base", "HEAD", ref])?.trim() ?? ref;
  const changed = git(folder, ["diff", "--name-only", "--relative", "-z", base, "--", "."]);
  const added = git(folder, ["ls-files", "--others", "--exclude-standard", "-z", "--", "."]);
  if (changed === null || added === null) throw new UserError("git cannot tell what has changed");
  const files = `${changed}${added}`.split("\0").filter((path) => path !== "");
  return [...new Set(files)].sort();
}

/**
 * Puts the files of a commit into a new folder, and leaves index and work tree alone. `gitRoot` is the git root, `to`
 * an absolute path. Throws `UserError` where git knows no such commit.
 */
export function checkOut(gitRoot: string, ref: string, to: string): void {
  if (!isCommit(gitRoot, ref)) throw new UserError(`git knows no commit '${ref}' in '${gitRoot}'`);
  const index = `${to}.index`;
  try {
    const read = git(gitRoot, ["read-tree", ref], index);
    const written = git(gitRoot, ["checkout-index", "--all", `--prefix=${to}/`], index);
    if (read === null || written === null) {
      throw new UserError(`git cannot give the files of '${ref}'`);
    }
  } finally {
    rmSync(index, { force: true });
  }
}
