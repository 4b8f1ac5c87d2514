import { fromBinary, isAscii, toBinary } from "../bytes.ts";
import { type Behaviour, behaviourOf, firstBytes, isNullable } from "./analysis.ts";
import { type CharSet, onlyMember } from "./char-set.ts";
import { Matcher } from "./matcher.ts";
import { compileProgram, type Program } from "./program.ts";
import { type ParsedRegex, parseRegex, type RegexNode } from "./syntax.ts";
import { javaScriptSource } from "./translate.ts";

/** What the groups of a match caught; null for those that took no part. */
export type Groups = readonly (string | null)[];

/** Work beyond which JavaScript's backtracking is not trusted: the linear engine does it instead. */
const MAX_BACKTRACKING = 10_000_000;

/**
 * A POSIX extended regular expression as Nix has it. Matches bytes. Patterns for which JavaScript's engine provably
 * gives the same are given to it; all others, and long texts that may make it slow, run on an engine of our own.
 */
export class Regex {
  readonly #parsed: ParsedRegex;
  readonly #behaviour: Behaviour;
  readonly #nullable: boolean;
  /** The text that the pattern is, when it is nothing but that. */
  readonly #literal: string | undefined;
  #program: Program | undefined;
  #first: CharSet | undefined;
  #exact: RegExp | null | undefined;
  #search: RegExp | null | undefined;

  /** Throws `RegexSyntaxError` or `RegexTooLarge`. */
  constructor(pattern: string) {
    this.#parsed = parseRegex(toBinary(pattern));
    this.#behaviour = behaviourOf(this.#parsed.root);
    this.#nullable = isNullable(this.#parsed.root);
    this.#literal = literalOf(this.#parsed.root);
    // Intervals are what makes automata large, and the limit shows when the pattern is compiled.
    if (/\{/.test(pattern)) this.#program = compileProgram(this.#parsed.root);
  }

  /** Whether every match is one byte, so that none reaches over the edge of what is known. */
  get single(): boolean {
    return this.#parsed.root.kind === "set";
  }

  /** The groups if the pattern matches the whole text. */
  match(text: string): Groups | null {
    const subject = toBinary(text);
    const decode = subject === text ? (part: string) => part : fromBinary;
    const exact = this.#exactFor(subject.length);
    if (exact !== null) {
      const found = exact.exec(subject);
      return found === null ? null : groupsOf(found, decode);
    }
    const matcher = this.#matcher(subject, true);
    matcher.newSearch();
    return matcher.matchAt(0) < 0 ? null : this.#groups(matcher, subject, decode);
  }

  /** Parts between matches, with the groups of each match between them; null if nothing matches. */
  split(text: string): (string | Groups)[] | null {
    if (this.#literal !== undefined && isAscii(text)) return splitLiteral(text, this.#literal);
    const subject = toBinary(text);
    const decode = subject === text ? (part: string) => part : fromBinary;
    const search = this.#searchFor(subject.length);
    return search === null
      ? this.#splitLinear(subject, decode)
      : splitWith(search, subject, decode);
  }

  #splitLinear(subject: string, decode: (part: string) => string): (string | Groups)[] | null {
    const matcher = this.#matcher(subject, false);
    const parts: (string | Groups)[] = [];
    let copied = 0;
    let start = 0;
    let end = this.#find(matcher, subject, start);
    while (end !== undefined) {
      start = end[0];
      parts.push(decode(subject.slice(copied, start)));
      parts.push(this.#groups(matcher, subject, decode));
      copied = end[1];
      end = this.#findAfter(matcher, subject, end);
    }
    if (parts.length === 0) return null;
    parts.push(decode(subject.slice(copied)));
    return parts;
  }

  /** After an empty match one that is not empty is tried at the same place, then the search goes on behind it. */
  #findAfter(
    matcher: Matcher,
    subject: string,
    [from, to]: readonly [number, number],
  ): readonly [number, number] | undefined {
    if (from < to) return this.#find(matcher, subject, to);
    if (to === subject.length) return undefined;
    const longer = matcher.matchAt(to, true);
    return longer < 0 ? this.#find(matcher, subject, to + 1) : [to, longer];
  }

  /** The leftmost match from a position on. */
  #find(matcher: Matcher, subject: string, from: number): readonly [number, number] | undefined {
    matcher.newSearch();
    this.#first ??= firstBytes(this.#parsed.root);
    for (let start = from; start <= subject.length; start++) {
      if (!this.#nullable && this.#first[subject.charCodeAt(start)] !== 1) continue;
      const end = matcher.matchAt(start);
      if (end >= 0) return [start, end];
    }
    return undefined;
  }

  #groups(matcher: Matcher, subject: string, decode: (part: string) => string): Groups {
    const groups: (string | null)[] = [];
    for (let i = 1; i <= this.#parsed.groups; i++) {
      const end = matcher.ends[i] as number;
      groups.push(end < 0 ? null : decode(subject.slice(matcher.starts[i] as number, end)));
    }
    return groups;
  }

  #matcher(subject: string, whole: boolean): Matcher {
    this.#program ??= compileProgram(this.#parsed.root);
    return new Matcher(this.#program, this.#parsed.groups, subject, whole);
  }

  /** JavaScript's engine for whole texts of a length; null where ours has to do it. */
  #exactFor(length: number): RegExp | null {
    const { quirks, exponential, choices } = this.#behaviour;
    if (quirks || exponential || (length + 1) ** choices > MAX_BACKTRACKING) return null;
    this.#exact ??= compiled(`^(?:${javaScriptSource(this.#parsed.root)})$`, "");
    return this.#exact;
  }

  /** JavaScript's engine for searching in texts of a length. */
  #searchFor(length: number): RegExp | null {
    const { quirks, exponential, alternatives, choices, unbounded } = this.#behaviour;
    if (quirks || exponential || alternatives || this.#nullable) return null;
    if (unbounded && (length + 1) ** (choices + 2) > MAX_BACKTRACKING * 10) return null;
    this.#search ??= compiled(javaScriptSource(this.#parsed.root), "g");
    return this.#search;
  }
}

function compiled(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    // Too large for JavaScript's engine.
    return null;
  }
}

function groupsOf(found: RegExpExecArray, decode: (part: string) => string): Groups {
  const groups: (string | null)[] = [];
  for (let i = 1; i < found.length; i++) {
    const group = found[i];
    groups.push(group === undefined ? null : decode(group));
  }
  return groups;
}

function splitWith(
  search: RegExp,
  subject: string,
  decode: (part: string) => string,
): (string | Groups)[] | null {
  const parts: (string | Groups)[] = [];
  let copied = 0;
  search.lastIndex = 0;
  for (let found = search.exec(subject); found !== null; found = search.exec(subject)) {
    parts.push(decode(subject.slice(copied, found.index)), groupsOf(found, decode));
    copied = search.lastIndex;
  }
  if (parts.length === 0) return null;
  parts.push(decode(subject.slice(copied)));
  return parts;
}

function splitLiteral(text: string, literal: string): (string | Groups)[] | null {
  const parts = text.split(literal);
  if (parts.length === 1) return null;
  return parts.flatMap((part, i) => (i === 0 ? [part] : [[], part]));
}

/** The text of a pattern without anything special in it; undefined for others and for the empty one. */
function literalOf(root: RegexNode): string | undefined {
  const items = root.kind === "concat" ? root.items : [root];
  let literal = "";
  for (const item of items) {
    const byte = item.kind === "set" ? onlyMember(item.set) : undefined;
    if (byte === undefined || byte > 0x7f) return undefined;
    literal += String.fromCharCode(byte);
  }
  return literal;
}
