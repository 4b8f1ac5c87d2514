import { compareValues } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import { Builtin, force, type Lazy, type List, OpenList, Unknown, type Value } from "../value.ts";
import { attempt, callable, listOf } from "./partly.ts";

type Less = (a: Lazy, b: Lazy) => boolean;

const INSERTION_SORT_UP_TO = 16;

/**
 * `builtins.sort`: stable. With a comparator that is no strict weak order the outcome is that of Nix' own algorithm
 * (peeksort by Munro and Wild, 2018). Where a comparison is not known nothing is known of the order.
 */
export function sort(ev: Evaluator, comparator: Lazy, list: Lazy): Value {
  const { items, reason } = ev.openList(list);
  if (items.length === 0) return listOf(items, reason, 0);
  const fn = callable(ev, comparator);
  const sorted = items.slice();
  for (const item of sorted) force(item);
  const less: Less =
    fn instanceof Builtin && fn.name === "lessThan" && fn.args.length === 0
      ? (a, b) => compareValues(a, b) < 0
      : (a, b) => ev.bool(ev.call2(fn, a, b));
  const result = attempt(() => peeksort(sorted, less));
  if (result instanceof Unknown) return new OpenList([], result.reason);
  return listOf(sorted, reason, 0);
}

function peeksort(items: List, less: Less): null {
  if (items.length === 2) {
    if (less(items[1] as Lazy, items[0] as Lazy)) items.reverse();
  } else if (items.length > 2) {
    sortRange(items, less, 0, items.length, 0, items.length);
  }
  return null;
}

/** Sorts [begin, end), of which [begin, leftRunEnd) and [rightRunBegin, end) are sorted already. */
function sortRange(
  items: List,
  less: Less,
  begin: number,
  end: number,
  leftRunEnd: number,
  rightRunBegin: number,
): void {
  if (leftRunEnd === end || rightRunBegin === begin) return;
  if (end - begin <= INSERTION_SORT_UP_TO) {
    insertionSort(items, less, begin, end);
    return;
  }
  const middle = begin + ((end - begin) >> 1);
  if (middle <= leftRunEnd) {
    sortRange(items, less, leftRunEnd, end, leftRunEnd + 1, rightRunBegin);
    merge(items, less, begin, leftRunEnd, end);
    return;
  }
  if (middle >= rightRunBegin) {
    sortRange(items, less, begin, rightRunBegin, leftRunEnd, rightRunBegin - 1);
    merge(items, less, begin, rightRunBegin, end);
    return;
  }
  // The run that spans the middle: weakly increasing, or strictly decreasing and then turned round.
  const before = (i: number) => less(items[i] as Lazy, items[i - 1] as Lazy);
  const falling = before(middle);
  let from = middle - 1;
  while (from > leftRunEnd && before(from) === falling) from--;
  let to = middle + 1;
  while (to < rightRunBegin && before(to) === falling) to++;
  if (falling) reverse(items, from, to);
  if (from === begin && to === end) return;
  if (middle - from < to - middle) {
    sortRange(items, less, begin, from, leftRunEnd, from - 1);
    sortRange(items, less, from, end, to, rightRunBegin);
    merge(items, less, begin, from, end);
  } else {
    sortRange(items, less, begin, to, leftRunEnd, from);
    sortRange(items, less, to, end, to + 1, rightRunBegin);
    merge(items, less, begin, to, end);
  }
}

function insertionSort(items: List, less: Less, begin: number, end: number): void {
  for (let current = begin + 1; current < end; current++) {
    const item = items[current] as Lazy;
    let at = current;
    while (at > begin && less(item, items[at - 1] as Lazy)) {
      items[at] = items[at - 1] as Lazy;
      at--;
    }
    items[at] = item;
  }
}

function merge(items: List, less: Less, begin: number, middle: number, end: number): void {
  const left = items.slice(begin, middle);
  const right = items.slice(middle, end);
  let i = 0;
  let j = 0;
  let out = begin;
  while (i < left.length && j < right.length) {
    // The left one goes first where neither is less: that is what makes the sort stable.
    items[out++] = (less(right[j] as Lazy, left[i] as Lazy) ? right[j++] : left[i++]) as Lazy;
  }
  while (i < left.length) items[out++] = left[i++] as Lazy;
  while (j < right.length) items[out++] = right[j++] as Lazy;
}

function reverse(items: List, from: number, to: number): void {
  const turned = items.slice(from, to).reverse();
  for (const [i, item] of turned.entries()) items[from + i] = item;
}
