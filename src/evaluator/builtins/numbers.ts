import { add, checkedInt, div, lessThan, mul, normaliseInt, sub } from "../arithmetic.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { formatFloatShort } from "../float.ts";
import { force, type Lazy, NixFloat, type Value } from "../value.ts";
import type { BuiltinTable } from "./define.ts";
import { spread1 } from "./partly.ts";

/** Builtins on numbers: https://nix.dev/manual/nix/latest/language/builtins */
export const numberBuiltins: BuiltinTable = {
  add: [2, (_, a: Lazy, b: Lazy) => add(force(a), force(b))],
  sub: [2, (_, a: Lazy, b: Lazy) => sub(force(a), force(b))],
  mul: [2, (_, a: Lazy, b: Lazy) => mul(force(a), force(b))],
  div: [2, (_, a: Lazy, b: Lazy) => div(force(a), force(b))],
  lessThan: [2, (_, a: Lazy, b: Lazy) => lessThan(force(a), force(b))],
  bitAnd: [2, (ev, a, b) => normaliseInt(BigInt(ev.int(a)) & BigInt(ev.int(b)))],
  bitOr: [2, (ev, a, b) => normaliseInt(BigInt(ev.int(a)) | BigInt(ev.int(b)))],
  bitXor: [2, (ev, a, b) => normaliseInt(BigInt(ev.int(a)) ^ BigInt(ev.int(b)))],
  ceil: [1, spread1((ev, number) => round(ev, number, Math.ceil))],
  floor: [1, spread1((ev, number) => round(ev, number, Math.floor))],
};

/** Integers stay as they are unless a float cannot hold them, which Nix rejects since 2.27. */
function round(ev: Evaluator, number: Lazy, rounded: (value: number) => number): Value {
  const value = ev.known(number);
  if (typeof value === "number") return value;
  if (typeof value === "bigint") {
    if (BigInt(Number(value)) === value && checkedInt(BigInt(Number(value))) !== undefined) {
      return value;
    }
    throw new EvalError("arithmetic", `the integer ${value} is not exact as a float`);
  }
  if (!(value instanceof NixFloat)) return ev.mismatch(value, "a float");
  const result = rounded(value.value);
  const int = Number.isFinite(result) ? checkedInt(BigInt(result)) : undefined;
  if (int !== undefined) return int;
  throw new EvalError(
    "arithmetic",
    `NixFloat argument ${formatFloatShort(value.value)} is not in the range of NixInt`,
  );
}
