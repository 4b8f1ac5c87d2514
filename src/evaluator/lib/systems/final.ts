import type { Evaluator } from "../../evaluator.ts";
import { type Attrs, force, type Lazy, type Value } from "../../value.ts";
import { attrOr, selectLazy } from "../later.ts";

/** An elaborated system as its own attributes see it, whatever of them was given by the user. */
export class Final {
  readonly ev: Evaluator;
  #attrs: Attrs | null = null;

  constructor(ev: Evaluator) {
    this.ev = ev;
  }

  /** Says what the system is in the end. */
  settle(attrs: Attrs): Attrs {
    this.#attrs = attrs;
    return attrs;
  }

  get attrs(): Attrs {
    if (this.#attrs === null) throw new Error("a system was looked at before it was there");
    return this.#attrs;
  }

  /** An attribute by its path. */
  get(...path: readonly string[]): Value {
    let current: Lazy = this.attrs;
    for (const name of path) current = selectLazy(this.ev, current, name);
    return force(current);
  }

  is(predicate: string): boolean {
    return this.ev.bool(this.get(predicate));
  }

  text(...path: readonly string[]): string {
    return this.ev.text(this.get(...path));
  }

  /** The value of the first pair whose predicate holds. */
  first<T>(pairs: readonly (readonly [predicate: string, value: T])[], otherwise: T): T {
    for (const [predicate, value] of pairs) if (this.is(predicate)) return value;
    return otherwise;
  }
}

/** An attribute by its path where every set on the way has it; undefined otherwise. */
export function pathOr(value: Lazy, ...path: readonly string[]): Lazy | undefined {
  let current: Lazy | undefined = value;
  for (const name of path) {
    if (current === undefined) return undefined;
    current = attrOr(force(current), name);
  }
  return current;
}
