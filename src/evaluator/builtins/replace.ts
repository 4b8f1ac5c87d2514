/*
 * The builtin replaceStrings, which works on bytes: the empty string matches before every byte and at the end.
 */
import { fromBinary, hasEscapedBytes, isAscii, rejoin, toBinary } from "../bytes.ts";
import type { Context } from "../context.ts";
import { joinContexts, NO_CONTEXT } from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { knownText, makeText, piecesOf, type Text, textOfPieces } from "../text.ts";
import { type Lazy, type List, PartialText, type Unknown, type Value } from "../value.ts";
import { textArgument } from "./arguments.ts";

/** A replacement that has been asked for. Nix never looks at those whose pattern does not occur. */
type Replacements = (index: number) => Text;

/** `replaceStrings from to s`; holes of a partly known `s` stay when no pattern can reach over their edges. */
export function replaceAll(ev: Evaluator, from: Lazy, to: Lazy, subject: Lazy): Value {
  const patterns = ev.list(from);
  const replacements = ev.list(to);
  if (patterns.length !== replacements.length) {
    throw new EvalError(
      "other",
      "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths",
    );
  }
  const texts = patterns.map((pattern) => ev.text(pattern));
  const text = textArgument(ev, subject);
  const known = knownText(text);
  if (known !== undefined && typeof text === "string" && texts.length === 1) {
    const single = replaceSingle(ev, texts[0] as string, replacements, known);
    if (single !== undefined) return single;
  }
  const asked = askedReplacements(ev, replacements);
  if (text instanceof PartialText) return replaceInPieces(texts, asked, text);
  const context = typeof text === "string" ? NO_CONTEXT : text.context;
  return replaceKnown(texts, asked.at, known as string, () =>
    joinContexts(context, asked.context()),
  );
}

interface Asked {
  readonly at: Replacements;
  /** Contexts of all replacements that were asked for. */
  context(): Context;
}

function askedReplacements(ev: Evaluator, replacements: List): Asked {
  const cache: (Text | undefined)[] = [];
  let context = NO_CONTEXT;
  return {
    at: (index) => {
      const seen = cache[index];
      if (seen !== undefined) return seen;
      const text = textArgument(ev, replacements[index] as Lazy);
      if (typeof text !== "string") context = joinContexts(context, text.context);
      cache[index] = text;
      return text;
    },
    context: () => context,
  };
}

/** The usual case by the engine's own search: one pattern that is not empty, a plain replacement. */
function replaceSingle(
  ev: Evaluator,
  pattern: string,
  replacements: List,
  text: string,
): string | undefined {
  if (pattern === "" || hasEscapedBytes(pattern) || hasEscapedBytes(text)) return undefined;
  if (!text.includes(pattern)) return text;
  const replacement = textArgument(ev, replacements[0] as Lazy);
  if (typeof replacement !== "string" || hasEscapedBytes(replacement)) return undefined;
  return text.replaceAll(pattern, () => replacement);
}

function replaceKnown(
  patterns: readonly string[],
  replacement: Replacements,
  text: string,
  context: () => Context,
): Value {
  const pieces = replacePieces(patterns, replacement, text, true);
  const result = textOfPieces(pieces, context());
  const known = knownText(result);
  return known !== undefined && hasEscapedBytes(known)
    ? makeText(rejoin(known), context())
    : result;
}

/**
 * The pieces that come out of one known text. Patterns that are whole characters are looked for in UTF-16, where they
 * stand exactly where their bytes do; an empty pattern or loose bytes need the bytes themselves.
 */
function replacePieces(
  patterns: readonly string[],
  replacement: Replacements,
  text: string,
  atEnd: boolean,
): (string | Unknown)[] {
  const bytewise =
    !isAscii(text) &&
    (hasEscapedBytes(text) || patterns.some((p) => p === "" || hasEscapedBytes(p)));
  const subject = bytewise ? toBinary(text) : text;
  const keys = bytewise ? patterns.map(toBinary) : patterns;
  const decode = bytewise ? fromBinary : (part: string) => part;
  const byFirst = new Map<number, number[]>();
  const empty = keys.indexOf("");
  keys.forEach((key, i) => {
    // Past an empty pattern, which always matches, nothing is looked at.
    if (key === "" || (empty >= 0 && i > empty)) return;
    const first = key.charCodeAt(0);
    const list = byFirst.get(first);
    if (list === undefined) byFirst.set(first, [i]);
    else list.push(i);
  });
  const pieces: (string | Unknown)[] = [];
  let copied = 0;
  let at = 0;
  while (at < subject.length) {
    const candidates = byFirst.get(subject.charCodeAt(at));
    const hit = candidates?.find((i) => subject.startsWith(keys[i] as string, at)) ?? empty;
    if (hit < 0) {
      at++;
      continue;
    }
    if (copied < at) pieces.push(decode(subject.slice(copied, at)));
    copied = at;
    pieces.push(...piecesOf(replacement(hit)));
    if (hit === empty) at++;
    else {
      at += (keys[hit] as string).length;
      copied = at;
    }
  }
  if (copied < subject.length) pieces.push(decode(subject.slice(copied)));
  if (atEnd && empty >= 0) pieces.push(...piecesOf(replacement(empty)));
  return pieces;
}

function replaceInPieces(patterns: readonly string[], asked: Asked, text: PartialText): Value {
  // A pattern of one byte cannot begin in a known piece and end in a hole.
  const local = patterns.every((pattern) => pattern.length === 1 && isAscii(pattern));
  if (!local) throw new UnknownSignal(holeReason(text));
  const pieces = text.pieces.flatMap((piece) =>
    typeof piece === "string" ? replacePieces(patterns, asked.at, piece, false) : [piece],
  );
  return textOfPieces(pieces, joinContexts(text.context, asked.context()));
}
