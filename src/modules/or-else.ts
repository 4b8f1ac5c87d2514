import type { Lazy } from "../evaluator/value.ts";

/** The value if there is one; null is one, unlike for `??`. */
export function orElse(value: Lazy | undefined, fallback: Lazy): Lazy {
  return value === undefined ? fallback : value;
}
