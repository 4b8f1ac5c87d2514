import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import { type Lazy, OpenList, type Value } from "../value.ts";

/** A list that is being made, in order; it becomes an open one as soon as elements may be missing. */
export class Collector {
  readonly items: Lazy[] = [];
  #reason: Reason | null = null;
  #prefix = 0;

  /** Adds an element that surely comes next among the known ones. */
  push(item: Lazy): void {
    this.items.push(item);
  }

  /** Says that there may be further elements here. */
  doubt(reason: Reason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#prefix = this.items.length;
  }

  get open(): boolean {
    return this.#reason !== null;
  }

  finish(): Value {
    if (this.#reason === null) return this.items;
    return new OpenList(this.items, this.#reason, this.#prefix);
  }
}

/** A collector of what a function adds for each element of a list that may be open itself. */
export function collectFrom(
  ev: Evaluator,
  list: Lazy,
  visit: (item: Lazy, into: Collector, index: number) => void,
): Value {
  const { items, reason, prefix } = ev.openList(list);
  const into = new Collector();
  items.forEach((item, i) => {
    if (reason !== null && i === prefix) into.doubt(reason);
    visit(item, into, i);
  });
  if (reason !== null) into.doubt(reason);
  return into.finish();
}
