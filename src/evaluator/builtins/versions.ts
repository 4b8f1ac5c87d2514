/*
 * Builtins on package names and versions: compareVersions, parseDrvName, splitVersion.
 */
import type { Evaluator } from "../evaluator.ts";
import { Attrs, compareText, type Lazy } from "../value.ts";
import { plainText } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";

export const versionBuiltins: BuiltinTable = {
  compareVersions: [
    2,
    (ev: Evaluator, a: Lazy, b: Lazy) => compareVersions(plainText(ev, a), plainText(ev, b)),
  ],
  parseDrvName: [
    1,
    (ev: Evaluator, name: Lazy) => Attrs.of({ ...parseDrvName(plainText(ev, name)) }),
  ],
  splitVersion: [1, (ev: Evaluator, version: Lazy) => splitVersion(plainText(ev, version))],
};

/** A name ends at the first dash that no letter follows; what comes after is the version. */
export function parseDrvName(text: string): { name: string; version: string } {
  const match = /-(?![A-Za-z]|$)/.exec(text);
  if (match === null) return { name: text, version: "" };
  return { name: text.slice(0, match.index), version: text.slice(match.index + 1) };
}

/** Runs of digits, and runs of whatever else is neither digit, dot nor dash. */
export function splitVersion(version: string): string[] {
  return version.match(/[0-9]+|[^0-9.-]+/g) ?? [];
}

/** -1, 0 or 1, as `nix-env -u` orders versions. */
export function compareVersions(a: string, b: string): number {
  const left = new Components(a);
  const right = new Components(b);
  while (left.more() || right.more()) {
    const x = left.next();
    const y = right.next();
    if (x === y) continue;
    if (componentIsLess(x, y)) return -1;
    if (componentIsLess(y, x)) return 1;
  }
  return 0;
}

/** The components of a version, one after the other. */
class Components {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  more(): boolean {
    return this.#at < this.#text.length;
  }

  /** The next component, `""` when there is none. */
  next(): string {
    const text = this.#text;
    while (this.more() && isSeparator(text.charCodeAt(this.#at))) this.#at++;
    const start = this.#at;
    if (isDigit(text.charCodeAt(start))) {
      while (this.more() && isDigit(text.charCodeAt(this.#at))) this.#at++;
    } else {
      while (this.more() && isWord(text.charCodeAt(this.#at))) this.#at++;
    }
    return text.slice(start, this.#at);
  }
}

function isSeparator(unit: number): boolean {
  return unit === 0x2e || unit === 0x2d;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isWord(unit: number): boolean {
  return !isDigit(unit) && !isSeparator(unit);
}

const MAX_INT32 = 2147483647;

/** The component as a number of 32 bits; longer ones are text to Nix. */
function numberOf(component: string): number | undefined {
  if (!isDigit(component.charCodeAt(0))) return undefined;
  const value = Number(component);
  return value <= MAX_INT32 ? value : undefined;
}

function componentIsLess(a: string, b: string): boolean {
  const x = numberOf(a);
  const y = numberOf(b);
  if (x !== undefined && y !== undefined) return x < y;
  if (a === "" && y !== undefined) return true;
  if (a === "pre" && b !== "pre") return true;
  if (b === "pre") return false;
  // 2.3a is before 2.3.1.
  if (y !== undefined) return true;
  if (x !== undefined) return false;
  return compareText(a, b) < 0;
}
