/** Finds, in a file that does not parse, the place that is likelier the mistake than the one where reading stopped. */
import { closers } from "./openers.ts";
import { Token } from "./tokens.ts";

const words: ReadonlySet<number> = new Set([
  Token.IDENTIFIER,
  Token.INTEGER,
  Token.FLOAT,
  Token.PATH_START,
  Token.URI,
]);

/**
 * Index of the opening quote of the first string before token `end` that holds what looks like a definition or a line
 * end, and whose closing quote has a word right behind it: the quote was meant to open the next string.
 */
export function runawayString(text: string, tokens: Uint32Array, end: number): number | undefined {
  const open: number[] = [];
  for (let index = 0; index < end; index++) {
    const kind = tokens[index * 3 + 2] as number;
    if (kind === Token.INTERPOLATION) open.push(-1);
    else if (kind === Token.LBRACE) open.push(-1);
    else if (kind === Token.RBRACE) open.pop();
    if (kind !== Token.QUOTE && kind !== Token.INDENTED_QUOTE) continue;
    const opening = open.at(-1) ?? -1;
    if (opening < 0) {
      open.push(index);
      continue;
    }
    open.pop();
    const after = tokens[index * 3 + 1] as number;
    const next = tokens[index * 3 + 5] as number;
    if (tokens[index * 3 + 3] !== after || !words.has(next)) continue;
    const content = text.slice(tokens[opening * 3 + 1], tokens[index * 3]);
    if (/=\s*$|[[(]\s*$/.test(content)) return opening;
  }
  return undefined;
}

/** Follows the lines of a text from one offset to a later one. */
class Lines {
  readonly #text: string;
  #at = 0;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  moveTo(offset: number): void {
    for (; this.#at < offset; this.#at++) {
      if (this.#text.charCodeAt(this.#at) === 0x0a) this.#lineStart = this.#at + 1;
    }
  }

  /** The blanks that the current line begins with. */
  indentation(): number {
    let end = this.#lineStart;
    while (this.#text.charCodeAt(end) === 0x20 || this.#text.charCodeAt(end) === 0x09) end++;
    return end - this.#lineStart;
  }

  /** Whether there is nothing but blanks before the current offset in its line. */
  atFirst(): boolean {
    return this.#lineStart + this.indentation() >= this.#at;
  }
}

/**
 * Index of the opening bracket of the first pair whose closing one begins a line further left than the line of the opening
 * one: it belongs to another.
 */
export function misalignedBracket(text: string, tokens: Uint32Array): number | undefined {
  const lines = new Lines(text);
  const open: { readonly index: number; readonly indentation: number }[] = [];
  for (let index = 0; index * 3 < tokens.length; index++) {
    const kind = tokens[index * 3 + 2] as number;
    const opens = closers.has(kind);
    if (!opens && kind !== Token.RBRACE && kind !== Token.RBRACKET && kind !== Token.RPAREN) {
      continue;
    }
    lines.moveTo(tokens[index * 3] as number);
    const indentation = lines.indentation();
    if (opens) {
      open.push({ index, indentation });
      continue;
    }
    const opener = open.pop();
    if (!opener || closers.get(tokens[opener.index * 3 + 2] as number) !== kind) return undefined;
    if (indentation < opener.indentation && lines.atFirst()) return opener.index;
  }
  return undefined;
}
