import type { Span } from "../core/span.ts";
import type { BinaryExpr, UnaryExpr } from "../parser/ast.ts";
import { negate } from "./arithmetic.ts";
import { callAll } from "./call.ts";
import { compile, delay, notBoolean, spanOf, type Unit } from "./compile.ts";
import { EvalError } from "./errors.ts";
import { arithmetic, plus } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { concatLists, update } from "./update.ts";
import { Choice, type Code, Unknown, type Value } from "./value.ts";

export function compileUnary(unit: Unit, expr: UnaryExpr, scope: Scope | null): Code {
  const operand = compile(unit, expr.operand, scope);
  const at = spanOf(unit, expr);
  if (expr.operator === "-") {
    return (env) => {
      const value = operand(env);
      try {
        return negate(value);
      } catch (error) {
        if (error instanceof EvalError) error.locate(at);
        throw error;
      }
    };
  }
  return (env) => {
    const value = operand(env);
    return typeof value === "boolean" ? !value : undecided(value, at);
  };
}

/** An unknown truth value as it is; anything else that is no Boolean is an error. */
function undecided(value: Value, at: Span): Value {
  if (typeof value === "boolean") return value;
  if (value instanceof Unknown) return value;
  if (value instanceof Choice) return new Unknown(value.reason);
  throw notBoolean(value, at);
}

export function compileBinary(unit: Unit, expr: BinaryExpr, scope: Scope | null): Code {
  const { ev } = unit;
  const { operator } = expr;
  const at = spanOf(unit, expr);
  if (operator === "|>") {
    const argument = delay(unit, expr.left, scope);
    const fn = compile(unit, expr.right, scope);
    return (env) => callAll(ev, fn(env), [argument(env)], at);
  }
  if (operator === "<|") {
    const fn = compile(unit, expr.left, scope);
    const argument = delay(unit, expr.right, scope);
    return (env) => callAll(ev, fn(env), [argument(env)], at);
  }
  const left = compile(unit, expr.left, scope);
  const right = compile(unit, expr.right, scope);
  const leftAt = spanOf(unit, expr.left);
  const rightAt = spanOf(unit, expr.right);
  switch (operator) {
    case "&&":
      return (env) => {
        const a = left(env);
        if (a === false) return false;
        if (a !== true) return undecided(a, leftAt);
        return undecided(right(env), rightAt);
      };
    case "||":
      return (env) => {
        const a = left(env);
        if (a === true) return true;
        if (a !== false) return undecided(a, leftAt);
        return undecided(right(env), rightAt);
      };
    case "->":
      return (env) => {
        const a = left(env);
        if (a === false) return true;
        if (a !== true) return undecided(a, leftAt);
        return undecided(right(env), rightAt);
      };
    case "//":
      return (env) => update(left(env), right(env), at);
    case "++":
      return (env) => concatLists(left(env), right(env), at);
    case "+":
      return (env) => {
        const a = left(env);
        const b = right(env);
        if (typeof a === "number" && typeof b === "number") {
          const sum = a + b;
          if (Number.isSafeInteger(sum)) return sum;
        }
        return plus(ev, a, b, at);
      };
    case "-":
      return (env) => {
        const a = left(env);
        const b = right(env);
        if (typeof a === "number" && typeof b === "number") {
          const difference = a - b;
          if (Number.isSafeInteger(difference)) return difference;
        }
        return arithmetic("-", a, b, at);
      };
    case "<":
      return (env) => {
        const a = left(env);
        const b = right(env);
        if (typeof a === "number" && typeof b === "number") return a < b;
        return arithmetic("<", a, b, at);
      };
    case "==":
      return (env) => {
        const a = left(env);
        const b = right(env);
        if (typeof a === "string" && typeof b === "string") return a === b;
        if (typeof a === "number" && typeof b === "number") return a === b;
        return arithmetic("==", a, b, at);
      };
    default:
      return (env) => {
        const a = left(env);
        return arithmetic(operator, a, right(env), at);
      };
  }
}
