import type { Span } from "../core/span.ts";
import { mapChoice } from "./call.ts";
import { describe } from "./describe.ts";
import { EvalError } from "./errors.ts";
import {
  Attrs,
  Choice,
  type Lazy,
  lazy,
  OpenList,
  type Positions,
  type Rest,
  Unknown,
  type Value,
} from "./value.ts";

/** Positions of a merged set: the right side's where it defines the name. Chains are flattened when they get long. */
class MergedPositions implements Positions {
  readonly left: Positions;
  readonly right: Positions | null;
  readonly rightNames: ReadonlyMap<string, Lazy>;
  readonly depth: number;

  constructor(left: Positions, right: Positions | null, rightNames: ReadonlyMap<string, Lazy>) {
    this.left = left;
    this.right = right;
    this.rightNames = rightNames;
    this.depth = 1 + (left instanceof MergedPositions ? left.depth : 0);
  }

  get(name: string): Span | undefined {
    return this.rightNames.has(name) ? this.right?.get(name) : this.left.get(name);
  }
}

const MAX_DEPTH = 6;

/** Positions of `a // b`. */
export function mergePositions(a: Attrs, b: Attrs): Positions | null {
  if (a.positions === null) return b.positions;
  if (b.map.size === 0) return a.positions;
  const merged = new MergedPositions(a.positions, b.positions, b.map);
  if (merged.depth <= MAX_DEPTH) return merged;
  const flat = new Map<string, Span>();
  for (const name of a.map.keys()) {
    const span = merged.get(name);
    if (span) flat.set(name, span);
  }
  for (const name of b.map.keys()) {
    const span = merged.get(name);
    if (span) flat.set(name, span);
  }
  return flat;
}

/** `a // b`: the attributes of both, those of `b` where both have one. */
export function update(a: Value, b: Value, at: Span | null): Value {
  if (a instanceof Attrs && b instanceof Attrs) return updateAttrs(a, b);
  if (b instanceof Choice) return mapChoice(b, (right) => update(a, right, at));
  if (a instanceof Choice) return mapChoice(a, (left) => update(left, b, at));
  if (a instanceof Unknown) {
    if (b instanceof Unknown) return a;
    if (b instanceof Attrs) return new Attrs(b.map, b.positions, b.rest ?? { reason: a.reason });
  }
  if (b instanceof Unknown && a instanceof Attrs) {
    return updateAttrs(a, new Attrs(new Map(), null, { reason: b.reason }));
  }
  const wrong = a instanceof Attrs || a instanceof Unknown ? b : a;
  throw new EvalError("type", `expected a set but found ${describe(wrong)}`, at);
}

function updateAttrs(a: Attrs, b: Attrs): Attrs {
  if (a.map.size === 0 && a.rest === null) return b;
  if (b.map.size === 0 && b.rest === null) return a;
  if (b.rest === null) {
    const map = new Map(a.map);
    for (const [name, value] of b.map) map.set(name, value);
    return new Attrs(map, mergePositions(a, b), a.rest);
  }
  // An open right side may override anything that it does not surely set itself.
  const map = new Map<string, Lazy>();
  for (const [name, value] of a.map) {
    const kept = b.rest.mayHave?.(name) === false ? value : overridable(value, name, b.rest);
    map.set(name, b.map.get(name) ?? kept);
  }
  for (const [name, value] of b.map) map.set(name, value);
  return new Attrs(map, mergePositions(a, b), joinRests(b.rest, a.rest));
}

function overridable(value: Lazy, name: string, rest: Rest): Lazy {
  return lazy(
    () => new Choice([value, rest.lookup?.(name) ?? new Unknown(rest.reason)], rest.reason),
  );
}

/** The first rest's own look-ups go before the second's. */
function joinRests(first: Rest, second: Rest | null): Rest {
  if (second === null) return first;
  return {
    reason: first.reason,
    lookup: (name) => first.lookup?.(name) ?? second.lookup?.(name),
    mayHave: (name) => first.mayHave?.(name) !== false || second.mayHave?.(name) !== false,
  };
}

/** `a ++ b`. */
export function concatLists(a: Value, b: Value, at: Span | null): Value {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length === 0) return b;
    if (b.length === 0) return a;
    return a.concat(b);
  }
  const left = listParts(a, at);
  const right = listParts(b, at);
  if (left.reason === null && right.reason === null) return left.items.concat(right.items);
  const reason = left.reason ?? right.reason;
  if (reason === null) throw new Error("an open list without a reason");
  return new OpenList(
    left.items.concat(right.items),
    reason,
    left.reason === null ? left.items.length + right.prefix : left.prefix,
  );
}

function listParts(value: Value, at: Span | null) {
  if (Array.isArray(value)) return { items: value, reason: null, prefix: value.length };
  if (value instanceof OpenList) return value;
  if (value instanceof Unknown || value instanceof Choice) {
    return { items: [], reason: value.reason, prefix: 0 };
  }
  throw new EvalError("type", `expected a list but found ${describe(value)}`, at);
}
