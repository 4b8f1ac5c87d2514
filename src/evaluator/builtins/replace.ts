/*
 * The builtin replaceStrings, which works on bytes: the empty string matches before every byte and at the end.
 */
import { fromBinary, hasEscapedBytes, isAscii, rejoin, toBinary } from "../bytes.ts";
import { ContextUnion } from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { contextOfText, knownText, makeText, piecesOf, type Text, textOfPieces } from "../text.ts";
import { type Lazy, type List, PartialText, type Unknown, type Value } from "../value.ts";
import { textArgument } from "./arguments.ts";

/** `replaceStrings from to s`; holes of a partly known `s` stay when no pattern can reach over their edges. */
export function replaceAll(ev: Evaluator, from: Lazy, to: Lazy, subject: Lazy): Value {
  const given = ev.list(from);
  const replacements = ev.list(to);
  if (given.length !== replacements.length) {
    throw new EvalError(
      "other",
      "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths",
    );
  }
  const patterns = given.map((pattern) => ev.text(pattern));
  const text = textArgument(ev, subject);
  const asked = new Replacements(ev, replacements);
  asked.contexts.add(contextOfText(text));
  if (text instanceof PartialText) return replaceInPieces(patterns, asked, text);
  const known = knownText(text) as string;
  const result = tableOf(patterns, known).replace(known, asked, true);
  if (typeof result === "string") return makeText(rejoin(result), asked.contexts.context);
  const pieces = result.map((piece) => (typeof piece === "string" ? rejoin(piece) : piece));
  return textOfPieces(pieces, asked.contexts.context);
}

/** Replacements that have been asked for. Nix never looks at those whose pattern does not occur. */
class Replacements {
  readonly contexts = new ContextUnion();
  readonly #ev: Evaluator;
  readonly #list: List;
  readonly #known: (Text | undefined)[] = [];

  constructor(ev: Evaluator, list: List) {
    this.#ev = ev;
    this.#list = list;
  }

  at(index: number): Text {
    const seen = this.#known[index];
    if (seen !== undefined) return seen;
    const text = textArgument(this.#ev, this.#list[index] as Lazy);
    this.contexts.add(contextOfText(text));
    this.#known[index] = text;
    return text;
  }
}

/**
 * Patterns by their first character. Those that are whole characters are looked for in UTF-16, where they stand exactly
 * where their bytes do; an empty pattern or loose bytes need the bytes themselves.
 */
class PatternTable {
  readonly patterns: readonly string[];
  readonly bytewise: boolean;
  readonly #keys: readonly string[];
  /** Index of the empty pattern, behind which nothing is looked at as it always matches; -1 if there is none. */
  readonly #empty: number;
  readonly #byFirst = new Map<number, number[]>();
  /** Finds where a pattern may begin; null where that is everywhere. */
  readonly #first: RegExp | null;

  constructor(patterns: readonly string[], bytewise: boolean) {
    this.patterns = patterns;
    this.bytewise = bytewise;
    this.#keys = bytewise ? patterns.map(toBinary) : patterns;
    this.#empty = this.#keys.indexOf("");
    const used = this.#empty < 0 ? this.#keys : this.#keys.slice(0, this.#empty);
    used.forEach((key, i) => {
      const first = key.charCodeAt(0);
      const list = this.#byFirst.get(first);
      if (list === undefined) this.#byFirst.set(first, [i]);
      else list.push(i);
    });
    const classes = [...this.#byFirst.keys()].map(
      (unit) => `\\u${unit.toString(16).padStart(4, "0")}`,
    );
    this.#first = this.#empty < 0 ? new RegExp(`[${classes.join("")}]`, "g") : null;
  }

  /** Where a pattern may begin from an index on, -1 if nowhere. */
  #next(subject: string, at: number): number {
    if (this.#first === null) return at;
    this.#first.lastIndex = at;
    return this.#first.test(subject) ? this.#first.lastIndex - 1 : -1;
  }

  /** What comes out of a text, in pieces if a replacement has holes. `atEnd`: nothing follows it. */
  replace(text: string, replacements: Replacements, atEnd: boolean): string | (string | Unknown)[] {
    const subject = this.bytewise ? toBinary(text) : text;
    const decode = this.bytewise ? fromBinary : (part: string) => part;
    let pieces: (string | Unknown)[] | null = null;
    let joined = "";
    let copied = 0;
    let at = this.#next(subject, 0);
    while (at >= 0 && at < subject.length) {
      const hit = this.#hit(subject, at);
      if (hit < 0) {
        at = this.#next(subject, at + 1);
        continue;
      }
      if (copied < at) joined += decode(subject.slice(copied, at));
      const replacement = replacements.at(hit);
      const known = knownText(replacement);
      if (known !== undefined) joined += known;
      else {
        pieces ??= [];
        pieces.push(joined, ...piecesOf(replacement));
        joined = "";
      }
      const length = (this.#keys[hit] as string).length;
      copied = at + length;
      at = this.#next(subject, length === 0 ? at + 1 : copied);
    }
    if (copied === 0 && pieces === null && joined === "") joined = text;
    else joined += decode(subject.slice(copied));
    const last = atEnd && this.#empty >= 0 ? piecesOf(replacements.at(this.#empty)) : [];
    if (pieces === null && last.every((piece) => typeof piece === "string")) {
      return joined + last.join("");
    }
    return [...(pieces ?? []), joined, ...last];
  }

  /** Index of the first pattern that stands at a place, -1 if none does. */
  #hit(subject: string, at: number): number {
    const candidates = this.#byFirst.get(subject.charCodeAt(at));
    if (candidates !== undefined) {
      for (const i of candidates) {
        const key = this.#keys[i] as string;
        if (key.length === 1 || subject.startsWith(key, at)) return i;
      }
    }
    return this.#empty;
  }
}

const CACHE_SIZE = 8;
/** The tables used last, the latest first. */
const recent: PatternTable[] = [];

/** The table for patterns that are to be found in a text; programs use the same patterns over and over. */
function tableOf(patterns: readonly string[], text: string): PatternTable {
  const bytewise =
    !isAscii(text) &&
    (hasEscapedBytes(text) || patterns.some((p) => p === "" || hasEscapedBytes(p)));
  const at = recent.findIndex(
    (table) =>
      table.bytewise === bytewise &&
      table.patterns.length === patterns.length &&
      table.patterns.every((pattern, i) => pattern === patterns[i]),
  );
  const table = at < 0 ? new PatternTable(patterns, bytewise) : (recent[at] as PatternTable);
  if (at !== 0) {
    if (at > 0) recent.splice(at, 1);
    else if (recent.length >= CACHE_SIZE) recent.pop();
    recent.unshift(table);
  }
  return table;
}

function replaceInPieces(
  patterns: readonly string[],
  asked: Replacements,
  text: PartialText,
): Value {
  // A pattern of one byte cannot begin in a known piece and end in a hole.
  const local = patterns.every((pattern) => pattern.length === 1 && isAscii(pattern));
  if (!local) throw new UnknownSignal(holeReason(text));
  const pieces = text.pieces.flatMap((piece) =>
    typeof piece === "string" ? tableOf(patterns, piece).replace(piece, asked, false) : piece,
  );
  return textOfPieces(pieces, asked.contexts.context);
}
