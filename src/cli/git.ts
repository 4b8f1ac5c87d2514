import { spawnSync } from "node:child_process";
import { UserError } from "./user-error.ts";

/** What git prints; null where it fails. Throws `UserError` where there is no git. */
function git(folder: string, args: readonly string[]): string | null {
  const { error, status, stdout } = spawnSync("git", args, {
    cwd: folder,
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
