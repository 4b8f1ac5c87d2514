/*
 * Builtins on JSON: fromJSON, toJSON.
 */
import type { Span } from "../../core/span.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { JsonSyntaxError, parseJson } from "../json/parse.ts";
import { JsonOrigin } from "../json/positions.ts";
import { printJson } from "../json/print.ts";
import { Attrs, type Lazy, lazy, type Value } from "../value.ts";
import { plainText } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";

export const jsonBuiltins: BuiltinTable = {
  fromJSON: [1, fromJson],
  toJSON: [1, (ev: Evaluator, value: Lazy) => printJson(ev, value)],
};

/** Text that was read from a file gives sets whose attributes know their place in that file. */
function fromJson(ev: Evaluator, value: Lazy): Value {
  const text = plainText(ev, value);
  const path = ev.textOrigins.get(text);
  try {
    const parsed = parseJson(text, path === undefined ? null : new JsonOrigin(path, text));
    return ev.options.datum === undefined ? parsed : watched(parsed, ev.options.datum);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new EvalError("other", error.message, null, path);
  }
}

/** The same data, each scalar of which shows itself when it is used. */
function watched(value: Value, datum: (at: Span, value: Value) => Value): Value {
  if (Array.isArray(value)) return value.map((element) => watched(element as Value, datum));
  if (!(value instanceof Attrs)) return value;
  const map = new Map<string, Lazy>();
  for (const [name, element] of value.map) {
    const inner = element as Value;
    if (Array.isArray(inner) || inner instanceof Attrs) map.set(name, watched(inner, datum));
    else {
      const at = value.position(name);
      map.set(name, at === undefined ? inner : lazy(() => datum(at, inner)));
    }
  }
  return new Attrs(map, value.positions);
}
