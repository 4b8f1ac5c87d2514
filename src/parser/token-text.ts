/** How tokens are called in messages. */
import { Token } from "./tokens.ts";

const firstOperator = Token.NOT;
const lastOperator = Token.PIPE_FROM;

export function isOperator(kind: number): boolean {
  return (kind >= firstOperator && kind <= lastOperator) || kind === Token.QUESTION;
}

export function isKeyword(kind: number): boolean {
  return kind >= Token.ASSERT && kind <= Token.OR;
}

/** A token as it is named in a sentence: `'in'`, `a string`. */
export function describeToken(kind: number, text: string): string {
  switch (kind) {
    case Token.EOF:
      return "the end of the file";
    case Token.QUOTE:
    case Token.INDENTED_QUOTE:
      return "a string";
    case Token.STRING_TEXT:
    case Token.INDENTED_TEXT:
      return "text of a string";
    case Token.INTEGER:
    case Token.FLOAT:
      return `the number ${text}`;
    case Token.PATH_START:
    case Token.HOME_PATH:
    case Token.PATH_TEXT:
    case Token.SEARCH_PATH:
      return `the path ${text}`;
    case Token.URI:
      return "a URL";
    default:
      return `'${text}'`;
  }
}

const hints: ReadonlyMap<string, string> = new Map([
  ["\ufeff", "a byte order mark, which Nix does not accept"],
  ["\u00a0", "a no-break space, which is no blank for Nix"],
  ["\0", "a NUL byte, at which Nix stops reading"],
  ["\u201c", "a typographic quote; strings are written with '\"'"],
  ["\u201d", "a typographic quote; strings are written with '\"'"],
  ["\u2018", "a typographic quote; strings are written with '\"' or two '''"],
  ["\u2019", "a typographic quote; strings are written with '\"' or two '''"],
  ["'", "a single quote; strings are written with '\"' or with two single quotes"],
  ["&", "'&'; the logical operator is '&&'"],
  ["|", "'|'; the logical operator is '||'"],
]);

/** The message for text that begins no token. */
export function invalidText(text: string): string {
  const hint = hints.get(text);
  if (hint) return `This is ${hint}.`;
  const code = (text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const visible = /^[!-~\u00a1-\ud7ff\ue000-\ufffd]|[\ud800-\udbff][\udc00-\udfff]$/.test(text);
  return visible ? `Unexpected '${text}' (U+${code}).` : `Unexpected character U+${code}.`;
}
