import type { Span } from "../core/span.ts";
import type { BinaryOperator } from "../parser/ast.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { append } from "./bytes.ts";
import { coerceToText, normalisePath } from "./coerce.ts";
import { describe } from "./describe.ts";
import { compareValues, equal } from "./equality.ts";
import { EvalError, UnknownSignal } from "./errors.ts";
import type { Evaluator } from "./evaluator.ts";
import { holeReason } from "./evaluator.ts";
import { concatTexts, contextOfText, knownText } from "./text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  NixFloat,
  NixPath,
  PartialText,
  Unknown,
  type Value,
} from "./value.ts";

/** `a + b` for everything but two safe integers: numbers, strings, paths, sets that stand for strings. */
export function plus(ev: Evaluator, a: Value, b: Value, at: Span): Value {
  if (typeof a === "string" && typeof b === "string") return append(a, b);
  if (isNumber(a) && isNumber(b)) return add(a, b);
  if (a instanceof NixPath) return appendToPath(ev, a, b, at);
  if (a instanceof Unknown || a instanceof Choice) {
    // A string on the right says that the sum is one: its end is known.
    return isText(b) ? concatTexts([coerceToText(ev, a, "add", at), b]) : new Unknown(a.reason);
  }
  if (isNumber(a) && !(b instanceof Unknown || b instanceof Choice)) {
    throw new EvalError("type", `cannot add ${describe(b)} to ${describe(a)}`, at);
  }
  if (isNumber(a)) return new Unknown((b as Unknown | Choice).reason);
  if (isText(a) || a instanceof Attrs) {
    const left = coerceToText(ev, a, isText(a) ? "interpolation" : "add", at);
    const right = coerceToText(ev, b, isText(a) ? "interpolation" : "add", at);
    return concatTexts([left, right]);
  }
  throw new EvalError("type", `cannot coerce ${describe(a)} to a string`, at);
}

function isNumber(value: Value): boolean {
  return typeof value === "number" || typeof value === "bigint" || value instanceof NixFloat;
}

function isText(value: Value): value is string | ContextString | PartialText {
  return (
    typeof value === "string" || value instanceof ContextString || value instanceof PartialText
  );
}

function appendToPath(ev: Evaluator, path: NixPath, b: Value, at: Span): Value {
  if (b instanceof NixPath) return new NixPath(normalisePath(path.path + b.path));
  const text = coerceToText(ev, b, "add", at);
  const known = knownText(text);
  if (known === undefined) return new Unknown(holeReason(text as PartialText));
  if (contextOfText(text).size > 0) {
    throw new EvalError(
      "other",
      "a string that refers to a store path cannot be appended to a path",
      at,
    );
  }
  return new NixPath(normalisePath(path.path + known));
}

/** The strict operators whose operands are both evaluated; unknown operands make the result unknown. */
export function arithmetic(operator: BinaryOperator, a: Value, b: Value, at: Span): Value {
  try {
    switch (operator) {
      case "-":
        return sub(a, b);
      case "*":
        return mul(a, b);
      case "/":
        return div(a, b);
      case "==":
        return equal(a, b);
      case "!=":
        return !equal(a, b);
      case "<":
        return compareValues(a, b) < 0;
      case "<=":
        return !(compareValues(b, a) < 0);
      case ">":
        return compareValues(b, a) < 0;
      case ">=":
        return !(compareValues(a, b) < 0);
      default:
        throw new Error(`not a strict operator: ${operator}`);
    }
  } catch (error) {
    if (error instanceof UnknownSignal) return new Unknown(error.reason);
    if (error instanceof EvalError) error.locate(at);
    throw error;
  }
}
