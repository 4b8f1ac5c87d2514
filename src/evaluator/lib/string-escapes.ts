import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, type Text, textOfPieces } from "../text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  lazy,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";
import { escapeIdentifier, escapeString } from "./identifier.ts";
import {
  entriesOf,
  hole,
  isStoreHash,
  itemsOf,
  itemsOfSet,
  joined,
  mapPieces,
  stringified,
  whole,
} from "./partial-text.ts";
import { isStringLike } from "./string-kinds.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.strings`: texts made safe for shells, regular expressions, URLs, XML and Nix itself. */
export const stringEscapes: BuiltinTable = {
  escape: [2, (ev, list: Lazy, text: Lazy) => escape(ev, list, text, (known) => `\\${known}`)],
  escapeC: [2, (ev, list: Lazy, text: Lazy) => escape(ev, list, text, hexEscape)],
  escapeRegex: [1, (ev, text: Lazy) => mapPieces(textArgument(ev, text), escapeRegex)],
  escapeURL: [1, (ev, text: Lazy) => mapPieces(textArgument(ev, text), escapeUrl)],
  escapeXML: [1, (ev, text: Lazy) => mapPieces(textArgument(ev, text), escapeXml)],
  escapeShellArg: [1, (ev, value: Lazy) => escapeShellArg(stringified(ev, value))],
  escapeShellArgs: [1, escapeShellArgs],
  escapeNixString: [1, escapeNixString],
  escapeNixIdentifier: [1, escapeNixIdentifier],
  isValidPosixName: [1, (ev, name: Lazy) => isPosixName(ev.text(name))],
  toShellVar: [2, (ev, name: Lazy, value: Lazy) => shellVariable(ev, ev.text(name), value)],
  toShellVars: [1, toShellVars],
  charToInt: [1, (ev, char: Lazy) => charToInt(ev.text(char))],
};

/** The code of an ASCII character that has one in `lib`'s table: blanks and what can be printed. */
function charToInt(char: string): number {
  const code = char.charCodeAt(0);
  if (char.length === 1 && isTableCode(code)) return code;
  throw new EvalError("missing-attribute", `attribute '${char}' missing`, null, char);
}

/** Codes in the table: tab, line ends, and 0x20 to 0x7e. */
export function isTableCode(code: number): boolean {
  return code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0x7e);
}

function hexEscape(char: string): string {
  return `\\x${charToInt(char).toString(16).padStart(2, "0")}`;
}

/** Each of the listed strings in the text is replaced by its escaped form, the first in the list that fits. */
function escape(ev: Evaluator, list: Lazy, text: Lazy, escaped: (known: string) => string): Value {
  const wanted = ev.list(list).map((item) => ev.text(item));
  const subject = textArgument(ev, text);
  const single = wanted.every((item) => item.length === 1 && item.charCodeAt(0) < 0x80);
  // Builtins know what happens with the empty string, and where a hole may hold a part of a longer one.
  if (!single) {
    const replacements = wanted.map((item) => lazy(() => escaped(item)));
    return callBuiltin(ev, "replaceStrings", wanted, replacements, subject);
  }
  const chars = new Set(wanted);
  return mapPieces(subject, (known) => {
    let result = "";
    for (const char of known) result += chars.has(char) ? escaped(char) : char;
    return result;
  });
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\[{()^$?*+|.]/g, "\\$&");
}

function escapeUrl(text: string): string {
  // Only ASCII that can be printed is in the original's table; other bytes stay as they are.
  return text.replace(/[\t\n\r\x20-\x7e]/g, (char) =>
    /[A-Za-z0-9._~-]/.test(char)
      ? char
      : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

const XML: Readonly<Record<string, string>> = {
  '"': "&quot;",
  "'": "&apos;",
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
};

export function escapeXml(text: string): string {
  return text.replace(/["'<>&]/g, (char) => XML[char] as string);
}

const SHELL_SAFE = /^[A-Za-z0-9,._+:@%/-]*$/;

/**
 * The text as one word of a shell, quoted only if it must be. Holes may hold quotes and what needs them, so quotes are
 * known only where a known piece needs them.
 */
export function escapeShellArg(text: Text): Text {
  if (typeof text === "string") return quoteShell(text);
  if (text instanceof ContextString) return mapPieces(text, quoteShell);
  const { pieces } = text;
  const known = pieces.filter((piece) => typeof piece === "string");
  if (known.some((piece) => !SHELL_SAFE.test(piece))) {
    const inner = pieces.map((piece) => (typeof piece === "string" ? quoteInner(piece) : piece));
    return textOfPieces(["'", ...inner, "'"], text.context);
  }
  if (pieces.every((piece, i) => typeof piece === "string" || isStoreHash(text, i))) return text;
  const gap = pieces.find(
    (piece, i) => typeof piece !== "string" && !isStoreHash(text, i),
  ) as Unknown;
  // A hole at either end may hold the quote as well.
  const start = typeof pieces[0] === "string" ? [gap] : [];
  const end = typeof pieces[pieces.length - 1] === "string" ? [gap] : [];
  return textOfPieces([...start, ...pieces, ...end], text.context);
}

function quoteShell(text: string): string {
  return text !== "" && SHELL_SAFE.test(text) ? text : `'${quoteInner(text)}'`;
}

function quoteInner(text: string): string {
  return text.replaceAll("'", "'\\''");
}

export function escapeShellArgs(ev: Evaluator, list: Lazy): Text {
  const from = itemsOf(ev, list);
  const words = from.items.map((item) => escapeShellArg(stringified(ev, item)));
  return joined(" ", words, from);
}

/** The string literal of Nix for a value, as `toJSON` has it, with every dollar sign escaped. */
function escapeNixString(ev: Evaluator, value: Lazy): Value {
  const forced = force(value);
  if (typeof forced === "string" && !/\p{Surrogate}/u.test(forced)) return escapeString(forced);
  return mapPieces(textArgument(ev, callBuiltin(ev, "toJSON", forced)), (known) =>
    known.replaceAll("$", "\\$"),
  );
}

/** A name as it stands in an attribute path: as it is, or as a string literal. */
function escapeNixIdentifier(ev: Evaluator, value: Lazy): Value {
  const text = textArgument(ev, value);
  const known = whole(text);
  return escapeIdentifier(known) === known ? text : escapeNixString(ev, text);
}

function isPosixName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
}

/** `name=value` for a shell; lists are indexed arrays, sets (that do not stand for strings) associative ones. */
function shellVariable(ev: Evaluator, name: string, value: Lazy): Text {
  if (!isPosixName(name)) {
    throw new EvalError("throw", `toShellVar: ${name} is not a valid shell variable name`);
  }
  const forced = force(value);
  if (forced instanceof Unknown || forced instanceof Choice) {
    // Whichever kind it is, the name and the equals sign are there.
    return concatTexts([hole(forced.reason), `${name}=`, hole(forced.reason)]);
  }
  if (forced instanceof Attrs && !isStringLike(forced)) {
    const texts = entriesOf(forced).map(([key, item]) =>
      concatTexts(["[", escapeShellArg(key), "]=", escapeShellArg(stringified(ev, item))]),
    );
    const all = joined(" ", texts, itemsOfSet(forced));
    return concatTexts([`declare -A ${name}=(`, all, ")"]);
  }
  if (Array.isArray(forced) || forced instanceof OpenList) {
    return concatTexts([`declare -a ${name}=(`, escapeShellArgs(ev, forced), ")"]);
  }
  return concatTexts([`${name}=`, escapeShellArg(stringified(ev, forced))]);
}

function toShellVars(ev: Evaluator, set: Lazy): Value {
  const attrs = ev.attrs(set);
  const lines = entriesOf(attrs).map(([name, value]) => shellVariable(ev, name, value));
  return joined("\n", lines, itemsOfSet(attrs));
}
