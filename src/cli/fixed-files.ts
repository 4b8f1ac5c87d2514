/** Fixed files on the disk. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "./user-error.ts";

/** The text of a file that can be written back as it is; undefined for one that is no UTF-8 or not there. */
export function fixableText(path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
}

/**
 * Replaces a file's content at one stroke: whoever reads it sees the old or the new. Mode and symbolic links stay.
 * Throws `UserError` where it cannot be written, or has changed since it was linted.
 */
export function replaceFile(path: string, before: string, after: string): void {
  const real = realpathSync(path);
  if (fixableText(real) !== before) {
    throw new UserError(`'${path}' changed while it was linted and was not fixed`);
  }
  const draft = join(dirname(real), `.${basename(real)}.nixlint-${process.pid}`);
  try {
    const file = openSync(draft, "wx", 0o600);
    try {
      const bytes = Buffer.from(after, "utf8");
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(draft, statSync(real).mode & 0o7777);
    renameSync(draft, real);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UserError(`'${path}' cannot be fixed: ${(error as Error).message}`);
  }
}
