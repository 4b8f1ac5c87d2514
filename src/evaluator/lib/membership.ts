import { attempt } from "../builtins/partly.ts";
import { equal } from "../equality.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import {
  Choice,
  ContextString,
  force,
  type Lazy,
  PartialText,
  Unknown,
  type Value,
} from "../value.ts";

/**
 * Elements that others are looked up among, as `builtins.elem` does: in constant time for strings, which are nearly
 * all there is in practice.
 */
export class Membership {
  readonly #texts = new Set<string>();
  readonly #others: Lazy[] = [];
  /** All elements in order, of which the first `#looked` were evaluated. */
  #items: Lazy[] = [];
  #looked = 0;
  #reason: Reason | null = null;

  /** A list that was not evaluated yet. */
  #list: (() => { items: readonly Lazy[]; reason: Reason | null }) | null = null;

  /** The elements of a list; it and they are evaluated when something is first looked up. */
  static of(ev: Evaluator, list: Lazy): Membership {
    const members = new Membership();
    members.#list = () => ev.openList(list);
    return members;
  }

  #load(list: { items: readonly Lazy[]; reason: Reason | null }): void {
    this.#items = [...list.items, ...this.#items];
    this.#reason = list.reason;
    this.#list = null;
  }

  add(item: Lazy): void {
    this.#items.push(item);
  }

  /** Takes the next element that nobody had to look at yet; undefined where there is none. */
  #next(): Value | undefined {
    if (this.#looked === this.#items.length) return undefined;
    const value = force(this.#items[this.#looked] as Lazy);
    this.#looked++;
    if (typeof value === "string") this.#texts.add(value);
    else if (value instanceof ContextString) this.#texts.add(value.text);
    else this.#others.push(value);
    return value;
  }

  /** An error behind an element that may have been the one looked for may never come to pass. */
  #nextAfter(doubt: Reason | null): Value | undefined {
    try {
      return this.#next();
    } catch (error) {
      if (doubt !== null && error instanceof EvalError) throw new UnknownSignal(doubt);
      throw error;
    }
  }

  /** Whether an equal element is there; `UnknownSignal` where none surely is and one may be. */
  has(item: Lazy): boolean {
    if (this.#list !== null) this.#load(this.#list());
    // Nothing is compared with the elements of an empty list, so the item stays as it is.
    if (this.#items.length > 0 && this.#found(item)) return true;
    if (this.#reason !== null) throw new UnknownSignal(this.#reason);
    return false;
  }

  #found(item: Lazy): boolean {
    const value = force(item);
    const text = value instanceof ContextString ? value.text : value;
    if (typeof text === "string" && this.#texts.has(text)) return true;
    let doubt: Reason | null = null;
    // Only what is not known may still equal a string.
    const known = typeof text === "string" || !isPartly(value);
    for (const candidate of known ? this.#others : [...this.#texts, ...this.#others]) {
      const same = attempt(() => equal(value, candidate));
      if (same === true) return true;
      if (same instanceof Unknown) doubt ??= same.reason;
    }
    for (;;) {
      const candidate = this.#nextAfter(doubt);
      if (candidate === undefined) break;
      const same = attempt(() => equal(value, candidate));
      if (same === true) return true;
      if (same instanceof Unknown) doubt ??= same.reason;
    }
    if (doubt !== null) throw new UnknownSignal(doubt);
    return false;
  }
}

function isPartly(value: Value): boolean {
  return value instanceof Unknown || value instanceof Choice || value instanceof PartialText;
}

/** What `has` finds, or why it cannot be told. */
export function isMember(members: Membership, item: Lazy): boolean | Reason {
  const found = attempt(() => members.has(item));
  return found instanceof Unknown ? found.reason : found;
}
