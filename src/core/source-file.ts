/** A line and column, both 1-based; columns count UTF-16 code units, as SARIF's `columnKind` says. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text of one file, with line numbers worked out only when something is reported. */
export class SourceFile {
  /** Absolute path, or a name in angle brackets for text that is no file (`«string»`). */
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Position of a UTF-16 offset; offsets past the end give the last position. */
  position(offset: number): Position {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] as number;
    return { line: low + 1, column: Math.min(offset, this.text.length) - start + 1 };
  }

  /** Offset of the first character of a 1-based line; undefined past the end. */
  lineStart(line: number): number | undefined {
    return this.lineStarts()[line - 1];
  }

  /** The text of a 1-based line without its line ending; empty past the end. */
  line(line: number): string {
    const starts = this.lineStarts();
    const start = starts[line - 1];
    if (start === undefined) return "";
    const end = starts[line] ?? this.text.length + 1;
    return this.text.slice(start, end).replace(/\r?\n$|\r$/, "");
  }

  lineCount(): number {
    return this.lineStarts().length;
  }

  /** LF, CRLF and a lone CR each end a line, as Nix and editors have it. */
  private lineStarts(): number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    const text = this.text;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10) starts.push(i + 1);
      else if (unit === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1);
    }
    this.#lineStarts = starts;
    return starts;
  }
}
