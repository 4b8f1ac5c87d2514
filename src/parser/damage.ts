/** What of a file with a syntax error is not to be trusted. */
import type { Expr } from "./ast.ts";
import type { Failure } from "./native-parser.ts";
import { Record, Token } from "./tokens.ts";

/** Stands for a part that is not an expression and is broken. */
export const broken = Symbol("broken");

/** RECORD_BROKEN of src/parser/native/nix.h. */
const brokenFlag = 1 << 16;

/** Kinds of record that are expressions; a broken one is an error expression, other broken parts break their parent. */
export const expressionKinds: ReadonlySet<number> = new Set([
  Record.VARIABLE,
  Record.INTEGER,
  Record.FLOAT,
  Record.SEARCH_PATH,
  Record.URI,
  Record.STRING,
  Record.INDENTED_STRING,
  Record.PATH,
  Record.LIST,
  Record.ATTRSET,
  Record.REC_ATTRSET,
  Record.LEGACY_LET,
  Record.LET,
  Record.WITH,
  Record.ASSERT,
  Record.IF,
  Record.FUNCTION,
  Record.APPLY,
  Record.SELECT,
  Record.HAS_ATTR,
  Record.UNARY,
  Record.BINARY,
  Record.PAREN,
]);

const opening: ReadonlySet<number> = new Set([
  Token.LBRACE,
  Token.LPAREN,
  Token.LBRACKET,
  Token.INTERPOLATION,
  Token.PATH_INTERPOLATION,
  Token.LET,
]);
const closing: ReadonlySet<number> = new Set([
  Token.RBRACE,
  Token.RPAREN,
  Token.RBRACKET,
  Token.IN,
]);
const defining: ReadonlySet<number> = new Set([Token.EQUALS, Token.INHERIT]);

/** Decides what of a file with a syntax error is not to be trusted. */
export class Damage {
  readonly #tokens: Uint32Array;
  /** Where the token is that Nix refuses, and where the one before it ends. */
  readonly #at: number;
  readonly #before: number;
  /** Whether the expression around that token is an error by now. */
  #covered = false;

  constructor(failed: Failure) {
    this.#tokens = failed.tokens;
    this.#at = failed.tokens[failed.failed * 3] as number;
    this.#before = failed.failed === 0 ? 0 : (failed.tokens[failed.failed * 3 - 2] as number);
  }

  /** Whether a record, whose children are `values` from `first` up to `top`, has to be an error. */
  breaks(
    word: number,
    start: number,
    end: number,
    values: readonly unknown[],
    first: number,
    top: number,
  ): boolean {
    const kind = word & 0xff;
    let isBroken = (word & brokenFlag) !== 0;
    for (let i = first; i < top && !isBroken; i++) isBroken = values[i] === broken;
    if (kind === Record.BINDING && !isBroken) {
      const value = values[top - 1] as Expr;
      isBroken = value.kind === "error" && this.#swallowed(value);
    }
    if (isBroken) {
      this.#covered ||= start <= this.#at && this.#before <= end;
      return true;
    }
    if (this.#covered || !expressionKinds.has(kind)) return false;
    this.#covered = start <= this.#at && this.#at < end;
    return this.#covered;
  }

  /** Whether other definitions of the same set have become part of a broken value. */
  #swallowed(value: Expr): boolean {
    let depth = 0;
    for (let at = 0; at < this.#tokens.length; at += 3) {
      const start = this.#tokens[at] as number;
      if (start < value.start) continue;
      if (start >= value.end) return false;
      const kind = this.#tokens[at + 2] as number;
      if (opening.has(kind)) depth++;
      else if (closing.has(kind)) depth--;
      else if (depth <= 0 && defining.has(kind)) return true;
    }
    return false;
  }
}
