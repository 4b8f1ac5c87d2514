import type { BuiltinTable } from "../builtins/define.ts";
import { attempt, spread1, spread2, verdict } from "../builtins/partly.ts";
import { compareValues, equal } from "../equality.ts";
import { BudgetExceeded, EvalError, UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  type List,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";
import { Collector, collectFrom } from "./collector.ts";
import { branch, later } from "./later.ts";
import { isMember, Membership } from "./membership.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.lists`: folding, searching, cutting and comparing lists. */

/** `lib.foldr`, which evaluates the rest only when the operator asks for it. */
export function foldr(ev: Evaluator, op: Lazy, nul: Lazy, list: Lazy): Value {
  const items = ev.list(list);
  let acc = nul;
  for (let i = items.length - 1; i >= 0; i--) acc = ev.delayCall(op, items[i] as Lazy, acc);
  return force(acc);
}

/** `lib.foldl`, which evaluates what came before only when the operator asks for it. */
export function foldl(ev: Evaluator, op: Lazy, nul: Lazy, list: Lazy): Value {
  let acc = nul;
  for (const item of ev.list(list)) acc = ev.delayCall(op, acc, item);
  return force(acc);
}

function foldlStrict(ev: Evaluator, op: Lazy, nul: Lazy, list: Lazy): Value {
  return callBuiltin(ev, "foldl'", op, force(nul), list);
}

/** Elements with their index, each mapped when asked for. */
export function indexed(ev: Evaluator, list: Lazy, f: Lazy, first: number): Value {
  const { items, reason, prefix } = ev.openList(list);
  if (reason === null) return items.map((item, i) => ev.delayCall(f, i + first, item));
  // Behind a gap nobody knows the index.
  const mapped = items.map((item, i) =>
    ev.delayCall(f, i < prefix ? i + first : new Unknown(reason), item),
  );
  return new OpenList(mapped, reason, prefix);
}

/** Keeps the elements that a test holds for; undecided ones leave a gap. */
function filterWith(
  ev: Evaluator,
  list: Lazy,
  test: (item: Lazy, index: number) => boolean | Reason,
): Value {
  return collectFrom(ev, list, (item, into, i) => {
    const kept = test(item, i);
    if (kept === true) into.push(item);
    else if (kept !== false) into.doubt(kept);
  });
}

function flattenInto(value: Lazy, into: Collector): void {
  const forced = force(value);
  if (Array.isArray(forced)) for (const item of forced) flattenInto(item, into);
  else if (forced instanceof OpenList) {
    forced.items.forEach((item, i) => {
      if (i === forced.prefix) into.doubt(forced.reason);
      flattenInto(item, into);
    });
    into.doubt(forced.reason);
  } else if (forced instanceof Unknown || forced instanceof Choice) into.doubt(forced.reason);
  else into.push(forced);
}

function findFirstIndex(ev: Evaluator, pred: Lazy, list: Lazy): number {
  const { items, reason, prefix } = ev.openList(list);
  for (let i = 0; i < items.length && (reason === null || i < prefix); i++) {
    if (ev.bool(ev.call(force(pred), items[i] as Lazy))) return i;
  }
  if (reason !== null) throw new UnknownSignal(reason);
  return -1;
}

function findFirst(ev: Evaluator, pred: Lazy, fallback: Lazy, list: Lazy): Value {
  const index = findFirstIndex(ev, pred, list);
  return force(index < 0 ? fallback : (ev.openList(list).items[index] as Lazy));
}

function findSingle(ev: Evaluator, pred: Lazy, none: Lazy, multiple: Lazy, list: Lazy): Value {
  const found = ev.list(list).filter((item) => ev.bool(ev.call(force(pred), item)));
  if (found.length === 0) return force(none);
  return force(found.length > 1 ? multiple : (found[0] as Lazy));
}

function sizeError(size: number): EvalError {
  return new EvalError("other", `cannot create list of size ${size}`);
}

/** Longer lists do not fit into memory. */
const MAX_LENGTH = 1 << 25;

function checkLength(length: number): void {
  if (length < 0) throw sizeError(length);
  if (length > MAX_LENGTH) {
    throw new BudgetExceeded(new Reason("budget", `a list of ${length} elements does not fit`));
  }
}

/** `lib.sublist`; indices before the list are errors of the elements, as `elemAt` has them. */
function sublist(ev: Evaluator, start: number, countOf: Lazy, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  if (reason === null && start >= items.length) return [];
  const count = ev.smallInt(countOf);
  if (reason !== null) {
    if (start >= 0 && count >= 0 && start + count <= prefix) {
      return items.slice(start, start + count);
    }
    return new OpenList(items.slice(start, prefix).slice(0, Math.max(0, count)), reason);
  }
  const size = start + count > items.length ? items.length - start : count;
  if (size < 0) throw sizeError(size);
  if (start >= 0) return items.slice(start, start + size);
  return Array.from({ length: size }, (_, n) => {
    const index = n + start;
    if (index >= 0) return items[index] as Lazy;
    return later(() => {
      throw new EvalError("other", `list index ${index} is out of bounds`);
    });
  });
}

function drop(ev: Evaluator, count: number, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  if (reason === null) return sublist(ev, count, items.length, items);
  if (count < 0) throw new UnknownSignal(reason);
  if (count <= prefix) return new OpenList(items.slice(count), reason, prefix - count);
  return new OpenList([], reason);
}

function nonEmpty(ev: Evaluator, list: Lazy, name: string): List {
  const items = ev.list(list);
  if (items.length > 0) return items;
  throw new EvalError("throw", `lists.${name}: list must not be empty!`);
}

function hasPrefix(ev: Evaluator, prefix: Lazy, list: Lazy): boolean {
  const wanted = ev.list(prefix);
  return equal(sublist(ev, 0, wanted.length, list), wanted);
}

function unique(ev: Evaluator, list: Lazy): Value {
  const seen = new Membership();
  return collectFrom(ev, list, (item, into) => {
    const known = isMember(seen, item);
    if (known === false) {
      seen.add(item);
      into.push(item);
    } else if (known !== true) {
      seen.add(item);
      into.doubt(known);
    }
  });
}

function uniqueStrings(ev: Evaluator, list: Lazy): string[] {
  const map = new Map<string, Lazy>();
  for (const item of ev.list(list)) map.set(ev.text(item), item);
  return [...new Attrs(map).names()];
}

function zipListsWith(ev: Evaluator, a: Lazy, b: Lazy, zip: (x: Lazy, y: Lazy) => Lazy): Value {
  const left = ev.openList(a);
  const right = ev.openList(b);
  const known = Math.min(left.prefix, right.prefix);
  const items = Array.from({ length: known }, (_, i) =>
    zip(left.items[i] as Lazy, right.items[i] as Lazy),
  );
  // The shorter list decides, and only a closed one has a known length.
  if (left.reason === null && left.items.length === known) return items;
  if (right.reason === null && right.items.length === known) return items;
  const reason = left.reason ?? right.reason;
  return reason === null ? items : new OpenList(items, reason);
}

function commonPrefix(ev: Evaluator, a: Lazy, b: Lazy): Value {
  const left = ev.list(a);
  const right = ev.list(b);
  const length = Math.min(left.length, right.length);
  let common = 0;
  while (common < length && equal(left[common] as Lazy, right[common] as Lazy)) common++;
  return left.slice(0, common);
}

function concatAttrValues(ev: Evaluator, set: Lazy): Value {
  const attrs = ev.attrs(set);
  const into = new Collector();
  if (attrs.rest !== null) into.doubt(attrs.rest.reason);
  for (const name of attrs.names()) {
    const { items, reason } = ev.openList(attrs.map.get(name) as Lazy);
    for (const item of items) into.push(item);
    if (reason !== null) into.doubt(reason);
  }
  return into.finish();
}

function replaceElemAt(ev: Evaluator, list: Lazy, index: Lazy, element: Lazy): Value {
  const items = ev.list(list);
  const position = ev.int(index);
  const i = Number(position);
  if (i < 0 || i >= items.length) {
    throw new EvalError(
      "throw",
      `'lists.replaceElemAt' called with index ${position} on a list of size ${items.length}`,
    );
  }
  const replaced = [...items];
  replaced[i] = element;
  return replaced;
}

function members(ev: Evaluator, wanted: boolean, among: Lazy, list: Lazy): Value {
  const known = Membership.of(ev, among);
  return collectFrom(ev, list, (item, into) => {
    const found = isMember(known, item);
    if (found === wanted) into.push(item);
    else if (typeof found !== "boolean") into.doubt(found);
  });
}

function range(ev: Evaluator, first: Lazy, last: Lazy): Value {
  if (compareValues(last, first) < 0) return [];
  const start = ev.smallInt(first);
  const length = ev.smallInt(last) - start + 1;
  checkLength(length);
  return Array.from({ length }, (_, i) => start + i);
}

export const listsTable: BuiltinTable = {
  singleton: [1, (_, x: Lazy) => [x]],
  foldr: [3, foldr],
  foldl: [3, foldl],
  "foldl'": [3, foldlStrict],
  imap0: [2, spread2((ev, f, list) => indexed(ev, list, f, 0))],
  imap1: [2, spread2((ev, f, list) => indexed(ev, list, f, 1))],
  ifilter0: [
    2,
    (ev, pred: Lazy, list: Lazy) => {
      const items = ev.list(list);
      return filterWith(ev, items, (item, i) => verdict(ev, ev.call2(force(pred), i, item)));
    },
  ],
  flatten: [
    1,
    spread1((_, x) => {
      const into = new Collector();
      flattenInto(x, into);
      return into.finish();
    }),
  ],
  remove: [
    2,
    (ev, e: Lazy, list: Lazy) =>
      collectFrom(ev, list, (item, into) => {
        const same = attempt(() => equal(item, e));
        if (same instanceof Unknown) into.doubt(same.reason);
        else if (!same) into.push(item);
      }),
  ],
  findSingle: [4, findSingle],
  findFirstIndex: [
    3,
    (ev, pred: Lazy, fallback: Lazy, list: Lazy) => {
      const index = findFirstIndex(ev, pred, list);
      return index < 0 ? force(fallback) : index;
    },
  ],
  findFirst: [3, findFirst],
  count: [
    2,
    (ev, pred: Lazy, list: Lazy) =>
      ev.list(list).filter((item) => ev.bool(ev.call(force(pred), item))).length,
  ],
  optional: [2, (ev, cond: Lazy, element: Lazy) => branch(ev, cond, [element], [])],
  optionals: [2, (ev, cond: Lazy, elements: Lazy) => branch(ev, cond, elements, [])],
  toList: [
    1,
    (ev, x: Lazy) => {
      const value = ev.known(x);
      return Array.isArray(value) || value instanceof OpenList ? value : [x];
    },
  ],
  range: [2, range],
  replicate: [
    2,
    (ev, n: Lazy, element: Lazy) => {
      const length = ev.smallInt(n);
      checkLength(length);
      return new Array<Lazy>(length).fill(element);
    },
  ],
  zipListsWith: [
    3,
    (ev, f: Lazy, a: Lazy, b: Lazy) => zipListsWith(ev, a, b, (x, y) => ev.delayCall(f, x, y)),
  ],
  zipLists: [
    2,
    (ev, a: Lazy, b: Lazy) =>
      zipListsWith(ev, a, b, (x, y) => new Attrs(new Map([["fst", x] as const, ["snd", y]]))),
  ],
  reverseList: [
    1,
    (ev, list: Lazy) => {
      const { items, reason } = ev.openList(list);
      const reversed = [...items].reverse();
      return reason === null ? reversed : new OpenList(reversed, reason, 0);
    },
  ],
  take: [2, spread2((ev, count, list) => sublist(ev, 0, count, list))],
  takeEnd: [
    2,
    (ev, n: Lazy, list: Lazy) => {
      const items = ev.list(list);
      return sublist(ev, Math.max(0, items.length - ev.smallInt(n)), items.length, items);
    },
  ],
  drop: [2, spread2((ev, count, list) => drop(ev, ev.smallInt(count), list))],
  dropEnd: [
    2,
    (ev, n: Lazy, list: Lazy) => {
      const items = ev.list(list);
      const count = later(() => Math.max(0, items.length - ev.smallInt(n)));
      return sublist(ev, 0, count, items);
    },
  ],
  sublist: [
    3,
    (ev, start: Lazy, count: Lazy, list: Lazy) => sublist(ev, ev.smallInt(start), count, list),
  ],
  hasPrefix: [2, hasPrefix],
  removePrefix: [
    2,
    (ev, prefix: Lazy, list: Lazy) => {
      if (hasPrefix(ev, prefix, list)) return drop(ev, ev.list(prefix).length, list);
      const text =
        "lib.lists.removePrefix: First argument is not a list prefix of the second argument";
      throw new EvalError("throw", text);
    },
  ],
  commonPrefix: [2, commonPrefix],
  last: [
    1,
    spread1((ev, list) => {
      const items = nonEmpty(ev, list, "last");
      return force(items[items.length - 1] as Lazy);
    }),
  ],
  init: [1, spread1((ev, list) => nonEmpty(ev, list, "init").slice(0, -1))],
  crossLists: [
    2,
    (ev, f: Lazy, lists: Lazy) => {
      let results: List = [f];
      for (const args of ev.list(lists)) {
        if (results.length === 0) break;
        results = results.flatMap((fn) => ev.list(callBuiltin(ev, "map", fn, args)));
      }
      return results;
    },
  ],
  unique: [1, spread1(unique)],
  uniqueStrings: [1, uniqueStrings],
  allUnique: [1, (ev, list: Lazy) => ev.list(unique(ev, list)).length === ev.list(list).length],
  intersectLists: [2, spread2((ev, among, list) => members(ev, true, among, list))],
  subtractLists: [2, spread2((ev, among, list) => members(ev, false, among, list))],
  mutuallyExclusive: [
    2,
    (ev, a: Lazy, b: Lazy) => {
      if (ev.list(a).length === 0) return true;
      const known = Membership.of(ev, a);
      return !ev.list(b).some((item) => known.has(item));
    },
  ],
  concatAttrValues: [1, concatAttrValues],
  replaceElemAt: [3, replaceElemAt],
};
