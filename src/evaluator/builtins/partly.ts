import { mapChoice } from "../call.ts";
import { UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import {
  Attrs,
  type BuiltinCode,
  Choice,
  force,
  type Lazy,
  type List,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";

/** What the builtins of several families do alike with values that are only partly known. */

/** The list of these items: open if there is a reason, the first `prefix` of them in their very places. */
export function listOf(items: List, reason: Reason | null, prefix: number): Value {
  return reason === null ? items : new OpenList(items, reason, Math.min(prefix, items.length));
}

/** Something to call; unlike `ev.function` it takes an unknown one, whose results are unknown. */
export function callable(ev: Evaluator, value: Lazy): Value {
  const forced = force(value);
  if (forced instanceof Unknown || forced instanceof Choice) return forced;
  return ev.function(forced);
}

/** A set; of an unknown one it is only known that it is a set. */
export function openAttrs(ev: Evaluator, value: Lazy): Attrs {
  const forced = force(value);
  if (forced instanceof Unknown || forced instanceof Choice) {
    return new Attrs(new Map(), null, { reason: forced.reason });
  }
  return ev.attrs(forced);
}

/** The outcome of a predicate: a boolean, or why it is not known. Other types are errors. */
export function verdict(ev: Evaluator, value: Lazy): boolean | Reason {
  const forced = force(value);
  if (typeof forced === "boolean") return forced;
  if (forced instanceof Unknown || forced instanceof Choice) return forced.reason;
  return ev.bool(forced);
}

/** What `compute` gives, or why it is not known. */
export function attempt<T>(compute: () => T): T | Unknown {
  try {
    return compute();
  } catch (error) {
    if (error instanceof UnknownSignal) return new Unknown(error.reason);
    throw error;
  }
}

/** A builtin of one argument, done for each alternative when that is a choice. */
export function spread1(code: (ev: Evaluator, a: Lazy) => Value): BuiltinCode {
  return (ev: Evaluator, a: Lazy) => {
    const forced = force(a);
    if (!(forced instanceof Choice)) return code(ev, forced);
    return mapChoice(forced, (alternative) => attempt(() => code(ev, alternative)));
  };
}

/** A builtin whose second argument is what it looks at, done for each alternative when that is a choice. */
export function spread2(code: (ev: Evaluator, a: Lazy, b: Lazy) => Value): BuiltinCode {
  return (ev: Evaluator, a: Lazy, b: Lazy) => {
    const forced = force(b);
    if (!(forced instanceof Choice)) return code(ev, a, forced);
    return mapChoice(forced, (alternative) => attempt(() => code(ev, a, alternative)));
  };
}
