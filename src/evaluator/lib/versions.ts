import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, joinTexts } from "../text.ts";
import { Builtin, type Lazy, type Value } from "../value.ts";
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

const ZERO = new Builtin("lib.versions.pad", 1, () => "0");

/** Exactly `n` numbers, filled up with zeros; what follows the first dash stays. */
function pad(ev: Evaluator, n: Lazy, version: Lazy): Value {
  const length = ev.smallInt(n);
  const text = ev.text(version);
  const dash = text.indexOf("-");
  const numeric = dash < 0 ? text : text.slice(0, dash);
  const numbers = parts(ev, numeric).map((one) => ev.text(one));
  const zeros = ev.list(callBuiltin(ev, "genList", ZERO, length)).map(() => "0");
  const padded = [...numbers, ...zeros].slice(0, length);
  return concatTexts([padded.join("."), dash < 0 ? "" : text.slice(dash)]);
}

export const versionsTable: BuiltinTable = {
  major: [1, part(0)],
  minor: [1, part(1)],
  patch: [1, part(2)],
  majorMinor: [1, majorMinor],
  pad: [2, pad],
};
