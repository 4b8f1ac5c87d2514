import { EvalError } from "../evaluator/errors.ts";

/**
 * A native value that is computed when first asked for. As with a thunk, a computation that needs itself is infinite
 * recursion, and one that failed is tried again when asked again.
 */
export class Once<T> {
  #compute: (() => T) | null;
  #value: T | undefined = undefined;

  constructor(compute: () => T) {
    this.#compute = compute;
  }

  get(): T {
    const compute = this.#compute;
    if (compute === null) return this.#value as T;
    this.#compute = running;
    try {
      this.#value = compute();
      this.#compute = null;
      return this.#value;
    } catch (error) {
      this.#compute = compute;
      throw error;
    }
  }
}

function running(): never {
  throw new EvalError("infinite-recursion", "infinite recursion encountered");
}
