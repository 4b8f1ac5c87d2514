import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

/*
 * Nix strings are bytes, JavaScript strings UTF-16. A text is the UTF-8 decoding of its bytes; a byte that is not part
 * of UTF-8 is the lone surrogate U+DC80 + (byte - 0x80). What counts bytes works on the "binary" form of a text, which
 * has one character (U+0000 to U+00FF) for each byte and is the text itself when that is ASCII.
 */

const NOT_ASCII = /[^\x00-\x7f]/;
/** With the u flag a surrogate pair is one character, so this finds only bytes that are not UTF-8. */
const ESCAPED_BYTE = /[\udc80-\udcff]/u;

/** Whether every character is one byte, so that indices count bytes. */
export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** Whether the text has bytes that are not UTF-8. */
export function hasEscapedBytes(text: string): boolean {
  return NOT_ASCII.test(text) && ESCAPED_BYTE.test(text);
}

/** Number of bytes of a text. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  return ESCAPED_BYTE.test(text) ? encodeUtf8(text).length : Buffer.byteLength(text, "utf8");
}

/** A string with one character (U+0000 to U+00FF) for each byte; the text itself when it is ASCII. */
export function toBinary(text: string): string {
  if (isAscii(text)) return text;
  const bytes = encodeUtf8(text);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The text of a string that has one character for each byte. */
export function fromBinary(binary: string): string {
  return isAscii(binary) ? binary : decodeUtf8(Buffer.from(binary, "latin1"));
}

/**
 * The text of a concatenation: bytes of one character that were cut apart make the character again. Everything that
 * was joined from parts which may have been cut inside a character goes through this.
 */
export function rejoin(text: string): string {
  return hasEscapedBytes(text) ? decodeUtf8(encodeUtf8(text)) : text;
}

/**
 * One text after the other, as bytes: where the second begins inside a character, the two parts are joined again. Looks
 * at the second only, so that adding to the end of a long text stays cheap.
 */
export function append(text: string, addition: string): string {
  const unit = addition.charCodeAt(0);
  return unit >= 0xdc80 && unit <= 0xdcff ? rejoin(text + addition) : text + addition;
}

/** The bytes from `start`, at most `length` of them, as a text. */
export function sliceBytes(text: string, start: number, length: number): string {
  if (isAscii(text)) return text.slice(start, start + length);
  return fromBinary(toBinary(text).slice(start, start + length));
}
