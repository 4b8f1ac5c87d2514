import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { piecesOf, type Text } from "../text.ts";
import type { Lazy, Value } from "../value.ts";
import { builtin } from "./native.ts";

/** What `lib.warn` says of a deprecated or doubtful use. */
export function warn(ev: Evaluator, message: string): void {
  ev.call2(builtin(ev, "warn"), message, null);
}

/** Calls a builtin, for what has all its subtleties in one place. */
export function callBuiltin(ev: Evaluator, name: string, ...args: readonly Lazy[]): Value {
  return ev.callAll(builtin(ev, name), args);
}

/** The error of `abort message`. */
export function aborted(message: string): EvalError {
  return new EvalError(
    "abort",
    `evaluation aborted with the following error message: '${message}'`,
  );
}

/** The error of `throw message`. */
export function thrown(message: string): EvalError {
  return new EvalError("throw", message);
}

/** A text for an error message, with marks for what is not known of it. */
export function shown(text: Text): string {
  return piecesOf(text)
    .map((piece) => (typeof piece === "string" ? piece : "…"))
    .join("");
}
