import { EvalError, UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import type { FileType, IoFailure } from "../io.ts";
import { Reason } from "../reason.ts";
import { absenceReason, recordsOf } from "../store/records.ts";
import { encodeUtf8 } from "../utf8.ts";

/** What git-crypt puts before the content of an encrypted file. */
const GIT_CRYPT = "\0GITCRYPT\0";

/**
 * Ends a builtin whose read gave nothing. A missing file is Nix' error; in the store it only means that this machine
 * does not have what a build or a fetch would have put there.
 */
export function failedRead(
  ev: Evaluator,
  path: string,
  failure: IoFailure,
  message: string,
): never {
  const absence = absenceReason(ev, path, failure);
  if (absence !== undefined) throw new UnknownSignal(absence);
  if (failure !== "missing") throw new UnknownSignal(new Reason("denied", message));
  throw new EvalError("missing-path", `path '${path}' does not exist`, null, path);
}

/** The text of a file. */
export function readText(ev: Evaluator, path: string): string {
  const stored = recordsOf(ev).texts.get(path);
  if (stored !== undefined) return stored.text;
  const result = ev.io.readText(path);
  if (!result.ok) return failedFileRead(ev, path, result.failure, result.message);
  if (result.value.startsWith(GIT_CRYPT)) {
    throw new UnknownSignal(new Reason("encrypted", `'${path}' is encrypted by git-crypt`));
  }
  return result.value;
}

/** The bytes of a file. */
export function readBytes(ev: Evaluator, path: string): Uint8Array {
  const stored = recordsOf(ev).texts.get(path);
  if (stored !== undefined) return encodeUtf8(stored.text);
  const result = ev.io.readBytes(path);
  if (!result.ok) return failedFileRead(ev, path, result.failure, result.message);
  return result.value;
}

function failedFileRead(ev: Evaluator, path: string, failure: IoFailure, message: string): never {
  if (failure === "failed") {
    const real = ev.io.realPath(path);
    const type = real.ok ? ev.io.fileType(real.value) : real;
    if (type.ok && type.value === "directory") {
      throw new EvalError("other", `path '${path}' is not a regular file`, null, path);
    }
  }
  return failedRead(ev, path, failure, message);
}

/** Entries of a directory by name, unsorted. */
export function readDirectory(ev: Evaluator, path: string): ReadonlyMap<string, FileType> {
  const result = ev.io.readDir(path);
  if (result.ok) return result.value;
  if (result.failure === "failed") {
    const real = ev.io.realPath(path);
    const type = real.ok ? ev.io.fileType(real.value) : real;
    if (type.ok && type.value === "regular") {
      throw new EvalError("other", `'${path}' is not a directory`, null, path);
    }
  }
  return failedRead(ev, path, result.failure, result.message);
}

/** Type of the entry itself. */
export function typeOfEntry(ev: Evaluator, path: string): FileType {
  if (recordsOf(ev).texts.has(path)) return "regular";
  const result = ev.io.fileType(path);
  return result.ok ? result.value : failedRead(ev, path, result.failure, result.message);
}
