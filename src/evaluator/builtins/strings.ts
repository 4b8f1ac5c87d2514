/*
 * Builtins on strings: concatStringsSep, replaceStrings, stringLength, substring, toString.
 */
import { byteLength, isAscii, rejoin, sliceBytes } from "../bytes.ts";
import { coerceToText } from "../coerce.ts";
import { joinContexts } from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { contextOfText, joinTexts, makeText, piecesOf, type Text, textOfPieces } from "../text.ts";
import { force, type Lazy, PartialText, Unknown, type Value } from "../value.ts";
import { textArgument } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";
import { replaceAll } from "./replace.ts";

export const stringBuiltins: BuiltinTable = {
  concatStringsSep: [2, concatStringsSep],
  replaceStrings: [3, replaceAll],
  stringLength: [1, stringLength],
  substring: [3, substring],
  toString: [1, toText] as const,
};

/** Elements may be whatever interpolation takes; an open list ends in a hole. */
function concatStringsSep(ev: Evaluator, separator: Lazy, list: Lazy): Value {
  const between = textArgument(ev, separator);
  const { items, reason } = ev.openList(ev.known(list));
  const texts: Text[] = items.map((item) => coerceToText(ev, item, "interpolation"));
  if (reason === null && typeof between === "string" && areStrings(texts)) {
    return rejoin(texts.join(between));
  }
  const joined = joinTexts(between, texts);
  // The separator's context counts even where it stands nowhere.
  const context = joinContexts(contextOfText(between), contextOfText(joined));
  const pieces = reason === null ? piecesOf(joined) : [...piecesOf(joined), new Unknown(reason)];
  return textOfPieces(
    pieces.map((piece) => (typeof piece === "string" ? rejoin(piece) : piece)),
    context,
  );
}

function areStrings(texts: readonly Text[]): texts is readonly string[] {
  return texts.every((text) => typeof text === "string");
}

function toText(ev: Evaluator, value: Lazy): Value {
  return coerceToText(ev, value, "toString");
}

function stringLength(ev: Evaluator, value: Lazy): Value {
  const text = coerceToText(ev, ev.known(value), "interpolation");
  if (text instanceof PartialText) throw new UnknownSignal(holeReason(text));
  return byteLength(typeof text === "string" ? text : text.text);
}

/** Counts in bytes; a negative length is the rest of the string. */
function substring(ev: Evaluator, start: Lazy, length: Lazy, value: Lazy): Value {
  const from = ev.smallInt(start);
  if (from < 0) throw new EvalError("other", "negative start position in 'substring'");
  const size = ev.smallInt(length);
  const wanted = size < 0 ? Number.POSITIVE_INFINITY : size;
  if (wanted === 0) {
    // The empty substring is how programs take hold of a context.
    const forced = force(value);
    if (forced instanceof PartialText) return makeText("", forced.context);
  }
  const text = coerceToText(ev, ev.known(value), "interpolation");
  if (text instanceof PartialText) return substringOfPieces(text, from, wanted);
  if (typeof text === "string") {
    return isAscii(text) ? text.slice(from, from + wanted) : sliceBytes(text, from, wanted);
  }
  return makeText(sliceBytes(text.text, from, wanted), text.context);
}

/** What of the substring stands before the first hole is known; a whole rest keeps its other pieces. */
function substringOfPieces(text: PartialText, start: number, length: number): Value {
  if (length === 0) return makeText("", text.context);
  const [first, ...others] = text.pieces;
  if (typeof first !== "string") {
    return start === 0 && length === Number.POSITIVE_INFINITY
      ? text
      : textOfPieces([new Unknown(holeReason(text))], text.context);
  }
  const size = byteLength(first);
  if (start + length <= size) return makeText(sliceBytes(first, start, length), text.context);
  if (start > size) return textOfPieces([new Unknown(holeReason(text))], text.context);
  const head = sliceBytes(first, start, Number.POSITIVE_INFINITY);
  const rest = length === Number.POSITIVE_INFINITY ? others : [new Unknown(holeReason(text))];
  return textOfPieces([head, ...rest], text.context);
}
