/** The kinds of directory entries that `builtins.readDir` tells apart. */
export type FileType = "regular" | "directory" | "symlink" | "unknown";

/** Why a read gave nothing. `denied`: outside what the evaluator may read. `failed`: there, but not readable. */
export type IoFailure = "missing" | "denied" | "failed";

export type IoResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: IoFailure; readonly message: string };

/**
 * All that the evaluator may ask of the machine. Paths are absolute and normalised. Implementations confine reads to
 * the root of the repository (after resolving symlinks) and the inputs that were granted.
 */
export interface EvalIO {
  /** Content as text; bytes that are not UTF-8 become U+DC80 + (byte - 0x80), so that no byte is lost. */
  readText(path: string): IoResult<string>;
  readBytes(path: string): IoResult<Uint8Array>;
  /** Entries by name, unsorted. */
  readDir(path: string): IoResult<ReadonlyMap<string, FileType>>;
  /** Type of the entry itself (a symlink is a symlink); `missing` if there is none. */
  fileType(path: string): IoResult<FileType>;
  /** Whether something is at the path, symlinks followed. */
  exists(path: string): IoResult<boolean>;
  /** The path with symlinks resolved, for identity of imported files. */
  realPath(path: string): IoResult<string>;
  /** Whether the user may execute the file; decides its hash in the store. */
  isExecutable(path: string): boolean;
  readLink(path: string): IoResult<string>;
}
