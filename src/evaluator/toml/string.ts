import { TomlSyntaxError } from "./error.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  '"': '"',
  "\\": "\\",
};
/** Control characters other than tab; line ends are allowed in strings on several lines only. */
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const CONTROL_BUT_LINES = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([ \t]*\r?\n[ \t\r\n]*)|([\s\S]?))/g;

/** Reads a string of any of the four kinds that begins at an offset. */
export function readTomlString(text: string, start: number): { value: string; end: number } {
  const quote = text[start] as string;
  const long = text.startsWith(quote.repeat(3), start);
  const literal = quote === "'";
  let from = start + (long ? 3 : 1);
  const end = closingQuote(text, from, quote, long);
  if (end < 0) throw new TomlSyntaxError("a string is not closed");
  // A line end right after the opening quotes is not part of the string.
  if (long) from += /^\r?\n/.exec(text.slice(from, from + 2))?.[0].length ?? 0;
  const raw = text.slice(Math.min(from, end), end);
  if ((long ? CONTROL_BUT_LINES : CONTROL).test(raw)) {
    throw new TomlSyntaxError("a control character in a string");
  }
  return { value: literal ? raw : unescape(raw, long), end: end + (long ? 3 : 1) };
}

/** Offset of the closing quotes, -1 if there are none. Up to two quotes may stand before three closing ones. */
function closingQuote(text: string, from: number, quote: string, long: boolean): number {
  const escapes = quote === '"';
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\\" && escapes) at++;
    else if (character === quote) {
      if (!long) return at;
      if (!text.startsWith(quote.repeat(3), at)) continue;
      let extra = 0;
      while (extra < 2 && text[at + 3 + extra] === quote) extra++;
      return at + extra;
    } else if (character === "\n" && !long) return -1;
  }
  return -1;
}

function unescape(raw: string, long: boolean): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(
    ESCAPE,
    (whole, short: string | undefined, wide: string | undefined, line: string | undefined, one) => {
      const code = short ?? wide;
      if (code !== undefined) return character(Number.parseInt(code, 16));
      if (line !== undefined && long) return "";
      const plain = ESCAPES[one as string];
      if (plain === undefined) throw new TomlSyntaxError(`'${whole}' is no escape`);
      return plain;
    },
  );
}

function character(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new TomlSyntaxError("an escape is no Unicode character");
  }
  return String.fromCodePoint(code);
}
