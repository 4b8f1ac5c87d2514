import { equalInside } from "../equality.ts";
import { BudgetExceeded, EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  type List,
  lazyFrom,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";
import { plainText } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";
import { attempt, callable, listOf, spread1, spread2, verdict } from "./partly.ts";
import { sort } from "./sort.ts";

/** Longer lists are not generated: they would not fit into memory. */
const MAX_GENERATED = 1 << 25;

/** Builtins on lists: https://nix.dev/manual/nix/latest/language/builtins */
export const listBuiltins: BuiltinTable = {
  map: [2, spread2(map)],
  filter: [2, spread2(filter)],
  "foldl'": [3, foldl],
  head: [1, spread1(head)],
  tail: [1, spread1(tail)],
  elemAt: [2, elemAt],
  length: [1, spread1(length)],
  elem: [2, elem],
  any: [2, (ev, predicate, list) => anyOrAll(ev, predicate, list, true)],
  all: [2, (ev, predicate, list) => anyOrAll(ev, predicate, list, false)],
  concatLists: [1, concatLists],
  concatMap: [2, concatMap],
  genList: [2, genList],
  sort: [2, sort],
  partition: [2, partition],
  groupBy: [2, groupBy],
};

function map(ev: Evaluator, f: Lazy, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  if (items.length === 0) return listOf(items, reason, prefix);
  const fn = callable(ev, f);
  const mapped: List = new Array(items.length);
  const apply = (item: Lazy) => ev.call(fn, item);
  for (let i = 0; i < items.length; i++) mapped[i] = lazyFrom(apply, items[i] as Lazy);
  return listOf(mapped, reason, prefix);
}

function filter(ev: Evaluator, predicate: Lazy, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  if (items.length === 0) return listOf(items, reason, prefix);
  const fn = callable(ev, predicate);
  const kept: List = [];
  let open = reason;
  let settled = -1;
  for (const [i, item] of items.entries()) {
    const keep = verdict(ev, ev.call(fn, item));
    if (settled < 0 && (i >= prefix || typeof keep !== "boolean")) settled = kept.length;
    if (keep === true) kept.push(item);
    else if (keep !== false) open ??= keep;
  }
  return listOf(kept, open, settled < 0 ? kept.length : settled);
}

function foldl(ev: Evaluator, op: Lazy, initial: Lazy, list: Lazy): Value {
  const fn = callable(ev, op);
  const { items, reason } = ev.openList(list);
  if (reason !== null) return new Unknown(reason);
  let result: Lazy = initial;
  for (const item of items) result = ev.call(ev.call(fn, result), item);
  return force(result);
}

function head(ev: Evaluator, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  if (prefix > 0) return force(items[0] as Lazy);
  if (reason !== null) return new Unknown(reason);
  throw new EvalError("other", "'builtins.head' called on an empty list");
}

function tail(ev: Evaluator, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  if (items.length === 0 && reason === null) {
    throw new EvalError("other", "'builtins.tail' called on an empty list");
  }
  return listOf(items.slice(1), reason, Math.max(prefix - 1, 0));
}

function elemAt(ev: Evaluator, list: Lazy, index: Lazy): Value {
  const n = ev.int(index);
  const { items, reason, prefix } = ev.openList(list);
  if (typeof n === "number" && n >= 0 && n < prefix) return force(items[n] as Lazy);
  if (reason !== null && n >= 0) return new Unknown(reason);
  throw new EvalError(
    "other",
    `'builtins.elemAt' called with index ${n} on a list of size ${items.length}`,
  );
}

function length(ev: Evaluator, list: Lazy): Value {
  return ev.list(list).length;
}

function elem(ev: Evaluator, wanted: Lazy, list: Lazy): Value {
  const { items, reason } = ev.openList(list);
  return sure(
    items,
    (item) => {
      const same = attempt(() => equalInside(wanted, item));
      return same instanceof Unknown ? same.reason : same;
    },
    true,
    reason,
  );
}

function anyOrAll(ev: Evaluator, predicate: Lazy, list: Lazy, decisive: boolean): Value {
  const fn = callable(ev, predicate);
  const { items, reason } = ev.openList(list);
  return sure(items, (item) => verdict(ev, ev.call(fn, item)), decisive, reason);
}

/**
 * `decisive` if the test of one item gives it, even after items whose test is not known; else unknown if there was
 * such an item or the list is open, else the opposite. An error after an item in doubt may never come to pass.
 */
function sure(
  items: List,
  test: (item: Lazy) => boolean | Reason,
  decisive: boolean,
  open: Reason | null,
): Value {
  let doubt: Reason | null = null;
  for (const item of items) {
    try {
      const result = test(item);
      if (result === decisive) return decisive;
      if (typeof result !== "boolean") doubt ??= result;
    } catch (error) {
      if (doubt !== null && error instanceof EvalError) return new Unknown(doubt);
      throw error;
    }
  }
  doubt ??= open;
  return doubt === null ? !decisive : new Unknown(doubt);
}

function concatLists(ev: Evaluator, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  return concatenate(ev, items, reason, prefix);
}

function concatMap(ev: Evaluator, f: Lazy, list: Lazy): Value {
  const fn = callable(ev, f);
  const { items, reason, prefix } = ev.openList(list);
  const parts = items.map((item) => {
    const part = ev.call(fn, item);
    ev.openList(part);
    return part;
  });
  return concatenate(ev, parts, reason, prefix);
}

function concatenate(ev: Evaluator, lists: List, reason: Reason | null, prefix: number): Value {
  const all: List = [];
  let open = reason;
  let settled = -1;
  for (const [i, list] of lists.entries()) {
    const part = ev.openList(list);
    if (settled < 0 && i >= prefix) settled = all.length;
    if (part.reason !== null) {
      open ??= part.reason;
      if (settled < 0) settled = all.length + part.prefix;
    }
    for (const item of part.items) all.push(item);
  }
  return listOf(all, open, settled < 0 ? all.length : settled);
}

function genList(ev: Evaluator, generator: Lazy, length: Lazy): Value {
  const count = force(length);
  if (count instanceof Unknown || count instanceof Choice) return new OpenList([], count.reason);
  const n = ev.int(count);
  if (n < 0) throw new EvalError("other", `cannot create list of size ${n}`);
  const fn = callable(ev, generator);
  if (n > MAX_GENERATED) {
    throw new BudgetExceeded(new Reason("budget", `a list of ${n} elements does not fit`));
  }
  const items: List = new Array(Number(n));
  const apply = (i: number) => ev.call(fn, i);
  for (let i = 0; i < items.length; i++) items[i] = lazyFrom(apply, i);
  return items;
}

function partition(ev: Evaluator, predicate: Lazy, list: Lazy): Value {
  const fn = callable(ev, predicate);
  const { items, reason, prefix } = ev.openList(list);
  const right: List = [];
  const wrong: List = [];
  let open = reason;
  let settled: [number, number] | null = null;
  for (const [i, item] of items.entries()) {
    force(item);
    const side = verdict(ev, ev.call(fn, item));
    if (i >= prefix || typeof side !== "boolean") settled ??= [right.length, wrong.length];
    if (typeof side === "boolean") (side ? right : wrong).push(item);
    else open ??= side;
  }
  settled ??= [right.length, wrong.length];
  return Attrs.of({
    right: listOf(right, open, settled[0]),
    wrong: listOf(wrong, open, settled[1]),
  });
}

function groupBy(ev: Evaluator, f: Lazy, list: Lazy): Value {
  const fn = callable(ev, f);
  const { items, reason, prefix } = ev.openList(list);
  const groups = new Map<string, { items: List; settled: number }>();
  let open = reason;
  let exact = true;
  for (const [i, item] of items.entries()) {
    const name = attempt(() => plainText(ev, ev.call(fn, item)));
    if (i >= prefix || name instanceof Unknown) exact = false;
    if (name instanceof Unknown) {
      open ??= name.reason;
      continue;
    }
    const group = groups.get(name) ?? { items: [], settled: 0 };
    groups.set(name, group);
    group.items.push(item);
    if (exact) group.settled = group.items.length;
  }
  const map = new Map<string, Lazy>();
  for (const [name, group] of groups) map.set(name, listOf(group.items, open, group.settled));
  return new Attrs(map, null, open === null ? null : { reason: open });
}
