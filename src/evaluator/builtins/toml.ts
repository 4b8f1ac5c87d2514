/*
 * The builtin fromTOML.
 */
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { TomlSyntaxError } from "../toml/error.ts";
import { parseToml } from "../toml/parse.ts";
import type { Lazy, Value } from "../value.ts";
import { plainText } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";

export const tomlBuiltins: BuiltinTable = { fromTOML: [1, fromToml] };

function fromToml(ev: Evaluator, value: Lazy): Value {
  const text = plainText(ev, value);
  try {
    return parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlSyntaxError)) throw error;
    const path = ev.textOrigins.get(text) ?? null;
    throw new EvalError("other", `while parsing TOML: ${error.message}`, null, path);
  }
}
