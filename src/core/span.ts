import type { SourceFile } from "./source-file.ts";

/** A range of one file in UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A span that can leave the process: path as given by the root, 1-based lines and columns, `endColumn` exclusive. */
export interface Place {
  /** Relative to the root, forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** UTF-16 offsets of the same range. */
  readonly start: number;
  readonly end: number;
}
