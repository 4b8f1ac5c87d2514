import { fromBinary, hasEscapedBytes, isAscii, rejoin, toBinary } from "../bytes.ts";
import { coerceToText } from "../coerce.ts";
import { type Context, joinContexts, NO_CONTEXT } from "../context.ts";
import { UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import {
  concatTexts,
  contextOfText,
  makeText,
  piecesOf,
  type Text,
  textOfPieces,
  withContext,
} from "../text.ts";
import {
  type Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  type List,
  OpenList,
  PartialText,
  Unknown,
} from "../value.ts";

/** An argument as `"${value}"` has it: paths and sets that stand for strings too. */
export function interpolated(ev: Evaluator, value: Lazy): Text {
  return coerceToText(ev, value, "interpolation");
}

/** An argument as `toString` has it. */
export function stringified(ev: Evaluator, value: Lazy): Text {
  return coerceToText(ev, value, "toString");
}

/** A text that ends the builtin when a piece of it is unknown. */
export function whole(text: Text): string {
  if (typeof text === "string") return text;
  if (text instanceof ContextString) return text.text;
  throw new UnknownSignal(holeReason(text));
}

/** The known start; the whole text where nothing is unknown. */
export function leading(text: Text): string {
  if (typeof text === "string") return text;
  if (text instanceof ContextString) return text.text;
  const first = text.pieces[0];
  return typeof first === "string" ? first : "";
}

/** The known end; the whole text where nothing is unknown. */
export function trailing(text: Text): string {
  if (typeof text === "string") return text;
  if (text instanceof ContextString) return text.text;
  const last = text.pieces[text.pieces.length - 1];
  return typeof last === "string" ? last : "";
}

/** How many units are known in all: no value of the text is shorter. */
export function knownLength(text: Text): number {
  let length = 0;
  for (const piece of piecesOf(text)) if (typeof piece === "string") length += piece.length;
  return length;
}

/** Whether the text begins with another; `UnknownSignal` where the known pieces do not decide. */
export function startsWith(text: Text, prefix: Text): boolean {
  if (typeof text === "string" && typeof prefix === "string" && text.startsWith(prefix))
    return true;
  if (hasLooseByte(prefix)) return startsWith(binary(text), binary(prefix));
  const start = leading(text);
  const wanted = leading(prefix);
  if (start.length >= wanted.length ? !start.startsWith(wanted) : !wanted.startsWith(start)) {
    return false;
  }
  if (!(prefix instanceof PartialText) && start.length >= wanted.length) return true;
  return undecided(text, prefix);
}

/** Whether the text ends with another; `UnknownSignal` where the known pieces do not decide. */
export function endsWith(text: Text, suffix: Text): boolean {
  if (typeof text === "string" && typeof suffix === "string" && text.endsWith(suffix)) return true;
  if (hasLooseByte(suffix)) return endsWith(binary(text), binary(suffix));
  const end = trailing(text);
  const wanted = trailing(suffix);
  if (end.length >= wanted.length ? !end.endsWith(wanted) : !wanted.endsWith(end)) return false;
  if (!(suffix instanceof PartialText) && end.length >= wanted.length) return true;
  return undecided(text, suffix);
}

/** Whether a known piece has a byte that is no part of a character. */
export function hasLooseByte(text: Text): boolean {
  if (typeof text === "string") return hasEscapedBytes(text);
  return piecesOf(text).some((piece) => typeof piece === "string" && hasEscapedBytes(piece));
}

/** The answer where both texts are partly known or too little of one is: none, but a known one may be too short. */
function undecided(text: Text, part: Text): false {
  if (!(text instanceof PartialText) && knownLength(part) > leading(text).length) return false;
  throw new UnknownSignal(holeReason((text instanceof PartialText ? text : part) as PartialText));
}

/** Whether a known text is somewhere in the text; `UnknownSignal` where only a hole could have it. */
export function includes(text: Text, infix: string): boolean {
  if (hasEscapedBytes(infix)) return includes(binary(text), toBinary(infix));
  if (!(text instanceof PartialText)) return leading(text).includes(infix);
  if (text.pieces.some((piece) => typeof piece === "string" && piece.includes(infix))) return true;
  throw new UnknownSignal(holeReason(text));
}

/** The text with each known piece changed: for changes that look at one character at a time. */
export function mapPieces(text: Text, change: (known: string) => string): Text {
  if (typeof text === "string") return change(text);
  if (text instanceof ContextString) return makeText(change(text.text), text.context);
  return textOfPieces(
    text.pieces.map((piece) => (typeof piece === "string" ? change(piece) : piece)),
    text.context,
  );
}

/** The items of a list that may be open, and how many of them are surely the first ones, in this order. */
export interface Items {
  readonly items: List;
  readonly reason: Reason | null;
  readonly prefix: number;
}

/** A list argument; of an unknown one nothing is known but that it is a list. */
export function itemsOf(ev: Evaluator, list: Lazy): Items {
  const forced = force(list);
  if (Array.isArray(forced)) return { items: forced, reason: null, prefix: forced.length };
  if (forced instanceof OpenList) return forced;
  if (forced instanceof Unknown || forced instanceof Choice) {
    return { items: [], reason: forced.reason, prefix: 0 };
  }
  return ev.mismatch(forced, "a list");
}

/** The attributes of a set in the order of their names; other names of an open set may stand anywhere. */
export function entriesOf(attrs: Attrs): readonly (readonly [string, Lazy])[] {
  return attrs.names().map((name) => [name, attrs.map.get(name) as Lazy] as const);
}

/** What is known of the order of an open set's attributes: nothing but that of the known ones. */
export function itemsOfSet(attrs: Attrs): Items {
  return { items: [], reason: attrs.rest?.reason ?? null, prefix: 0 };
}

/** A text, or an unknown one that may be missing altogether, with its separator. */
export type MaybeText = Text | Unknown;

/**
 * Texts with a separator between them. The separator's context is kept even if it stands nowhere, as
 * `builtins.concatStringsSep` does. Where the list they come from is open, holes stand for what may be between them.
 */
export function joined(
  separator: Text,
  texts: readonly MaybeText[],
  from: Items | null = null,
): Text {
  const more = from?.reason ?? null;
  if (more === null && typeof separator === "string" && texts.every(isPlain)) {
    return rejoin(texts.join(separator));
  }
  const gap = more === null ? null : hole(more);
  const prefix = from?.prefix ?? texts.length;
  const all: Text[] = [];
  let started = false;
  texts.forEach((text, i) => {
    if (text instanceof Unknown) {
      all.push(hole(text.reason));
      return;
    }
    if (started) all.push(separator);
    started = true;
    if (gap !== null && i >= prefix) all.push(gap);
    all.push(text);
  });
  if (gap !== null) all.push(gap);
  const text = rejoined(concatTexts(all));
  const context = contextOfText(separator);
  return addContext(text, context);
}

function isPlain(text: MaybeText): text is string {
  return typeof text === "string";
}

/** Texts one after the other. */
export function concatenated(texts: readonly MaybeText[], from: Items | null = null): Text {
  return joined("", texts, from);
}

export function hole(reason: Reason): PartialText {
  return new PartialText([new Unknown(reason)], NO_CONTEXT);
}

/** Joins the bytes of characters that were cut apart. */
export function rejoined(text: Text): Text {
  if (typeof text === "string") return rejoin(text);
  return mapPieces(text, rejoin);
}

/** The text with one unit for each of its bytes: for parts that begin or end inside a character. */
export function binary(text: Text): Text {
  return mapPieces(text, toBinary);
}

/** The bytes of a text, one string each. */
export function bytesOf(text: string): string[] {
  if (isAscii(text)) return text.split("");
  return toBinary(text).split("").map(fromBinary);
}

/**
 * Whether the hole at an index is the hash of a store path: 32 characters of Nix' base 32, which no quoting, case or
 * separator concerns.
 */
export function isStoreHash(text: PartialText, index: number): boolean {
  const piece = text.pieces[index];
  const before = text.pieces[index - 1];
  const after = text.pieces[index + 1];
  return (
    piece instanceof Unknown &&
    piece.reason.subject !== null &&
    typeof before === "string" &&
    before.endsWith("/nix/store/") &&
    typeof after === "string" &&
    after.startsWith("-")
  );
}

/** A text whose holes are all hashes of store paths, with zeros for them; undefined where others are unknown. */
export function withHashesFilled(text: Text): string | undefined {
  if (!(text instanceof PartialText)) return leading(text);
  let filled = "";
  for (let i = 0; i < text.pieces.length; i++) {
    const piece = text.pieces[i] as string | Unknown;
    if (typeof piece === "string") filled += piece;
    else if (isStoreHash(text, i)) filled += "0".repeat(32);
    else return undefined;
  }
  return filled;
}

/** A text that has also what another one refers to. */
export function addContext(text: Text, context: Context): Text {
  if (context.size === 0) return text;
  return withContext(text, joinContexts(context, contextOfText(text)));
}
