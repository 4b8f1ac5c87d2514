import { mapChoice } from "./call.ts";
import { describe } from "./describe.ts";
import { compareValues } from "./equality.ts";
import { EvalError, UnknownSignal } from "./errors.ts";
import { Choice, NixFloat, Unknown, type Value } from "./value.ts";

/**
 * Arithmetic of forced values as the operators and `builtins.add` & co. have it: integers of 64 bits that must not
 * overflow, floats as soon as one operand is one. An operand that is not known makes the result unknown, a choice is
 * computed for each alternative. Other operands are type errors, overflow and division by zero arithmetic errors.
 */
type Operation = (a: Value, b: Value) => Value;

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;

/** The integer in its one representation: a number while it is safe, a bigint beyond. */
export function normaliseInt(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/** The integer if it has 64 bits or fewer, undefined otherwise. */
export function checkedInt(value: bigint): number | bigint | undefined {
  return value < INT_MIN || value > INT_MAX ? undefined : normaliseInt(value);
}

/** `a + b` of numbers; strings and paths are the caller's business. */
export function add(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return slowly(
    a,
    b,
    add,
    (x, y) => x + y,
    (x, y) => x + y,
    "adding",
    "+",
  );
}

/** `a - b`. */
export function sub(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return slowly(
    a,
    b,
    sub,
    (x, y) => x - y,
    (x, y) => x - y,
    "subtracting",
    "-",
  );
}

/** `a * b`. */
export function mul(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // Adding zero turns -0, which is no integer, into 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return slowly(
    a,
    b,
    mul,
    (x, y) => x * y,
    (x, y) => x * y,
    "multiplying",
    "*",
  );
}

/** `a / b`, truncated towards zero for integers. */
export function div(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number" && b !== 0) return Math.trunc(a / b) + 0;
  const partly = unknownOperand(a, b, div);
  if (partly !== undefined) return partly;
  if (asFloat(b) === 0) throw new EvalError("arithmetic", "division by zero");
  return slowly(
    a,
    b,
    div,
    (x, y) => x / y,
    (x, y) => x / y,
    "dividing",
    "/",
  );
}

/** `-a`, which Nix reads as `0 - a`. */
export function negate(a: Value): Value {
  return sub(0, a);
}

/** `a < b` of numbers, strings, paths and lists of them. */
export function lessThan(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return a < b;
  const partly = unknownOperand(a, b, lessThan);
  if (partly !== undefined) return partly;
  try {
    return compareValues(a, b) < 0;
  } catch (error) {
    if (error instanceof UnknownSignal) return new Unknown(error.reason);
    throw error;
  }
}

/** What an operand that is unknown or a choice makes of the operation; undefined if there is none. */
export function unknownOperand(a: Value, b: Value, operation: Operation): Value | undefined {
  if (a instanceof Unknown) return a;
  if (b instanceof Unknown) return b;
  if (a instanceof Choice) return mapChoice(a, (alternative) => operation(alternative, b));
  if (b instanceof Choice) return mapChoice(b, (alternative) => operation(a, alternative));
  return undefined;
}

function slowly(
  a: Value,
  b: Value,
  operation: Operation,
  ofInts: (x: bigint, y: bigint) => bigint,
  ofFloats: (x: number, y: number) => number,
  verb: string,
  sign: string,
): Value {
  const partly = unknownOperand(a, b, operation);
  if (partly !== undefined) return partly;
  if (a instanceof NixFloat || b instanceof NixFloat) {
    return new NixFloat(ofFloats(asFloat(a), asFloat(b)));
  }
  const result = checkedInt(ofInts(asBigInt(a), asBigInt(b)));
  if (result === undefined) {
    const what = `integer overflow in ${verb} ${String(a)} ${sign} ${String(b)}`;
    throw new EvalError("arithmetic", what);
  }
  return result;
}

function asFloat(value: Value): number {
  if (value instanceof NixFloat) return value.value;
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw new EvalError("type", `expected a float but found ${describe(value)}`);
}

function asBigInt(value: Value): bigint {
  if (typeof value === "number" || typeof value === "bigint") return BigInt(value);
  throw new EvalError("type", `expected an integer but found ${describe(value)}`);
}
