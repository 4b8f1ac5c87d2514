import { Attrs, type Lazy, type List, NixFloat, type Value } from "../value.ts";
import { type JsonOrigin, JsonPositions } from "./positions.ts";

/** The text is not JSON as Nix takes it; `message` has line and column. */
export class JsonSyntaxError extends Error {}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);
const MAX_UNSIGNED = 2n ** 64n - 1n;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
/** What a string may hold without a closer look: no escape, no control character, no loose byte. */
const PLAIN = /[^"\\\x00-\x1f\ud800-\udfff]*/y;

/** An object or array that is still open. */
interface Frame {
  readonly list: List | null;
  readonly map: Map<string, Lazy> | null;
  /** Offset after the opening bracket. */
  readonly start: number;
  key: string;
}

/**
 * The value of a JSON text, with the rules of nlohmann's parser as Nix uses it: whole numbers beyond 64 bits are
 * floats or, between the signed and the unsigned range, errors; NUL is an error; the last of two equal keys wins.
 * Does not recurse, so that nesting is limited by memory only. Throws `JsonSyntaxError`.
 */
export function parseJson(text: string, origin: JsonOrigin | null): Value {
  return new JsonReader(text, origin).read();
}

class JsonReader {
  readonly #text: string;
  readonly #origin: JsonOrigin | null;
  #at = 0;

  constructor(text: string, origin: JsonOrigin | null) {
    this.#text = text;
    this.#origin = origin;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  read(): Value {
    const stack: Frame[] = [];
    for (;;) {
      this.#space();
      let value = this.#open(stack);
      // Values that are complete go into what is open around them, which they may complete in turn.
      while (value !== undefined) {
        const frame = stack[stack.length - 1];
        if (frame === undefined) return this.#finish(value);
        value = this.#add(frame, value, stack);
      }
    }
  }

  #finish(value: Value): Value {
    this.#space();
    if (this.#at < this.#text.length) this.#fail("expected end of input");
    return value;
  }

  /** Reads a scalar, or an empty object or array; otherwise opens one and gives undefined. */
  #open(stack: Frame[]): Value | undefined {
    const unit = this.#text.charCodeAt(this.#at);
    if (unit === 0x22) return this.#string();
    if (unit === 0x7b) {
      const start = ++this.#at;
      this.#space();
      const frame = { list: null, map: new Map<string, Lazy>(), start, key: "" };
      if (this.#take(0x7d)) return this.#close(frame);
      frame.key = this.#key();
      stack.push(frame);
      return undefined;
    }
    if (unit === 0x5b) {
      const start = ++this.#at;
      this.#space();
      if (this.#take(0x5d)) return [];
      stack.push({ list: [], map: null, start, key: "" });
      return undefined;
    }
    return this.#scalar(unit);
  }

  /** Puts a value into its frame; the frame's own value when that is complete now. */
  #add(frame: Frame, value: Value, stack: Frame[]): Value | undefined {
    if (frame.map !== null) frame.map.set(frame.key, value);
    else (frame.list as List).push(value);
    this.#space();
    if (this.#take(0x2c)) {
      this.#space();
      if (frame.map !== null) frame.key = this.#key();
      return undefined;
    }
    if (!this.#take(frame.map !== null ? 0x7d : 0x5d)) {
      this.#fail(frame.map !== null ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    stack.pop();
    return this.#close(frame);
  }

  #close(frame: Frame): Value {
    if (frame.list !== null) return frame.list;
    const positions = this.#origin === null ? null : new JsonPositions(this.#origin, frame.start);
    return new Attrs(frame.map as Map<string, Lazy>, positions);
  }

  #key(): string {
    if (this.#text.charCodeAt(this.#at) !== 0x22) this.#fail("expected a string as object key");
    const key = this.#string();
    this.#space();
    if (!this.#take(0x3a)) this.#fail("expected ':'");
    return key;
  }

  #scalar(unit: number): Value {
    if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) return this.#number();
    if (this.#word("true")) return true;
    if (this.#word("false")) return false;
    if (this.#word("null")) return null;
    return this.#fail(
      this.#at >= this.#text.length ? "unexpected end of input" : "invalid literal",
    );
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) return this.#fail("invalid number");
    this.#at = NUMBER.lastIndex;
    const digits = match[0];
    if (match[1] !== undefined || match[2] !== undefined) return this.#float(digits);
    const value = Number(digits);
    // Adding zero makes -0, which is an integer here, plain.
    if (Number.isSafeInteger(value)) return value + 0;
    const exact = BigInt(digits);
    if (exact >= MIN_INT && exact <= MAX_INT) return exact;
    if (exact > 0n && exact <= MAX_UNSIGNED) {
      throw new JsonSyntaxError(`unsigned json number ${digits} outside of Nix integer range`);
    }
    return this.#float(digits);
  }

  #float(digits: string): NixFloat {
    const value = Number(digits);
    if (!Number.isFinite(value)) {
      throw new JsonSyntaxError(`number overflow parsing '${digits}'`);
    }
    return new NixFloat(value);
  }

  #string(): string {
    let result = "";
    this.#at++;
    for (;;) {
      const start = this.#at;
      PLAIN.lastIndex = start;
      PLAIN.test(this.#text);
      this.#at = PLAIN.lastIndex;
      if (this.#at > start) result += this.#text.slice(start, this.#at);
      const unit = this.#text.charCodeAt(this.#at);
      if (unit === 0x22) {
        this.#at++;
        return result;
      }
      result += this.#special(unit);
    }
  }

  /** An escape or a character outside the basic plane; anything else may not stand in a string. */
  #special(unit: number): string {
    const next = this.#text.charCodeAt(this.#at + 1);
    if (unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
      this.#at += 2;
      return String.fromCharCode(unit, next);
    }
    if (unit >= 0xd800 && unit <= 0xdfff)
      return this.#fail("invalid string: ill-formed UTF-8 byte");
    if (Number.isNaN(unit)) return this.#fail("invalid string: missing closing quote");
    if (unit !== 0x5c) return this.#fail("invalid string: control character must be escaped");
    const letter = this.#text[this.#at + 1];
    if (letter === "u") return this.#unicodeEscape();
    const plain = letter === undefined ? undefined : ESCAPES[letter];
    if (plain === undefined)
      return this.#fail("invalid string: forbidden character after backslash");
    this.#at += 2;
    return plain;
  }

  #unicodeEscape(): string {
    const unit = this.#hex();
    if (unit === 0) {
      throw new JsonSyntaxError(
        "input string cannot be represented as Nix string because it contains null bytes",
      );
    }
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit > 0xdbff) return this.#fail("invalid string: a low surrogate without a high one");
    const low = this.#text.startsWith("\\u", this.#at) ? this.#hex() : 0;
    if (low < 0xdc00 || low > 0xdfff) {
      return this.#fail("invalid string: a high surrogate without a low one");
    }
    return String.fromCharCode(unit, low);
  }

  #hex(): number {
    const digits = this.#text.slice(this.#at + 2, this.#at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
      return this.#fail("invalid string: '\\u' must be followed by 4 hex digits");
    }
    this.#at += 6;
    return Number.parseInt(digits, 16);
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #take(unit: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== unit) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at++;
    }
  }

  #fail(problem: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - before.lastIndexOf("\n");
    throw new JsonSyntaxError(`parse error at line ${line}, column ${column}: ${problem}`);
  }
}
