/*
 * Builtins on flake references: flakeRefToString, parseFlakeRef.
 */
import { describe } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { parseFlakeRef, printFlakeRef } from "../flake-ref/flake-ref.ts";
import { FlakeRefError } from "../flake-ref/url.ts";
import { Attrs, ContextString, type Lazy, type Value } from "../value.ts";
import { plainText } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";

export const flakeRefBuiltins: BuiltinTable = {
  flakeRefToString: [1, flakeRefToString],
  parseFlakeRef: [1, parse],
};

function parse(ev: Evaluator, reference: Lazy): Value {
  const text = plainText(ev, reference);
  return checked(() => new Attrs(new Map(parseFlakeRef(text))));
}

function flakeRefToString(ev: Evaluator, argument: Lazy): Value {
  const attrs = ev.closedAttrs(argument);
  const given = new Map<string, string | number | boolean>();
  for (const name of attrs.names()) {
    given.set(name, attributeOf(name, ev.known(attrs.map.get(name) as Lazy)));
  }
  return checked(() => printFlakeRef(given));
}

function attributeOf(name: string, value: Value): string | number | boolean {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof ContextString) return value.text;
  if (typeof value === "number") {
    if (value >= 0) return value;
    throw new EvalError("other", `negative value given for flake ref attr ${name}: ${value}`);
  }
  throw new EvalError(
    "other",
    `flake reference attribute sets may only contain integers, Booleans, and strings, but attribute '${name}' is ${describe(value)}`,
  );
}

function checked<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof FlakeRefError) throw new EvalError("other", error.message);
    throw error;
  }
}
