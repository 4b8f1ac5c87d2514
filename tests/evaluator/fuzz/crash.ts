import { BudgetExceeded, EvalError } from "../../../src/evaluator/errors.ts";
import { printed } from "../helpers.ts";

/** Enough for every expression that means something, and soon over for those that never end. */
const STEPS = 200_000;

/** How an expression makes nixlint itself fail; null for a value or an error of the user's. */
export function crashOf(text: string): string | null {
  try {
    printed(text, { steps: STEPS, folder: "/fuzz", files: { "/fuzz/default.nix": text } });
    return null;
  } catch (error) {
    if (error instanceof EvalError || error instanceof BudgetExceeded) return null;
    // The stack of a test is small; where nixlint evaluates for real it is large, and overflow is caught there.
    if (error instanceof RangeError && /call stack/.test(error.message)) return null;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
