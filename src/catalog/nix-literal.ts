import type { Literal } from "./option-fact.ts";

/**
 * Reads a Nix literal: strings without interpolation, integers, floats with a fraction, booleans,
 * null, lists and sets of them. Undefined for anything else, so also for paths, calls, names,
 * and strings over several lines, whose indentation an option list may have lost.
 */
export function parseNixLiteral(text: string): Literal | undefined {
  const parser = new LiteralParser(text.trim());
  return parser.whole();
}

class LiteralParser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Literal | undefined {
    const value = this.value(true);
    this.space();
    return this.at === this.text.length ? value : undefined;
  }

  private value(top: boolean): Literal | undefined {
    this.space();
    if (this.eat("[")) return this.list();
    if (this.eat("{")) return this.set();
    if (this.eat('"')) return this.string();
    if (this.eat("''")) return this.emptyIndented();
    const word = this.match(/^(?:true|false|null)(?![\w'./-])/);
    if (word !== undefined) return word === "null" ? null : word === "true";
    // A minus is an operator: in a list it would need brackets.
    const sign = top && this.eat("-") ? -1 : 1;
    const number = this.match(/^(?:\d+\.\d+|\d+)(?![\w'./:-])/);
    if (number !== undefined) return this.number(sign * Number(number), number);
    if (!top && this.eat("(")) {
      const inner = this.value(true);
      this.space();
      return this.eat(")") ? inner : undefined;
    }
    return undefined;
  }

  /** A float that is whole (`1.0`) is not an integer in Nix but would be in JSON. */
  private number(value: number, text: string): number | undefined {
    if (text.includes(".") ? Number.isInteger(value) : !Number.isSafeInteger(value)) {
      return undefined;
    }
    return value;
  }

  private list(): Literal | undefined {
    const items: Literal[] = [];
    for (;;) {
      this.space();
      if (this.eat("]")) return items;
      const item = this.value(false);
      if (item === undefined) return undefined;
      items.push(item);
    }
  }

  private set(): Literal | undefined {
    const members: [string, Literal][] = [];
    for (;;) {
      this.space();
      if (this.eat("}")) return Object.fromEntries(members);
      const name = this.eat('"') ? this.string() : this.match(/^[A-Za-z_][\w'-]*/);
      this.space();
      if (name === undefined || !this.eat("=")) return undefined;
      const value = this.value(true);
      this.space();
      if (value === undefined || !this.eat(";")) return undefined;
      if (members.some(([known]) => known === name)) return undefined;
      members.push([name, value]);
    }
  }

  private string(): string | undefined {
    const body = this.match(/^(?:[^"\\$\n‹]|\\[nrt"\\$]|\$(?![{$]))*"/);
    if (body === undefined) return undefined;
    return body.slice(0, -1).replaceAll(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
  }

  private emptyIndented(): string | undefined {
    this.space();
    return this.eat("''") ? "" : undefined;
  }

  private space(): void {
    this.match(/^\s+/);
  }

  private eat(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    const match = pattern.exec(this.text.slice(this.at));
    if (match === null) return undefined;
    this.at += match[0].length;
    return match[0];
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
