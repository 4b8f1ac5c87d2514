import { type Attrs, NixFloat, type Value } from "../value.ts";
import { TomlSyntaxError } from "./error.ts";
import { readTomlString } from "./string.ts";
import { Table } from "./table.ts";

const BARE_KEY = /[A-Za-z0-9_-]+/y;
const SPACE = /[ \t]*/y;
const COMMENT = /#[^\x00-\x08\x0a-\x1f\x7f]*/y;
const NEWLINE = /\r?\n/y;
/** What may stand in a number, a Boolean, a date. */
const TOKEN = /[A-Za-z0-9_+.:-]+/y;
const DATE = /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2})/;
const DECIMAL = /^[+-]?(?:0|[1-9](?:_?[0-9])*)$/;
const OTHER_BASE = /^0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)$/;
const FLOAT =
  /^[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);

/**
 * The value of a TOML 1.0 document as `builtins.fromTOML` has it: dates and NUL are errors, as is what only TOML 1.1
 * allows. Throws `TomlSyntaxError`.
 */
export function parseToml(text: string): Attrs {
  if (/[\udc80-\udcff]/u.test(text)) throw new TomlSyntaxError("the text is not UTF-8");
  return new TomlReader(text).document();
}

class TomlReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  document(): Attrs {
    const root = new Table("header");
    let table = root;
    for (;;) {
      this.#blank();
      if (this.#at >= this.#text.length) return root.value();
      if (this.#take("[[")) {
        table = root.arrayHeader(this.#key());
        this.#expect("]]");
      } else if (this.#take("[")) {
        table = root.header(this.#key());
        this.#expect("]");
      } else this.#pair(table);
      this.#endOfLine();
    }
  }

  #pair(table: Table): void {
    const key = this.#key();
    this.#expect("=");
    this.#skip(SPACE);
    table.set(key, this.#value());
  }

  /** A key with its dots; ends behind the space after it. */
  #key(): string[] {
    const parts: string[] = [];
    do {
      this.#skip(SPACE);
      const quote = this.#text[this.#at];
      if (quote === '"' || quote === "'") {
        if (this.#text.startsWith(quote.repeat(3), this.#at)) this.#fail("a key on several lines");
        parts.push(this.#string());
      } else {
        const part = this.#skip(BARE_KEY);
        if (part === "") this.#fail("a key is expected");
        parts.push(part);
      }
      this.#skip(SPACE);
    } while (this.#take("."));
    return parts;
  }

  #value(): Value {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") return this.#string();
    if (first === "[") return this.#array();
    if (first === "{") return this.#inlineTable();
    return this.#scalar(this.#skip(TOKEN));
  }

  #string(): string {
    const { value, end } = readTomlString(this.#text, this.#at);
    this.#at = end;
    if (value.includes("\0")) {
      throw new TomlSyntaxError(
        "input string cannot be represented as Nix string because it contains null bytes",
      );
    }
    return value;
  }

  #array(): Value {
    const list: Value[] = [];
    this.#at++;
    for (;;) {
      this.#blank();
      if (this.#take("]")) return list;
      list.push(this.#value());
      this.#blank();
      if (!this.#take(",")) {
        this.#expect("]");
        return list;
      }
    }
  }

  /** On one line, and without a comma at its end. */
  #inlineTable(): Value {
    const table = new Table("inline");
    this.#at++;
    this.#skip(SPACE);
    if (this.#take("}")) return table.value();
    do {
      this.#pair(table);
      this.#skip(SPACE);
    } while (this.#take(","));
    this.#expect("}");
    return table.value();
  }

  #scalar(token: string): Value {
    if (token === "true") return true;
    if (token === "false") return false;
    if (DATE.test(token)) throw new TomlSyntaxError("Dates and times are not supported");
    if (DECIMAL.test(token)) return this.#integer(token.replace(/^\+/, ""));
    if (OTHER_BASE.test(token)) return this.#integer(token);
    if (FLOAT.test(token)) {
      const value = Number(token.replaceAll("_", ""));
      if (!Number.isFinite(value)) this.#fail(`float '${token}' is out of range`);
      return new NixFloat(value);
    }
    const sign = token.startsWith("-") ? -1 : 1;
    const name = token.replace(/^[+-]/, "");
    if (name === "inf") return new NixFloat(sign * Number.POSITIVE_INFINITY);
    if (name === "nan") return new NixFloat(Number.NaN);
    return this.#fail(token === "" ? "a value is expected" : `'${token}' is no value`);
  }

  #integer(token: string): Value {
    const digits = token.replaceAll("_", "");
    const value = Number(digits);
    // Adding zero makes -0 plain.
    if (Number.isSafeInteger(value)) return value + 0;
    const exact = digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits);
    if (exact > MAX_INT || exact < MIN_INT) {
      throw new TomlSyntaxError(
        "[error] toml::parse_dec_integer: too large integer: current max digits = 2^63",
      );
    }
    return exact;
  }

  /** Skips space, comments and line ends. */
  #blank(): void {
    do {
      this.#skip(SPACE);
      this.#skip(COMMENT);
    } while (this.#skip(NEWLINE) !== "");
  }

  #endOfLine(): void {
    this.#skip(SPACE);
    this.#skip(COMMENT);
    if (this.#at < this.#text.length && this.#skip(NEWLINE) === "") {
      this.#fail("the end of the line is expected");
    }
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #expect(text: string): void {
    this.#skip(SPACE);
    if (!this.#take(text)) this.#fail(`'${text}' is expected`);
  }

  #fail(problem: string): never {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    throw new TomlSyntaxError(`line ${line}: ${problem}`);
  }
}
