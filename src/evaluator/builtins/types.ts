import { mapChoice } from "../call.ts";
import { typeName } from "../describe.ts";
import { EvalError } from "../errors.ts";
import { type BuiltinCode, Choice, force, type Lazy, Unknown, type Value } from "../value.ts";
import type { BuiltinTable } from "./define.ts";

/** Builtins that ask for the type of a value: known of partly known values too. */
export const typeBuiltins: BuiltinTable = {
  typeOf: [1, byType((type) => type)],
  isNull: [1, byType((type) => type === "null")],
  isBool: [1, byType((type) => type === "bool")],
  isInt: [1, byType((type) => type === "int")],
  isFloat: [1, byType((type) => type === "float")],
  isString: [1, byType((type) => type === "string")],
  isPath: [1, byType((type) => type === "path")],
  isList: [1, byType((type) => type === "list")],
  isAttrs: [1, byType((type) => type === "set")],
  isFunction: [1, byType((type) => type === "lambda")],
};

function byType(answer: (type: string) => string | boolean): BuiltinCode {
  const ask = (value: Lazy): Value => {
    const forced = force(value);
    const type = typeName(forced);
    if (type !== undefined) return answer(type);
    if (forced instanceof Unknown) return forced;
    if (!(forced instanceof Choice)) throw new Error("a value without a type");
    return agreed(forced, ask) ?? mapChoice(forced, ask);
  };
  return (_, value: Lazy) => ask(value);
}

/** What all alternatives give; undefined if they differ, or one of them cannot be told. */
function agreed(choice: Choice, ask: (value: Lazy) => Value): Value | undefined {
  let common: Value | undefined;
  for (const alternative of choice.alternatives) {
    let answer: Value;
    try {
      answer = ask(alternative);
    } catch (error) {
      if (error instanceof EvalError) return undefined;
      throw error;
    }
    if (typeof answer !== "string" && typeof answer !== "boolean") return undefined;
    if (common !== undefined && common !== answer) return undefined;
    common = answer;
  }
  return common;
}
