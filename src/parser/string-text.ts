/** What the text of string literals means: escapes, line endings and the indentation that `''` strings lose. */
import type { DynamicName, Expr, StringPart } from "./ast.ts";

const backslash = 0x5c;
const carriageReturn = 0x0d;
const dollar = 0x24;
const quote = 0x27;

function escaped(char: string): string {
  if (char === "n") return "\n";
  if (char === "r") return "\r";
  if (char === "t") return "\t";
  return char;
}

/** The value of a piece of a `"…"` string: escapes resolved, CR and CRLF as LF (unescapeStr of Nix' lexer). */
export function unescapeString(text: string, start: number, end: number): string {
  let i = start;
  for (; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === backslash || unit === carriageReturn) break;
  }
  if (i === end) return text.slice(start, end);
  let result = "";
  let copied = start;
  while (i < end) {
    const unit = text.charCodeAt(i);
    if (unit === backslash) {
      result += text.slice(copied, i) + escaped(text.charAt(i + 1));
      i += 2;
      copied = i;
    } else if (unit === carriageReturn) {
      result += `${text.slice(copied, i)}\n`;
      i += text.charCodeAt(i + 1) === 0x0a ? 2 : 1;
      copied = i;
    } else {
      i++;
    }
  }
  return copied < end ? result + text.slice(copied, end) : result;
}

/** Text and expressions of a string or path from its pieces; an interpolation gives its expression. */
export function stringParts(values: readonly unknown[], from: number, to: number): StringPart[] {
  const parts: StringPart[] = [];
  for (let i = from; i < to; i++) {
    const value = values[i] as string | DynamicName;
    parts.push(typeof value === "string" ? value : value.expr);
  }
  return parts;
}

/** A lexical piece of an indented string; `plain` is false for escapes, which end the blank start of a line. */
interface Piece {
  readonly text: string;
  readonly plain: boolean;
}

/** Raw text of an indented string between interpolations, as it is in the file. */
export interface IndentedText {
  readonly start: number;
  readonly end: number;
}

/** Splits raw text as Nix' lexer does: escapes, and a `$` or `'` before something special, are pieces of their own. */
function addPieces(text: string, start: number, end: number, pieces: (Piece | Expr)[]): void {
  let copied = start;
  let i = start;
  const flush = (): void => {
    if (copied < i) pieces.push({ text: text.slice(copied, i), plain: true });
  };
  const special = (value: string, length: number): void => {
    flush();
    pieces.push({ text: value, plain: false });
    i += length;
    copied = i;
  };
  while (i < end) {
    const unit = text.charCodeAt(i);
    if (unit === dollar) {
      if (i + 1 === end || text.charCodeAt(i + 1) === quote) special("$", 1);
      else i += 2;
    } else if (unit === quote) {
      const next = i + 1 === end ? dollar : text.charCodeAt(i + 1);
      if (next === quote) {
        const third = text.charAt(i + 2);
        if (third === "$") special("$", 3);
        else if (third === "'") special("''", 3);
        else special(escaped(text.charAt(i + 3)), 4);
      } else if (next === dollar) {
        special("'", 1);
      } else {
        i += 2;
      }
    } else {
      i++;
    }
  }
  i = Math.min(i, end);
  flush();
}

function commonIndentation(pieces: readonly (Piece | Expr)[]): number {
  let atLineStart = true;
  let common = 1_000_000;
  let current = 0;
  for (const piece of pieces) {
    if (!("plain" in piece && piece.plain)) {
      if (atLineStart) {
        atLineStart = false;
        if (current < common) common = current;
      }
      continue;
    }
    const text = piece.text;
    for (let i = 0; i < text.length; i++) {
      if (!atLineStart) {
        i = text.indexOf("\n", i);
        if (i < 0) break;
        atLineStart = true;
        current = 0;
        continue;
      }
      const unit = text.charCodeAt(i);
      if (unit === 0x20) current++;
      else if (unit === 0x0a) current = 0;
      else {
        atLineStart = false;
        if (current < common) common = current;
      }
    }
  }
  return common;
}

/** Removes `indentation` from the start of each line, keeping where in a line it is from one piece to the next. */
class Stripper {
  private atLineStart = true;
  private dropped = 0;
  readonly #indentation: number;

  constructor(indentation: number) {
    this.#indentation = indentation;
  }

  expression(): void {
    this.atLineStart = false;
    this.dropped = 0;
  }

  text(text: string): string {
    let result = "";
    let i = 0;
    while (i < text.length) {
      if (!this.atLineStart) {
        const newline = text.indexOf("\n", i);
        const end = newline < 0 ? text.length : newline + 1;
        result += text.slice(i, end);
        if (newline >= 0) this.atLineStart = true;
        i = end;
        continue;
      }
      let end = i;
      while (text.charCodeAt(end) === 0x20) end++;
      const drop = Math.min(end - i, Math.max(0, this.#indentation - this.dropped));
      result += text.slice(i + drop, end);
      this.dropped += end - i;
      i = end;
      if (i === text.length) break;
      this.dropped = 0;
      if (text.charCodeAt(i) === 0x0a) {
        result += "\n";
        i++;
      } else {
        this.atLineStart = false;
      }
    }
    return result;
  }
}

/** A last line of only spaces goes; what comes before the last newline stays. */
function withoutBlankLastLine(text: string): string {
  const newline = text.lastIndexOf("\n");
  if (newline < 0) return text;
  for (let i = newline + 1; i < text.length; i++) if (text.charCodeAt(i) !== 0x20) return text;
  return text.slice(0, newline + 1);
}

/**
 * The parts of an indented string, from raw texts and interpolated expressions (stripIndentation of Nix' parser).
 * Spaces are indentation, tabs and CR are not.
 */
export function indentedParts(text: string, raw: readonly (IndentedText | Expr)[]): StringPart[] {
  const pieces: (Piece | Expr)[] = [];
  raw.forEach((item, index) => {
    if ("kind" in item) {
      pieces.push(item);
      return;
    }
    let start = item.start;
    if (index === 0) {
      // The opening quotes take the rest of their line with them when it is blank.
      let i = start;
      while (i < item.end && text.charCodeAt(i) === 0x20) i++;
      if (i < item.end && text.charCodeAt(i) === 0x0a) start = i + 1;
    }
    addPieces(text, start, item.end, pieces);
  });
  const stripper = new Stripper(commonIndentation(pieces));
  const parts: StringPart[] = [];
  pieces.forEach((piece, index) => {
    if (!("plain" in piece)) {
      stripper.expression();
      parts.push(piece);
      return;
    }
    let value = stripper.text(piece.text);
    if (index === pieces.length - 1) value = withoutBlankLastLine(value);
    const last = parts.length - 1;
    if (value === "") return;
    if (typeof parts[last] === "string") parts[last] += value;
    else parts.push(value);
  });
  return parts;
}
