import { addAll, type CharSet, classSet, collatingByte, emptySet, singleSet } from "./char-set.ts";

/** A regular expression, parsed. */
export type RegexNode =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "empty" }
  | { readonly kind: "begin" }
  | { readonly kind: "end" }
  | { readonly kind: "concat"; readonly items: readonly RegexNode[] }
  | { readonly kind: "alternatives"; readonly items: readonly RegexNode[] }
  /** `index` counts opening parentheses from 1. */
  | { readonly kind: "group"; readonly index: number; readonly body: RegexNode }
  /** `max` is infinite for `*`, `+` and `{n,}`. */
  | RepeatNode;

export interface RepeatNode {
  readonly kind: "repeat";
  readonly body: RegexNode;
  readonly min: number;
  readonly max: number;
}

/** The pattern is none. */
export class RegexSyntaxError extends Error {}

const SPECIAL = ".[\\()*+?{|^$";
/** C's int, which counts of intervals have to fit. */
const MAX_COUNT = 2147483647;

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groups: number;
}

/**
 * Parses POSIX extended syntax as libstdc++'s `std::regex::extended` does, which is what Nix uses: no back references,
 * a backslash only before special characters and only outside brackets, bytes beyond ASCII below all others in ranges.
 * The pattern has one character for each byte.
 */
export function parseRegex(pattern: string): ParsedRegex {
  return new RegexParser(pattern).parse();
}

class RegexParser {
  readonly #text: string;
  #at = 0;
  #groups = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): ParsedRegex {
    const root = this.#alternatives();
    if (this.#at < this.#text.length) fail("unmatched parenthesis or nothing to repeat");
    return { root, groups: this.#groups };
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #alternatives(): RegexNode {
    const items = [this.#concatenation()];
    while (this.#take("|")) items.push(this.#concatenation());
    return items.length === 1 ? (items[0] as RegexNode) : { kind: "alternatives", items };
  }

  #concatenation(): RegexNode {
    const items: RegexNode[] = [];
    for (let term = this.#term(); term !== undefined; term = this.#term()) items.push(term);
    if (items.length === 0) return { kind: "empty" };
    return items.length === 1 ? (items[0] as RegexNode) : { kind: "concat", items };
  }

  /** An assertion, or an atom with its quantifiers. */
  #term(): RegexNode | undefined {
    if (this.#take("^")) return { kind: "begin" };
    if (this.#take("$")) return { kind: "end" };
    let node = this.#atom();
    if (node === undefined) return undefined;
    for (;;) {
      const body: RegexNode = node;
      if (this.#take("*")) node = { kind: "repeat", body, min: 0, max: Number.POSITIVE_INFINITY };
      else if (this.#take("+")) {
        node = { kind: "repeat", body, min: 1, max: Number.POSITIVE_INFINITY };
      } else if (this.#take("?")) node = { kind: "repeat", body, min: 0, max: 1 };
      else if (this.#take("{")) node = this.#interval(body);
      else return node;
    }
  }

  #interval(body: RegexNode): RegexNode {
    const min = this.#count();
    if (min === undefined) return fail("unexpected token in brace expression");
    let max: number = min;
    if (this.#take(",")) max = this.#count() ?? Number.POSITIVE_INFINITY;
    if (!this.#take("}")) fail("unexpected end of brace expression");
    if (max < min) fail("invalid range in brace expression");
    return { kind: "repeat", body, min, max };
  }

  #count(): number | undefined {
    const digits = /[0-9]*/y;
    digits.lastIndex = this.#at;
    const found = (digits.exec(this.#text) as RegExpExecArray)[0];
    if (found === "") return undefined;
    this.#at += found.length;
    const value = Number(found);
    return value > MAX_COUNT ? fail("invalid number") : value;
  }

  #atom(): RegexNode | undefined {
    const character = this.#peek();
    if (character === undefined) return undefined;
    if (character === "(") {
      this.#at++;
      const index = ++this.#groups;
      const body = this.#alternatives();
      if (!this.#take(")")) fail("parenthesis is not closed");
      return { kind: "group", index, body };
    }
    if (")|*+?{^$".includes(character)) return undefined;
    this.#at++;
    if (character === "[") return { kind: "set", set: this.#bracket() };
    if (character === ".") {
      const set = new Uint8Array(256).fill(1);
      set[0] = 0;
      return { kind: "set", set };
    }
    if (character === "\\") return { kind: "set", set: singleSet(this.#escaped()) };
    return { kind: "set", set: singleSet(character.charCodeAt(0)) };
  }

  #escaped(): number {
    const character = this.#peek();
    if (character === undefined || !SPECIAL.includes(character)) return fail("invalid escape");
    this.#at++;
    return character.charCodeAt(0);
  }

  /** What follows `[`. A range starts with the last single character, which is therefore kept back. */
  #bracket(): CharSet {
    const negated = this.#take("^");
    const set = emptySet();
    let last: number | "class" | undefined;
    let first = true;
    const push = (next: number | "class"): void => {
      if (typeof last === "number") set[last] = 1;
      last = next;
    };
    if (this.#peek() === "-") {
      // As first character a dash is one.
      this.#at++;
      last = 0x2d;
      first = false;
    }
    for (; ; first = false) {
      const character = this.#peek();
      if (character === undefined) return fail("unexpected end of bracket expression");
      this.#at++;
      if (character === "]" && !first) break;
      if (character === "[" && /[.:=]/.test(this.#peek() ?? "")) {
        push(this.#named(set));
      } else if (character !== "-") push(character.charCodeAt(0));
      else if (this.#take("]")) {
        push(0x2d);
        break;
      } else {
        if (typeof last !== "number") fail("invalid start of range");
        this.#range(set, last as number);
        last = undefined;
      }
    }
    if (typeof last === "number") set[last] = 1;
    if (negated) for (let i = 0; i < 256; i++) set[i] = set[i] === 1 ? 0 : 1;
    return set;
  }

  /** The end of a range: a single character, as it stands. */
  #range(set: CharSet, low: number): void {
    const character = this.#peek();
    const named = character === "[" && /[.:=]/.test(this.#text[this.#at + 1] ?? "");
    if (character === undefined || character === "]" || named) fail("invalid end of range");
    this.#at++;
    // Bytes are C's signed char.
    const from = (low << 24) >> 24;
    const to = ((character as string).charCodeAt(0) << 24) >> 24;
    if (from > to) fail("invalid range in bracket expression");
    for (let i = from; i <= to; i++) set[i & 255] = 1;
  }

  /** `[:class:]`, `[=a=]`, `[.name.]`; adds the first two to the set, gives the byte of the last. */
  #named(set: CharSet): number | "class" {
    const kind = this.#text[this.#at] as string;
    const end = this.#text.indexOf(kind, this.#at + 1);
    if (end < 0 || this.#text[end + 1] !== "]") fail("unexpected end of class");
    const name = this.#text.slice(this.#at + 1, end);
    this.#at = end + 2;
    if (kind === ":") {
      addAll(set, classSet(name) ?? fail("invalid character class"));
      return "class";
    }
    const byte = collatingByte(name) ?? fail("invalid collating element");
    if (kind === ".") return byte;
    const character = String.fromCharCode(byte);
    set[character.toLowerCase().charCodeAt(0)] = 1;
    set[character.toUpperCase().charCodeAt(0)] = 1;
    return "class";
  }
}

function fail(problem: string): never {
  throw new RegexSyntaxError(problem);
}
