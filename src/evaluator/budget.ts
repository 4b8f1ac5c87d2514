import { BudgetExceeded } from "./errors.ts";
import { Reason } from "./reason.ts";

/** Steps that an evaluation may still take. A step is a function call. */
export class Budget {
  left: number;
  readonly #steps: number;

  constructor(steps: number) {
    this.#steps = steps;
    this.left = steps;
  }

  /** Counts one step; throws `BudgetExceeded` when none is left. */
  spend(): void {
    if (--this.left < 0) this.exceeded();
  }

  /** Grants the full budget again, for the next host. */
  refill(steps = this.#steps): void {
    this.left = steps;
  }

  exceeded(): never {
    // What asks again fails again at once, instead of going on from a negative count.
    this.left = 0;
    throw new BudgetExceeded(
      new Reason("budget", `the budget of ${this.#steps} evaluation steps ran out`),
    );
  }
}
