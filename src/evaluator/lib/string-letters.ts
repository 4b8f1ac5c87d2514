import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { typeName } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { contextOfText, makeText, type Text } from "../text.ts";
import { type Lazy, PartialText, type Value } from "../value.ts";
import { mapPieces, whole } from "./partial-text.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export const lowerChars: readonly string[] = [...LOWER];
export const upperChars: readonly string[] = [...UPPER];

/** `lib.strings`: upper and lower case, of ASCII letters only. */
export const stringLetters: BuiltinTable = {
  toLower: [1, (ev, text: Lazy) => mapPieces(textArgument(ev, text), toLower)],
  toUpper: [1, (ev, text: Lazy) => mapPieces(textArgument(ev, text), toUpper)],
  toSentenceCase: [1, (ev, text: Lazy) => sentenceCase(stringOrThrow(ev, text, "toSentenceCase"))],
  toCamelCase: [1, (ev, text: Lazy) => camelCase(stringOrThrow(ev, text, "toCamelCase"))],
};

export function toLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function toUpper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function stringOrThrow(ev: Evaluator, value: Lazy, name: string): Text {
  const forced = ev.known(value);
  if (typeName(forced) === "string") return textArgument(ev, forced);
  throw new EvalError(
    "throw",
    `${name} does only accepts string values, but got ${typeName(forced)}`,
  );
}

/** The first letter large, all others small. */
function sentenceCase(text: Text): Value {
  if (!(text instanceof PartialText)) {
    const known = whole(text);
    return makeText(toUpper(known.slice(0, 1)) + toLower(known.slice(1)), contextOfText(text));
  }
  const startsKnown = typeof text.pieces[0] === "string";
  const lowered = mapPieces(text, toLower);
  if (!startsKnown || !(lowered instanceof PartialText)) return lowered;
  let first = true;
  return mapPieces(lowered, (piece) => {
    const changed = first ? toUpper(piece.slice(0, 1)) + piece.slice(1) : piece;
    first = false;
    return changed;
  });
}

/** Words are what stands between `-`, `_`, spaces, and before a large letter after a small one. */
function camelCase(text: Text): Value {
  const known = whole(text);
  const words = known.split(/[-_ ]|(?<=[a-z])(?=[A-Z])/);
  const cased = words.map((word, i) =>
    i === 0 ? toLower(word) : toUpper(word.slice(0, 1)) + toLower(word.slice(1)),
  );
  return makeText(cased.join(""), contextOfText(text));
}
