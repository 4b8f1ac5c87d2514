/** What is open at a token: brackets, strings, and keywords that wait for another one. */
import { Token } from "./tokens.ts";

export interface Opener {
  /** A bracket, quote, `let`, `if`, `then`, `with`, `assert`, `inherit`, or the `=` of a definition. */
  readonly kind: number;
  /** Index of its token. */
  readonly index: number;
}

/** What closes each opening bracket. */
export const closers: ReadonlyMap<number, number> = new Map([
  [Token.LBRACE, Token.RBRACE],
  [Token.INTERPOLATION, Token.RBRACE],
  [Token.PATH_INTERPOLATION, Token.RBRACE],
  [Token.LPAREN, Token.RPAREN],
  [Token.LBRACKET, Token.RBRACKET],
]);

/** Keywords and `=` that the token ends, when they are on top; brackets end what is in them as well. */
const waiting: ReadonlyMap<number, readonly number[]> = new Map([
  [Token.SEMICOLON, [Token.EQUALS, Token.WITH, Token.ASSERT, Token.INHERIT]],
  [Token.IN, [Token.LET]],
  [Token.THEN, [Token.IF]],
  [Token.ELSE, [Token.THEN]],
]);

const pushed: ReadonlySet<number> = new Set([
  Token.LBRACE,
  Token.LPAREN,
  Token.LBRACKET,
  Token.INTERPOLATION,
  Token.PATH_INTERPOLATION,
  Token.LET,
  Token.IF,
  Token.THEN,
  Token.WITH,
  Token.ASSERT,
  Token.INHERIT,
  Token.EQUALS,
]);

const brackets: ReadonlyMap<number, readonly number[]> = new Map([
  [Token.RBRACE, [Token.LBRACE, Token.INTERPOLATION, Token.PATH_INTERPOLATION]],
  [Token.RPAREN, [Token.LPAREN]],
  [Token.RBRACKET, [Token.LBRACKET]],
]);

function closeThrough(open: Opener[], kinds: readonly number[]): void {
  for (let at = open.length - 1; at >= 0; at--) {
    if (!kinds.includes((open[at] as Opener).kind)) continue;
    open.length = at;
    return;
  }
}

/**
 * What is open before token `end`, outermost first. Up to there the tokens are those of a valid file, three numbers each:
 * start, end and kind.
 */
export function openAt(tokens: Uint32Array, end: number): Opener[] {
  const open: Opener[] = [];
  for (let index = 0; index < end; index++) {
    const kind = tokens[index * 3 + 2] as number;
    if (kind === Token.QUOTE || kind === Token.INDENTED_QUOTE) {
      if (open.at(-1)?.kind === kind) open.pop();
      else open.push({ kind, index });
      continue;
    }
    const closed = brackets.get(kind) ?? waiting.get(kind);
    if (closed) closeThrough(open, closed);
    // `let { }` has no `in`.
    if (
      kind === Token.LBRACE &&
      open.at(-1)?.kind === Token.LET &&
      open.at(-1)?.index === index - 1
    ) {
      open.pop();
    }
    if (pushed.has(kind)) open.push({ kind, index });
  }
  return open;
}
