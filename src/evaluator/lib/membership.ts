import { attempt } from "../builtins/partly.ts";
import { equal } from "../equality.ts";
import { UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import { ContextString, force, type Lazy, Unknown } from "../value.ts";

/**
 * Elements that others are looked up among, as `builtins.elem` does: in constant time for strings, which are nearly
 * all there is in practice.
 */
export class Membership {
  readonly #texts = new Set<string>();
  readonly #others: Lazy[] = [];
  /** Elements that nobody had to look at yet. */
  #pending: Lazy[] = [];
  #reason: Reason | null = null;

  /** The elements of a list, forced when something is first looked up. */
  static of(ev: Evaluator, list: Lazy): Membership {
    const { items, reason } = ev.openList(list);
    const members = new Membership();
    members.#pending = [...items];
    members.#reason = reason;
    return members;
  }

  add(item: Lazy): void {
    this.#pending.push(item);
  }

  #look(): void {
    for (const item of this.#pending) {
      const value = force(item);
      if (typeof value === "string") this.#texts.add(value);
      else if (value instanceof ContextString) this.#texts.add(value.text);
      else this.#others.push(value);
    }
    this.#pending = [];
  }

  /** Whether an equal element is there; `UnknownSignal` where none surely is and one may be. */
  has(item: Lazy): boolean {
    if (this.#pending.length > 0) this.#look();
    // Nothing is compared with the elements of an empty list, so the item stays as it is.
    if (this.#texts.size + this.#others.length > 0 && this.#found(item)) return true;
    if (this.#reason !== null) throw new UnknownSignal(this.#reason);
    return false;
  }

  #found(item: Lazy): boolean {
    const value = force(item);
    const text = value instanceof ContextString ? value.text : value;
    if (typeof text === "string" && this.#texts.has(text)) return true;
    let doubt: Reason | null = null;
    const candidates: Iterable<Lazy> =
      typeof text === "string" ? this.#others : [...this.#texts, ...this.#others];
    for (const candidate of candidates) {
      const same = attempt(() => equal(value, candidate));
      if (same === true) return true;
      if (same instanceof Unknown) doubt ??= same.reason;
    }
    if (doubt !== null) throw new UnknownSignal(doubt);
    return false;
  }
}

/** What `has` finds, or why it cannot be told. */
export function isMember(members: Membership, item: Lazy): boolean | Reason {
  const found = attempt(() => members.has(item));
  return found instanceof Unknown ? found.reason : found;
}
