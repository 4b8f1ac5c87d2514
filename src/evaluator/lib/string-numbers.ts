import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { byteLength } from "../bytes.ts";
import { equal } from "../equality.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, type Text } from "../text.ts";
import { force, type Lazy, type Value } from "../value.ts";
import { escapeString } from "./identifier.ts";
import { interpolated, stringified, whole } from "./partial-text.ts";
import { callBuiltin, warn } from "./surroundings.ts";

/** `lib.strings`: numbers in texts. */
export const stringNumbers: BuiltinTable = {
  toInt: [1, (ev, text: Lazy) => toInt(whole(textArgument(ev, text)))],
  toIntBase10: [1, (ev, text: Lazy) => toIntBase10(whole(textArgument(ev, text)))],
  fixedWidthString: [
    3,
    (ev, width: Lazy, filler: Lazy, text: Lazy) => fixedWidth(ev, ev.smallInt(width), filler, text),
  ],
  fixedWidthNumber: [
    2,
    (ev, width: Lazy, number: Lazy) =>
      fixedWidth(ev, ev.smallInt(width), "0", stringified(ev, ev.known(number))),
  ],
  floatToString: [1, floatToString],
};

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** The integer of a text with blanks around it; zeros in front could mean an octal number and are an error. */
export function toInt(text: string): Value {
  const digits = /^[ \t\n\v\f\r]*(-?[0-9]+)[ \t\n\v\f\r]*$/.exec(text)?.[1];
  if (digits === undefined) throw notInteger("toInt", text);
  if (/^0[0-9]+$/.test(digits)) {
    throw new EvalError(
      "throw",
      `toInt: Ambiguity in interpretation of ${escapeString(text)} between octal and zero padded integer.`,
    );
  }
  return integerOf("toInt", text, digits);
}

/** The same, but zeros in front count for nothing. */
function toIntBase10(text: string): Value {
  const stripped = /^[ \t\n\v\f\r]*(0*)(-?[0-9]+)[ \t\n\v\f\r]*$/.exec(text)?.[2];
  if (stripped === undefined) throw notInteger("toIntBase10", text);
  return integerOf("toIntBase10", text, stripped);
}

function integerOf(name: string, text: string, digits: string): Value {
  if (/^-0[0-9]/.test(digits)) {
    throw new EvalError("other", `${name}: ${escapeString(digits)} is no number in JSON`);
  }
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  const exact = BigInt(digits);
  if (exact >= INT64_MIN && exact <= INT64_MAX) return exact;
  // JSON makes floats of what no 64 bits hold, and those are no integers.
  if (exact < INT64_MIN || exact > UINT64_MAX) throw notInteger(name, text);
  throw new EvalError("other", `unsigned json number ${digits} outside of Nix integer range`);
}

function notInteger(name: string, text: string): EvalError {
  return new EvalError("throw", `${name}: Could not convert ${escapeString(text)} to int.`);
}

/** Nix' own limit of calls inside calls; the original calls itself for each filler. */
const MAX_CALLS = 10_000;

/** The text with fillers before it; a longer text is an error, and so is a filler that does not fit exactly. */
function fixedWidth(ev: Evaluator, width: number, filler: Lazy, value: Lazy): Value {
  const text = interpolated(ev, ev.known(value));
  const length = byteLength(whole(text));
  if (length === width) return force(value);
  const fill = width < length ? "" : interpolated(ev, ev.known(filler));
  const step = byteLength(whole(fill));
  const count = width <= length ? 0 : Math.ceil((width - length) / step);
  if (count > MAX_CALLS) {
    throw new EvalError("stack-overflow", "stack overflow; max-call-depth exceeded");
  }
  const rest = width - count * step;
  if (rest < length) {
    throw new EvalError(
      "throw",
      `fixedWidthString: requested string length (${rest}) must not be shorter than actual length (${length})`,
    );
  }
  return concatTexts([...new Array<Text>(count).fill(fill), text]);
}

/** The float as `toString` has it; a warning where digits get lost. */
export function floatToString(ev: Evaluator, value: Lazy): string {
  const forced = ev.known(value);
  const text = whole(stringified(ev, forced));
  if (!equal(forced, callBuiltin(ev, "fromJSON", text))) {
    warn(ev, `Imprecise conversion from float to string ${text}`);
  }
  return text;
}
