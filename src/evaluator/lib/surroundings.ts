import type { Evaluator } from "../evaluator.ts";
import { force, type Lazy, type Value } from "../value.ts";

/** What `lib.warn` says of a deprecated or doubtful use. */
export function warn(ev: Evaluator, message: string): void {
  ev.options.onTrace?.(`evaluation warning: ${message}`);
}

/** The value of a builtin, for what has all its subtleties in one place. */
export function builtin(ev: Evaluator, name: string): Value {
  const value = ev.builtins.map.get(name);
  if (value === undefined) throw new Error(`there is no builtin '${name}'`);
  return force(value);
}

/** Calls a builtin. */
export function callBuiltin(ev: Evaluator, name: string, ...args: readonly Lazy[]): Value {
  return ev.callAll(builtin(ev, name), args);
}
