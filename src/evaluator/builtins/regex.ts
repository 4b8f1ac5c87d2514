/*
 * Builtins on regular expressions: match, split.
 */
import { NO_CONTEXT } from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { RegexBudgetExceeded } from "../regex/matcher.ts";
import { RegexTooLarge } from "../regex/program.ts";
import { Regex } from "../regex/regex.ts";
import { RegexSyntaxError } from "../regex/syntax.ts";
import { knownText, textOfPieces } from "../text.ts";
import { type Lazy, type List, OpenList, PartialText, Unknown, type Value } from "../value.ts";
import { plainText, textArgument } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";

export const regexBuiltins: BuiltinTable = {
  match: [2, match],
  split: [2, split],
};

const CACHE_SIZE = 2000;
/** Compiled patterns; they depend on nothing but their text. */
const cache = new Map<string, Regex>();

function regexOf(pattern: string): Regex {
  let regex = cache.get(pattern);
  if (regex !== undefined) return regex;
  try {
    regex = new Regex(pattern);
  } catch (error) {
    if (error instanceof RegexSyntaxError) {
      throw new EvalError("other", `invalid regular expression '${pattern}'`);
    }
    if (error instanceof RegexTooLarge) {
      throw new EvalError("other", `memory limit exceeded by regular expression '${pattern}'`);
    }
    throw error;
  }
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(pattern, regex);
  return regex;
}

/** What a search gives, unless it takes too long. */
function within<T>(pattern: string, search: () => T): T {
  try {
    return search();
  } catch (error) {
    if (!(error instanceof RegexBudgetExceeded)) throw error;
    throw new UnknownSignal(
      new Reason("budget", `the regular expression '${pattern}' takes too many steps`),
    );
  }
}

/** The groups, or null if the pattern does not match the whole string. */
function match(ev: Evaluator, pattern: Lazy, subject: Lazy): Value {
  const source = plainText(ev, pattern);
  const regex = regexOf(source);
  const text = ev.text(subject);
  return within(source, () => regex.match(text)) as List | null;
}

/** Parts and groups in turn; a string in which nothing matches stays as it is, with its context. */
function split(ev: Evaluator, pattern: Lazy, subject: Lazy): Value {
  const source = plainText(ev, pattern);
  const regex = regexOf(source);
  const given = textArgument(ev, subject);
  if (given instanceof PartialText) return splitStart(regex, given);
  const text = knownText(given) as string;
  return (within(source, () => regex.split(text)) as List | null) ?? [given];
}

/** What a text with holes is surely split into first, where a separator is a single byte. */
function splitStart(regex: Regex, text: PartialText): Value {
  const reason = holeReason(text);
  const start = text.pieces[0];
  const parts = regex.single && typeof start === "string" ? regex.split(start) : null;
  if (parts === null) throw new UnknownSignal(reason);
  // The last part goes on in the hole, to its end or to the next separator.
  const last = textOfPieces([parts[parts.length - 1] as string, new Unknown(reason)], NO_CONTEXT);
  return new OpenList([...(parts.slice(0, -1) as List), last], reason);
}
