import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { typeName } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, type Text } from "../text.ts";
import type { Lazy, Value } from "../value.ts";
import { interpolated, whole } from "./partial-text.ts";
import { toUpper } from "./string-letters.ts";

/** `lib.strings`: flags for the configuration of builds. */
export const buildFlags: BuiltinTable = {
  cmakeOptionType: [
    3,
    (ev, type: Lazy, feature: Lazy, value: Lazy) =>
      cmakeOption(ev, toUpper(whole(textArgument(ev, type))), feature, text(ev, value)),
  ],
  cmakeBool: [
    2,
    (ev, feature: Lazy, flag: Lazy) =>
      cmakeOption(ev, "BOOL", text(ev, feature), boolean(ev, flag) ? "TRUE" : "FALSE"),
  ],
  cmakeFeature: [
    2,
    (ev, feature: Lazy, value: Lazy) => cmakeOption(ev, "STRING", feature, text(ev, value)),
  ],
  mesonOption: [2, (ev, feature: Lazy, value: Lazy) => mesonOption(ev, feature, text(ev, value))],
  mesonBool: [
    2,
    (ev, feature: Lazy, flag: Lazy) =>
      mesonOption(ev, text(ev, feature), boolean(ev, flag) ? "true" : "false"),
  ],
  mesonEnable: [
    2,
    (ev, feature: Lazy, flag: Lazy) =>
      mesonOption(ev, text(ev, feature), boolean(ev, flag) ? "enabled" : "disabled"),
  ],
  enableFeature: [2, (ev, flag: Lazy, feature: Lazy) => featureFlag(ev, ENABLE, flag, feature)],
  enableFeatureAs: [
    3,
    (ev, flag: Lazy, feature: Lazy, value: Lazy) => featureFlag(ev, ENABLE, flag, feature, value),
  ],
  withFeature: [2, (ev, flag: Lazy, feature: Lazy) => featureFlag(ev, WITH, flag, feature)],
  withFeatureAs: [
    3,
    (ev, flag: Lazy, feature: Lazy, value: Lazy) => featureFlag(ev, WITH, flag, feature, value),
  ],
};

const ENABLE = ["enable", "disable"] as const;
const WITH = ["with", "without"] as const;
const CMAKE_TYPES = new Set(["BOOL", "FILEPATH", "PATH", "STRING", "INTERNAL", "LIST"]);

function text(ev: Evaluator, value: Lazy): Text {
  const forced = ev.known(value);
  if (typeName(forced) === "string") return textArgument(ev, forced);
  throw new EvalError("assertion", "assertion '(isString value)' failed");
}

function boolean(ev: Evaluator, value: Lazy): boolean {
  const forced = ev.known(value);
  if (typeof forced === "boolean") return forced;
  throw new EvalError("assertion", "assertion '(lib.isBool flag)' failed");
}

function cmakeOption(ev: Evaluator, type: string, feature: Lazy, value: Text): Value {
  if (!CMAKE_TYPES.has(type)) {
    throw new EvalError("assertion", "assertion '(elem (toUpper type) types)' failed");
  }
  return concatTexts(["-D", text(ev, feature), `:${type}=`, value]);
}

function mesonOption(ev: Evaluator, feature: Lazy, value: Text): Value {
  return concatTexts(["-D", text(ev, feature), "=", value]);
}

function featureFlag(
  ev: Evaluator,
  [on, off]: readonly [string, string],
  flag: Lazy,
  feature: Lazy,
  value?: Lazy,
): Value {
  // The original checks that the flag is a boolean for one kind only.
  if (on === "enable") boolean(ev, flag);
  const name = text(ev, feature);
  const enabled = ev.bool(flag);
  const start = concatTexts([`--${enabled ? on : off}-`, name]);
  if (value === undefined || !enabled) return start;
  return concatTexts([start, "=", interpolated(ev, value)]);
}
