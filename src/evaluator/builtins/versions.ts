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
  const left = splitVersion(a);
  const right = splitVersion(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    if (componentIsLess(x, y)) return -1;
    if (componentIsLess(y, x)) return 1;
  }
  return 0;
}

const MAX_INT32 = 2147483647;

/** The component as a number of 32 bits; longer ones are text to Nix. */
function numberOf(component: string): number | undefined {
  if (!/^[0-9]+$/.test(component)) return undefined;
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
