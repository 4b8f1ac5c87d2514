import { describe, typeName } from "./describe.ts";
import { EvalError, UnknownSignal } from "./errors.ts";
import { holeReason } from "./evaluator.ts";
import {
  Attrs,
  Choice,
  ContextString,
  compareText,
  force,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "./value.ts";

/** Whether two values are equal as `==` has it; `UnknownSignal` where that cannot be told. */
export function equal(x: Lazy, y: Lazy): boolean {
  const a = force(x);
  const b = force(y);
  if (a === b && (a === null || typeof a !== "object" || a instanceof PartialText)) return true;
  return equalForced(a, b);
}

function undecided(value: Value): never {
  throw new UnknownSignal((value as Unknown | Choice).reason);
}

function equalForced(a: Value, b: Value): boolean {
  if (a instanceof Unknown || a instanceof Choice) return undecided(a);
  if (b instanceof Unknown || b instanceof Choice) return undecided(b);
  const x = numberOf(a);
  if (x !== undefined) {
    const y = numberOf(b);
    if (y === undefined) return false;
    // An integer beyond 2^53 and a float are compared as floats, which rounds the integer.
    return typeof x === typeof y ? x === y : Number(x) === Number(y);
  }
  if (isText(a)) return isText(b) && equalTexts(a, b);
  if (a instanceof NixPath) return b instanceof NixPath && a.path === b.path;
  if (Array.isArray(a) || a instanceof OpenList) {
    return (Array.isArray(b) || b instanceof OpenList) && equalLists(a, b);
  }
  if (a instanceof Attrs) return b instanceof Attrs && equalAttrs(a, b);
  return false;
}

function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  return value instanceof NixFloat ? value.value : undefined;
}

function isText(value: Value): value is string | ContextString | PartialText {
  return (
    typeof value === "string" || value instanceof ContextString || value instanceof PartialText
  );
}

function equalTexts(
  a: string | ContextString | PartialText,
  b: string | ContextString | PartialText,
): boolean {
  if (!(a instanceof PartialText) && !(b instanceof PartialText)) {
    return (typeof a === "string" ? a : a.text) === (typeof b === "string" ? b : b.text);
  }
  // A known start or end that differs decides, whatever stands in the holes.
  const [startA, endA, knownA] = edges(a);
  const [startB, endB, knownB] = edges(b);
  const start = Math.min(startA.length, startB.length);
  if (startA.slice(0, start) !== startB.slice(0, start)) return false;
  const end = Math.min(endA.length, endB.length);
  if (endA.slice(endA.length - end) !== endB.slice(endB.length - end)) return false;
  if (!(a instanceof PartialText) && knownB > startA.length) return false;
  if (!(b instanceof PartialText) && knownA > startB.length) return false;
  throw new UnknownSignal(holeReason(a instanceof PartialText ? a : (b as PartialText)));
}

/** Known start, known end, and how many characters are known in all. */
function edges(text: string | ContextString | PartialText): [string, string, number] {
  if (typeof text === "string") return [text, text, text.length];
  if (text instanceof ContextString) return [text.text, text.text, text.text.length];
  const first = text.pieces[0];
  const last = text.pieces[text.pieces.length - 1];
  let known = 0;
  for (const piece of text.pieces) if (typeof piece === "string") known += piece.length;
  return [typeof first === "string" ? first : "", typeof last === "string" ? last : "", known];
}

/**
 * Equality of what lists and sets hold, where Nix compares the places first: what is in the very same place is equal,
 * functions and NaN included. It is forced all the same.
 */
export function equalInside(a: Lazy, b: Lazy): boolean {
  if (a !== b) return equal(a, b);
  force(a);
  return true;
}

function equalLists(a: Lazy[] | OpenList, b: Lazy[] | OpenList): boolean {
  const itemsA = Array.isArray(a) ? a : a.items;
  const itemsB = Array.isArray(b) ? b : b.items;
  const closedA = Array.isArray(a);
  const closedB = Array.isArray(b);
  if (closedA && closedB && itemsA.length !== itemsB.length) return false;
  if (closedA && itemsB.length > itemsA.length) return false;
  if (closedB && itemsA.length > itemsB.length) return false;
  const length = Math.min(itemsA.length, itemsB.length);
  for (let i = 0; i < length; i++) {
    if (!equalInside(itemsA[i] as Lazy, itemsB[i] as Lazy)) return false;
  }
  if (!closedA) throw new UnknownSignal((a as OpenList).reason);
  if (!closedB) throw new UnknownSignal((b as OpenList).reason);
  return true;
}

function equalAttrs(a: Attrs, b: Attrs): boolean {
  if (isDerivation(a) && isDerivation(b)) {
    const left = a.get("outPath");
    const right = b.get("outPath");
    if (left !== undefined && right !== undefined) return equal(left, right);
  }
  if (a.rest === null && b.rest === null && a.map.size !== b.map.size) return false;
  if (a.rest === null && b.map.size > a.map.size) return false;
  if (b.rest === null && a.map.size > b.map.size) return false;
  for (const name of a.names()) {
    const other = b.get(name);
    if (other === undefined) return false;
    const own = a.map.get(name) as Lazy;
    if (!equalInside(own, other)) return false;
  }
  if (a.rest !== null) throw new UnknownSignal(a.rest.reason);
  if (b.rest !== null) throw new UnknownSignal(b.rest.reason);
  return true;
}

/** Whether the set is a derivation: its `type` is "derivation". */
export function isDerivation(attrs: Attrs): boolean {
  const type = attrs.map.get("type");
  return type !== undefined && force(type) === "derivation";
}

/**
 * Negative, zero or positive as `a < b` has it for numbers, strings, paths and lists of them;
 * `UnknownSignal` where that cannot be told, a type error for other values.
 */
export function compareValues(x: Lazy, y: Lazy): number {
  const a = force(x);
  const b = force(y);
  if (a instanceof Unknown || a instanceof Choice) return undecided(a);
  if (b instanceof Unknown || b instanceof Choice) return undecided(b);
  const m = numberOf(a);
  const n = numberOf(b);
  if (m !== undefined && n !== undefined) {
    const [x, y] = typeof m === typeof n ? [m, n] : [Number(m), Number(n)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (isText(a) && isText(b)) {
    if (a instanceof PartialText) throw new UnknownSignal(holeReason(a));
    if (b instanceof PartialText) throw new UnknownSignal(holeReason(b));
    return compareText(typeof a === "string" ? a : a.text, typeof b === "string" ? b : b.text);
  }
  if (a instanceof NixPath && b instanceof NixPath) return compareText(a.path, b.path);
  if (Array.isArray(a) && Array.isArray(b)) {
    const length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i++) {
      if (!equalInside(a[i] as Lazy, b[i] as Lazy)) {
        return compareValues(a[i] as Lazy, b[i] as Lazy);
      }
    }
    return a.length - b.length;
  }
  if (a instanceof OpenList) throw new UnknownSignal(a.reason);
  if (b instanceof OpenList) throw new UnknownSignal(b.reason);
  const same = typeName(a) === typeName(b);
  throw new EvalError(
    "type",
    same
      ? `cannot compare ${describe(a)} with ${describe(b)}; values of that type are incomparable`
      : `cannot compare ${describe(a)} with ${describe(b)}`,
  );
}
