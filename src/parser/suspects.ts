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

/** The blanks before the first token of the line of an offset. */
function indentation(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text.charCodeAt(start - 1) !== 0x0a) start--;
  let end = start;
  while (text.charCodeAt(end) === 0x20 || text.charCodeAt(end) === 0x09) end++;
  return end - start;
}

function firstOnLine(text: string, offset: number): boolean {
  let at = offset;
  while (at > 0 && (text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x09)) at--;
  return at === 0 || text.charCodeAt(at - 1) === 0x0a;
}

/**
 * Index of the first opening bracket whose partner begins a line further left than the line of the bracket: it has got
 * the partner of another one.
 */
export function misalignedBracket(text: string, tokens: Uint32Array): number | undefined {
  const open: number[] = [];
  let found: number | undefined;
  for (let index = 0; index * 3 < tokens.length; index++) {
    const kind = tokens[index * 3 + 2] as number;
    if (closers.has(kind)) {
      open.push(index);
    } else if (kind === Token.RBRACE || kind === Token.RBRACKET || kind === Token.RPAREN) {
      const opening = open.pop();
      if (opening === undefined || closers.get(tokens[opening * 3 + 2] as number) !== kind) {
        return found;
      }
      const start = tokens[index * 3] as number;
      if (!firstOnLine(text, start)) continue;
      const before = indentation(text, tokens[opening * 3] as number);
      if (indentation(text, start) < before && (found === undefined || opening < found)) {
        found = opening;
      }
    }
  }
  return found;
}
