import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, joinTexts } from "../text.ts";
import type { Lazy, Value } from "../value.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.versions`: parts of version numbers. */

function parts(ev: Evaluator, version: Lazy): readonly Lazy[] {
  return ev.list(callBuiltin(ev, "splitVersion", version));
}

function part(index: number) {
  return (ev: Evaluator, version: Lazy): Value =>
    callBuiltin(ev, "elemAt", callBuiltin(ev, "splitVersion", version), index);
}

function majorMinor(ev: Evaluator, version: Lazy): Value {
  return joinTexts(
    ".",
    parts(ev, version)
      .slice(0, 2)
      .map((one) => textArgument(ev, one)),
  );
}

/** Exactly `n` numbers, filled up with zeros; what follows the first dash stays. */
function pad(ev: Evaluator, n: Lazy, version: Lazy): Value {
  const length = ev.smallInt(n);
  if (length < 0) throw new EvalError("other", `cannot create list of size ${length}`);
  const text = ev.text(version);
  const dash = text.indexOf("-");
  const numeric = dash < 0 ? text : text.slice(0, dash);
  const numbers = parts(ev, numeric).map((one) => ev.text(one));
  while (numbers.length < length) numbers.push("0");
  return concatTexts([numbers.slice(0, length).join("."), dash < 0 ? "" : text.slice(dash)]);
}

export const versionsTable: BuiltinTable = {
  major: [1, part(0)],
  minor: [1, part(1)],
  patch: [1, part(2)],
  majorMinor: [1, majorMinor],
  pad: [2, pad],
};
