import { BudgetExceeded, EvalError, UnknownSignal } from "../evaluator/errors.ts";
import { Reason } from "../evaluator/reason.ts";
import { knownText, type Text } from "../evaluator/text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../evaluator/value.ts";

import type { ModuleEvaluation } from "../modules/evaluate.ts";

/** What came of evaluating something: a value (maybe only partly known), or what nix would say is wrong. */
export type Reading =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: EvalError };

/** Forces a value where errors of the user's program must not end the run. A budget that ran out is unknown. */
export function read(value: Lazy | (() => Value)): Reading {
  try {
    return { ok: true, value: typeof value === "function" ? value() : force(value) };
  } catch (error) {
    if (error instanceof EvalError) return { ok: false, error };
    if (error instanceof BudgetExceeded || error instanceof UnknownSignal) {
      return { ok: true, value: new Unknown(error.reason) };
    }
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      const stack = new EvalError("stack-overflow", "stack overflow (possible infinite recursion)");
      return { ok: false, error: stack };
    }
    throw error;
  }
}

/** The value, or unknown where evaluating it fails. */
export function readValue(value: Lazy | (() => Value)): Value {
  const reading = read(value);
  if (reading.ok) return reading.value;
  const { error } = reading;
  return new Unknown(new Reason("error", error.message, error.at));
}

/** The value of an option in an evaluation, unknown where that fails; undefined where surely nothing is. */
export function valueIn(evaluation: ModuleEvaluation, path: readonly string[]): Value | undefined {
  let found = true;
  const value = readValue(() => {
    const at = evaluation.valueAt(path);
    found = at !== undefined;
    return at ?? null;
  });
  return found ? value : undefined;
}

/** The attribute of a set, wherever that fails unknown; undefined where it is surely not there. */
export function attribute(value: Value, name: string): Value | undefined {
  if (value instanceof Unknown) return value;
  if (value instanceof Choice) return new Unknown(value.reason);
  if (!(value instanceof Attrs)) return undefined;
  const found = value.get(name);
  return found === undefined ? undefined : readValue(found);
}

/** The attribute where the set surely has it. */
export function ownAttribute(value: Value, name: string): Value | undefined {
  if (!(value instanceof Attrs)) return undefined;
  const found = value.map.get(name);
  return found === undefined ? undefined : readValue(found);
}

/** Attributes that are surely there, sorted by name. */
export function attributes(value: Value): { name: string; value: Value }[] {
  if (!(value instanceof Attrs)) return [];
  return value.names().map((name) => ({ name, value: readValue(value.map.get(name) as Lazy) }));
}

/** Elements that are surely there; for other values than lists none. */
export function elements(value: Value): Value[] {
  if (Array.isArray(value)) return value.map((element) => readValue(element));
  if (value instanceof OpenList) return value.items.map((element) => readValue(element));
  return [];
}

/** Whether the elements are surely all there are. */
export function isClosedList(value: Value): boolean {
  return Array.isArray(value);
}

/** The text of a string that is wholly known; undefined for all else. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof ContextString || value instanceof PartialText)
    return knownText(value as Text);
  return undefined;
}

/** An integer; undefined for all else. */
export function numberOf(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Whether a value is known to the last leaf; derivations and functions count as known. */
export function isKnown(value: Value): boolean {
  return !(
    value instanceof Unknown ||
    value instanceof Choice ||
    value instanceof PartialText ||
    value instanceof OpenList
  );
}
