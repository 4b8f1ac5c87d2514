import { compareValues } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import { ContextString, type Lazy, type List, OpenList, Unknown, type Value } from "../value.ts";
import { requiredAttribute } from "./arguments.ts";
import { attempt, callable, listOf } from "./partly.ts";

/**
 * Keys that were seen. As long as all are texts, or all small integers, they are looked up by hashing; a list in
 * Nix' order of values serves for the others, and fails for keys that cannot be compared.
 */
class SeenKeys {
  #hashed = new Set<string | number>();
  #kind: "none" | "string" | "number" | "other" = "none";
  #sorted: Value[] = [];

  /** Whether the key is new. */
  add(key: Value): boolean {
    const plain = key instanceof ContextString ? key.text : key;
    const kind = typeof plain;
    if (kind === "string" || kind === "number") {
      if (this.#kind === "none") this.#kind = kind;
      if (this.#kind === kind) {
        const before = this.#hashed.size;
        return this.#hashed.add(plain as string | number).size > before;
      }
    }
    if (this.#kind !== "other") {
      this.#sorted = [...this.#hashed].sort(compareValues);
      this.#kind = "other";
    }
    return this.#insert(key);
  }

  #insert(key: Value): boolean {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compareValues(key, this.#sorted[middle] as Value);
      if (order === 0) return false;
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    this.#sorted.splice(low, 0, key);
    return true;
  }
}

/**
 * `builtins.genericClosure`: breadth first, one element for each key. From the first place on where elements or keys
 * are not known nothing is said of the rest, as an unknown element may have any key.
 */
export function genericClosure(ev: Evaluator, argument: Lazy): Value {
  const attrs = ev.attrs(argument);
  const start = ev.openList(requiredAttribute(attrs, "startSet"));
  if (start.items.length === 0) return listOf(start.items, start.reason, 0);
  const operator = callable(ev, requiredAttribute(attrs, "operator"));
  const queue = start.items.slice(0, start.prefix);
  let open: Reason | null = start.reason;
  const seen = new SeenKeys();
  const found: List = [];
  for (let i = 0; i < queue.length; i++) {
    const element = queue[i] as Lazy;
    const isNew = attempt(() => {
      return seen.add(ev.known(requiredAttribute(ev.attrs(element), "key")));
    });
    if (isNew instanceof Unknown) return new OpenList(found, isNew.reason);
    if (!isNew) continue;
    found.push(element);
    if (open !== null) continue;
    const next = ev.openList(ev.call(operator, element));
    for (const item of next.items.slice(0, next.prefix)) queue.push(item);
    open = next.reason;
  }
  return listOf(found, open, found.length);
}
