import type { Evaluator } from "../evaluator/evaluator.ts";
import { Attrs, Builtin, force, Lambda, type Lazy, type Value } from "../evaluator/value.ts";

/** Whether `lib.isFunction` says so: functions, and sets with a `__functor` that gives a function. */
export function isFunction(ev: Evaluator, value: Value): value is Lambda | Builtin | Attrs {
  if (value instanceof Lambda || value instanceof Builtin) return true;
  if (!(value instanceof Attrs)) return false;
  const functor = value.map.get("__functor");
  return functor !== undefined && isFunction(ev, ev.call(force(functor), value));
}

/** `lib.functionArgs`: names of the formals and whether they have a default; null for `x: …`. */
export function functionFormals(ev: Evaluator, fn: Value): ReadonlyMap<string, boolean> | null {
  if (fn instanceof Lambda) {
    const { formals } = fn.info;
    return formals === null ? null : new Map(formals.map((one) => [one.name, one.hasDefault]));
  }
  if (fn instanceof Builtin) return fn.formals;
  if (!(fn instanceof Attrs)) return null;
  const declared = fn.map.get("__functionArgs");
  if (declared !== undefined) {
    const attrs = ev.attrs(declared);
    return new Map(attrs.names().map((name) => [name, ev.bool(attrs.map.get(name) as Lazy)]));
  }
  const functor = fn.map.get("__functor");
  return functor === undefined ? null : functionFormals(ev, ev.call(force(functor), fn));
}
