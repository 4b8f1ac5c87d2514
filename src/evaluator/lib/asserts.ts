import type { BuiltinTable } from "../builtins/define.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { type Lazy, Unknown, type Value } from "../value.ts";
import { select } from "./later.ts";
import { Membership } from "./membership.ts";
import { shownPretty } from "./shown-pretty.ts";
import { messageText, showWarnings, throwMessage } from "./trivial.ts";

/** `lib.asserts`: conditions that must hold. */

/** `pred || throw message`. */
function assertMsg(ev: Evaluator, pred: Lazy, message: Lazy): Value {
  return ev.bool(pred) || throwMessage(ev, message);
}

function assertOneOf(ev: Evaluator, name: Lazy, value: Lazy, allowed: Lazy): Value {
  if (Membership.of(ev, allowed).has(value)) return true;
  throw new EvalError(
    "throw",
    `${messageText(ev, name)} must be one of ${shownPretty(ev, allowed)}, but is: ${shownPretty(ev, value)}`,
  );
}

function assertEachOneOf(ev: Evaluator, name: Lazy, values: Lazy, allowed: Lazy): Value {
  const known = Membership.of(ev, allowed);
  if (ev.list(values).every((value) => known.has(value))) return true;
  throw new EvalError(
    "throw",
    `each element in ${messageText(ev, name)} must be one of ${shownPretty(ev, allowed)}, but is: ${shownPretty(ev, values)}`,
  );
}

function checkAssertWarn(ev: Evaluator, assertions: Lazy, warnings: Lazy, value: Lazy): Value {
  const failed = ev.list(assertions).filter((one) => {
    const held = select(ev, one, "assertion");
    // Evaluation can only go on if what is not known holds.
    return !(held instanceof Unknown) && !ev.bool(held);
  });
  if (failed.length === 0) return showWarnings(ev, warnings, value);
  const messages = failed.map((one) => `- ${messageText(ev, select(ev, one, "message"))}`);
  throw new EvalError("throw", `\nFailed assertions:\n${messages.join("\n")}`);
}

export const assertsTable: BuiltinTable = {
  assertMsg: [2, assertMsg],
  assertOneOf: [3, assertOneOf],
  assertEachOneOf: [3, assertEachOneOf],
  checkAssertWarn: [3, checkAssertWarn],
};
