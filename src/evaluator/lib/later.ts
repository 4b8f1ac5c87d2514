import { attempt, verdict } from "../builtins/partly.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  lazy,
  type Thunk,
  Unknown,
  type Value,
} from "../value.ts";

/** Runs native code; what it needs and is not known makes its value unknown. */
export function guarded(compute: () => Value): Value {
  return attempt(compute);
}

/** A value of native code, computed when first asked for, that may use the strict `ev.…` questions. */
export function later(compute: () => Value): Thunk {
  return lazy(() => attempt(compute));
}

/** `if condition then yes else no`; an unknown condition leaves the choice open. */
export function branch(ev: Evaluator, condition: Lazy, yes: Lazy, no: Lazy): Value {
  const decided = verdict(ev, condition);
  if (typeof decided === "boolean") return force(decided ? yes : no);
  return new Choice([yes, no], decided);
}

/** Whether a set surely has no attribute of that name. */
export function lacks(attrs: Attrs, name: string): boolean {
  if (attrs.map.has(name)) return false;
  return attrs.rest === null || attrs.rest.mayHave?.(name) === false;
}

/** `value ? name`; `UnknownSignal` where an open set leaves that open. */
export function hasAttr(value: Value, name: string): boolean {
  if (value instanceof Attrs) {
    if (value.map.has(name)) return true;
    if (value.rest === null || lacks(value, name)) return false;
    throw new UnknownSignal(value.rest.reason);
  }
  if (value instanceof Unknown || value instanceof Choice) throw new UnknownSignal(value.reason);
  return false;
}

/** `value.name or undefined`; what an open set says of the name where it says anything. */
export function attrOr(value: Value, name: string): Lazy | undefined {
  if (value instanceof Attrs) return lacks(value, name) ? undefined : value.get(name);
  if (value instanceof Unknown || value instanceof Choice) return new Unknown(value.reason);
  return undefined;
}

/**
 * `value.name or undefined` for a name that is a fact about a package and no package: a model that has a package for
 * any name is not asked.
 */
export function factOf(value: Value, name: string): Lazy | undefined {
  if (!(value instanceof Attrs)) return attrOr(value, name);
  const found = value.map.get(name);
  if (found !== undefined || value.rest === null || lacks(value, name)) return found;
  return new Unknown(value.rest.reason);
}

/** `value.name`, forced. */
export function select(ev: Evaluator, value: Lazy, name: string): Value {
  return force(selectLazy(ev, value, name));
}

/** `value.name` with the set forced and the attribute not. */
export function selectLazy(ev: Evaluator, value: Lazy, name: string): Lazy {
  const attrs = force(value);
  if (attrs instanceof Unknown) return attrs;
  const found = ev.attrs(attrs).get(name);
  if (found === undefined) throw missingAttribute(name);
  return found;
}

export function missingAttribute(name: string): EvalError {
  return new EvalError("missing-attribute", `attribute '${name}' missing`, null, name);
}

/** The unknown value of something that nixlint has no model of. */
export function notModelled(what: string): Unknown {
  return new Unknown(new Reason("model", `${what} is not modelled`));
}
