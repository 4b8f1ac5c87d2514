/*
 * Builtins on JSON: fromJSON, toJSON.
 */
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { JsonSyntaxError, parseJson } from "../json/parse.ts";
import { JsonOrigin } from "../json/positions.ts";
import { printJson } from "../json/print.ts";
import type { Lazy, Value } from "../value.ts";
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
    return parseJson(text, path === undefined ? null : new JsonOrigin(path, text));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new EvalError("other", `while decoding a JSON string: ${error.message}`, null, path);
  }
}
