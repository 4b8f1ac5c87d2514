import type { BuiltinTable } from "../builtins/define.ts";
import { verdict } from "../builtins/partly.ts";
import { mapChoice } from "../call.ts";
import { equal } from "../equality.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { mergePositions, update } from "../update.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  type Lazy,
  type List,
  type Rest,
  Unknown,
  type Value,
} from "../value.ts";
import { attrOr, lacks, later } from "./later.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.attrsets`: several sets made one, and sets compared with patterns. */

/** When a value of both sides is taken from the right one instead of being merged; undefined: never while both are sets. */
type Until = ((path: List, lhs: Lazy, rhs: Lazy) => Value) | null;

/** Both sides as sets; what is not known is a set of which nothing is known. */
function mergeSets(ev: Evaluator, until: Until, path: List, lhs: Value, rhs: Value): Value {
  if (rhs instanceof Choice) return mapChoice(rhs, (one) => mergeSets(ev, until, path, lhs, one));
  if (lhs instanceof Choice) return mapChoice(lhs, (one) => mergeSets(ev, until, path, one, rhs));
  if (lhs instanceof Unknown && rhs instanceof Unknown) return rhs;
  const left = asSet(ev, lhs);
  const right = asSet(ev, rhs);
  if (left.rest === null && right.rest === null) return mergeClosed(ev, until, path, left, right);
  if (left.map.size === 0 && left.rest === null) return right;
  // Names, positions and what is open are those of the shallow update.
  const shallow = update(left, right, null) as Attrs;
  const map = new Map<string, Lazy>();
  for (const name of shallow.map.keys()) {
    const own = attrOr(left, name);
    const other = attrOr(right, name);
    if (own === undefined) map.set(name, other as Lazy);
    else if (other === undefined) map.set(name, own);
    else {
      const merged = mergedLater(ev, until, path, name, own, other);
      // Perhaps a side has the name, perhaps not. Where sets are merged the right one alone comes out of that too.
      if (!right.map.has(name))
        map.set(name, new Choice([own, merged], (right.rest as Rest).reason));
      else if (left.map.has(name) || until === null) map.set(name, merged);
      else map.set(name, new Choice([other, merged], (left.rest as Rest).reason));
    }
  }
  return new Attrs(map, shallow.positions, shallow.rest);
}

function mergeClosed(ev: Evaluator, until: Until, path: List, left: Attrs, right: Attrs): Attrs {
  if (left.map.size === 0) return right;
  if (right.map.size === 0) return left;
  const map = new Map(left.map);
  for (const [name, other] of right.map) {
    const own = map.get(name);
    map.set(name, own === undefined ? other : mergedLater(ev, until, path, name, own, other));
  }
  return new Attrs(map, mergePositions(left, right));
}

function mergedLater(
  ev: Evaluator,
  until: Until,
  path: List,
  name: string,
  own: Lazy,
  other: Lazy,
): Lazy {
  if (until === null) return later(() => mergeWhileSets(ev, force(own), other));
  return later(() => mergeValues(ev, until, [...path, name], own, other));
}

function asSet(ev: Evaluator, value: Value): Attrs {
  if (value instanceof Unknown) return new Attrs(new Map(), null, { reason: value.reason });
  return ev.attrs(value);
}

function mergeValues(
  ev: Evaluator,
  until: NonNullable<Until>,
  path: List,
  lhs: Lazy,
  rhs: Lazy,
): Value {
  const stop = verdict(ev, until(path, lhs, rhs));
  if (stop === true) return force(rhs);
  const merged = later(() => mergeForced(ev, until, path, lhs, rhs));
  return stop === false ? merged.force() : new Choice([rhs, merged], stop);
}

function mergeWhileSets(ev: Evaluator, lhs: Value, rhs: Lazy): Value {
  if (lhs instanceof Choice) return mapChoice(lhs, (one) => mergeWhileSets(ev, one, rhs));
  if (!(lhs instanceof Attrs || lhs instanceof Unknown)) return force(rhs);
  const right = force(rhs);
  if (right instanceof Choice) return mapChoice(right, (one) => mergeWhileSets(ev, lhs, one));
  return right instanceof Attrs ? mergeSets(ev, null, [], lhs, right) : right;
}

/** `lib.recursiveUpdate` of two values. */
export function recursiveUpdate(ev: Evaluator, lhs: Lazy, rhs: Lazy): Value {
  return mergeForced(ev, null, [], lhs, rhs);
}

/** The right side is evaluated first. */
function mergeForced(ev: Evaluator, until: Until, path: List, lhs: Lazy, rhs: Lazy): Value {
  const right = force(rhs);
  if (!(right instanceof Unknown || right instanceof Choice)) ev.attrs(right);
  return mergeSets(ev, until, path, force(lhs), right);
}

/** Sets one over the other, the last one winning: in one go where all are closed. */
export function mergeAll(values: readonly Value[]): Value {
  const [first] = values;
  if (values.length < 2) return first ?? new Attrs(new Map());
  if (!values.every((value) => value instanceof Attrs && value.rest === null)) {
    return values.reduce((merged, value) => update(merged, value, null));
  }
  const map = new Map<string, Lazy>();
  const owners = new Map<string, Attrs>();
  for (const attrs of values as readonly Attrs[]) {
    for (const [name, value] of attrs.map) {
      map.set(name, value);
      owners.set(name, attrs);
    }
  }
  return new Attrs(map, { get: (name) => owners.get(name)?.position(name) });
}

/** Whether a set has all that a pattern says; one part that surely differs decides. */
export function matchAttrs(ev: Evaluator, pattern: Lazy, attrs: Lazy): boolean {
  const expected = ev.known(pattern);
  if (!(expected instanceof Attrs)) {
    throw new EvalError("assertion", "assertion 'isAttrs pattern' failed");
  }
  const value = force(attrs);
  if (value instanceof Unknown || value instanceof Choice) {
    if (expected.map.size === 0 && expected.rest === null) return true;
    throw new UnknownSignal(value.reason);
  }
  let doubt: UnknownSignal | null = null;
  for (const name of expected.names()) {
    const wanted = expected.map.get(name) as Lazy;
    try {
      if (!(value instanceof Attrs)) return false;
      const found = value.map.get(name);
      if (found === undefined) {
        if (value.rest === null || lacks(value, name)) return false;
        throw new UnknownSignal(value.rest.reason);
      }
      if (!matches(ev, wanted, found)) return false;
    } catch (error) {
      if (!(error instanceof UnknownSignal)) throw error;
      doubt ??= error;
    }
  }
  if (doubt !== null) throw doubt;
  if (expected.rest !== null) throw new UnknownSignal(expected.rest.reason);
  return true;
}

function matches(ev: Evaluator, wanted: Lazy, found: Lazy): boolean {
  const left = ev.known(wanted);
  if (!(left instanceof Attrs)) return equal(left, found);
  const right = ev.known(found);
  return right instanceof Attrs && matchAttrs(ev, left, right);
}

function zipAttrsWithNames(ev: Evaluator, names: Lazy, f: Lazy, sets: Lazy): Value {
  const map = new Map<string, Lazy>();
  const { items, reason } = ev.openList(names);
  for (const item of items) {
    const name = ev.text(item);
    if (map.has(name)) continue;
    const values = later(() => {
      const found: Lazy[] = [];
      for (const set of ev.list(sets)) {
        const attrs = ev.attrs(set);
        const value = attrs.map.get(name);
        if (value !== undefined) found.push(value);
        else if (attrs.rest !== null && !lacks(attrs, name))
          throw new UnknownSignal(attrs.rest.reason);
      }
      return found;
    });
    map.set(name, ev.delayCall(f, item, values));
  }
  return new Attrs(map, null, reason === null ? null : { reason });
}

/** `name: values: values`. */
const VALUES = new Builtin("lib.zipAttrs", 2, (_, _name: Lazy, values: Lazy) => force(values));

function foldAttrs(ev: Evaluator, op: Lazy, nul: Lazy, sets: Lazy): Value {
  let acc = new Map<string, Lazy>();
  // What an open set has more, nobody can count.
  const list = ev.list(sets).map((set) => ev.closedAttrs(set));
  for (const attrs of list.reverse()) {
    const next = new Map(acc);
    for (const [name, value] of attrs.map) {
      next.set(name, ev.delayCall(op, value, acc.get(name) ?? nul));
    }
    acc = next;
  }
  return new Attrs(acc);
}

export const attrMergeTable: BuiltinTable = {
  recursiveUpdate: [2, recursiveUpdate],
  recursiveUpdateUntil: [
    3,
    (ev, pred: Lazy, lhs: Lazy, rhs: Lazy) =>
      mergeForced(
        ev,
        (path, left, right) => ev.callAll(force(pred), [path, left, right]),
        [],
        lhs,
        rhs,
      ),
  ],
  mergeAttrsList: [
    1,
    (ev, list: Lazy) => {
      const { items, reason } = ev.openList(list);
      const merged = mergeAll(items.map(force));
      return reason === null ? merged : update(merged, new Unknown(reason), null);
    },
  ],
  matchAttrs: [2, matchAttrs],
  zipAttrsWithNames: [3, zipAttrsWithNames],
  zipAttrs: [1, (ev, sets: Lazy) => callBuiltin(ev, "zipAttrsWith", VALUES, sets)],
  zip: [1, (ev, sets: Lazy) => callBuiltin(ev, "zipAttrsWith", VALUES, sets)],
  foldAttrs: [3, foldAttrs],
  zipWithNames: [3, zipAttrsWithNames],
};
