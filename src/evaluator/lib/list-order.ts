import { normaliseInt } from "../arithmetic.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { attempt } from "../builtins/partly.ts";
import { compareValues } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import {
  Attrs,
  compareText,
  force,
  type Lazy,
  type List,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";
import { mapValues } from "./attrsets.ts";
import { later } from "./later.ts";
import { foldl } from "./lists.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.lists`: sorting and grouping. */

interface Search {
  readonly minimal: Lazy;
  readonly visited: List;
  readonly rest: List;
  /** Elements that come before the minimal one although it comes before them. */
  readonly loops: List | null;
}

/** Goes from the first element to one before it, and so on, to one that nothing comes before. */
function depthFirst(ev: Evaluator, stopOnCycles: boolean, before: Lazy, list: List): Search {
  if (list.length === 0) callBuiltin(ev, "head", list);
  let minimal = list[0] as Lazy;
  let visited: List = [];
  let rest: List = list.slice(1);
  const isBefore = (x: Lazy, y: Lazy) => ev.bool(ev.call2(force(before), x, y));
  for (;;) {
    const current = minimal;
    if (stopOnCycles) {
      const loops = visited.filter((x) => isBefore(x, current));
      if (loops.length > 0) return { minimal, visited, rest, loops };
    }
    const right: List = [];
    const wrong: List = [];
    for (const x of rest) (isBefore(x, current) ? right : wrong).push(x);
    const [next] = right;
    if (next === undefined) return { minimal, visited, rest, loops: null };
    visited = [minimal, ...visited];
    rest = [...right.slice(1), ...wrong];
    minimal = next;
  }
}

function listDfs(ev: Evaluator, stopOnCycles: Lazy, before: Lazy, list: Lazy): Value {
  const found = depthFirst(ev, ev.bool(stopOnCycles), before, ev.list(list));
  const { minimal, visited, rest, loops } = found;
  if (loops === null) return Attrs.of({ minimal, visited, rest });
  return Attrs.of({ cycle: minimal, loops, visited, rest });
}

function toposort(ev: Evaluator, before: Lazy, list: Lazy): Value {
  const sorted: List = [];
  let open = ev.list(list);
  while (open.length >= 2) {
    const { minimal, visited, rest, loops } = depthFirst(ev, true, before, open);
    if (loops !== null) return Attrs.of({ cycle: [...visited].reverse().concat([minimal]), loops });
    sorted.push(minimal);
    open = [...visited, ...rest];
  }
  return Attrs.of({ result: [...sorted, ...open] });
}

/** Sorts by a comparison that may not be decidable, which leaves the order open. */
function sortedBy<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  value: (item: T) => Lazy,
): Value {
  const result = attempt(() => [...items].sort(compare));
  if (result instanceof Unknown) return new OpenList([], result.reason, 0);
  return result.map(value);
}

function sortOn(ev: Evaluator, f: Lazy, list: Lazy): Value {
  const pairs = ev.list(list).map((item) => ({ item, key: ev.delayCall(f, item) }));
  return sortedBy(
    pairs,
    (a, b) => compareValues(a.key, b.key),
    ({ item }) => item,
  );
}

/** `list == [ ]` */
function isEmpty(ev: Evaluator, list: Lazy): boolean {
  const value = ev.known(list);
  return Array.isArray(value) && value.length === 0;
}

function compareLists(ev: Evaluator, cmp: Lazy, a: Lazy, b: Lazy): Value {
  let left: Lazy = a;
  let right: Lazy = b;
  for (;;) {
    if (isEmpty(ev, left)) return isEmpty(ev, right) ? 0 : -1;
    if (isEmpty(ev, right)) return 1;
    const [x, y] = [left, right];
    const heads = [x, y].map((list) => later(() => callBuiltin(ev, "head", list)));
    const order = ev.known(ev.callAll(force(cmp), heads));
    if (order !== 0) return order;
    [left, right] = [x, y].map((list) => callBuiltin(ev, "tail", list)) as [Lazy, Lazy];
  }
}

/** Texts and the numbers between them, in turn. */
function vectorised(text: string): (string | number | bigint)[] {
  return text
    .split(/(0|[1-9][0-9]*)/)
    .map((part, i) => (i % 2 === 0 ? part : normaliseInt(BigInt(part))));
}

function naturalSort(ev: Evaluator, list: Lazy): Value {
  const keyed = ev
    .list(list)
    .map((item) => ({ item, key: later(() => vectorised(ev.text(item)) as List) }));
  return sortedBy(
    keyed,
    ({ key: x }, { key: y }) => {
      const a = ev.list(x);
      const b = ev.list(y);
      for (let i = 0; i < a.length && i < b.length; i++) {
        const order =
          i % 2 === 0
            ? compareText(a[i] as string, b[i] as string)
            : compareValues(a[i] as Lazy, b[i] as Lazy);
        if (order !== 0) return order;
      }
      return a.length - b.length;
    },
    ({ item }) => item,
  );
}

function groupAndFold(ev: Evaluator, op: Lazy, nul: Lazy, pred: Lazy, list: Lazy): Value {
  const groups = ev.attrs(callBuiltin(ev, "groupBy", pred, list));
  return mapValues(groups, (_, group) => later(() => foldl(ev, op, nul, group)));
}

export const listOrderTable: BuiltinTable = {
  listDfs: [3, listDfs],
  toposort: [2, toposort],
  sortOn: [2, sortOn],
  compareLists: [3, compareLists],
  naturalSort: [1, naturalSort],
  "groupBy'": [4, groupAndFold],
  forEach: [2, (ev, list: Lazy, f: Lazy) => callBuiltin(ev, "map", f, list)],
};
