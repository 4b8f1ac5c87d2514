import { plainText, textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { byteLength, fromBinary, toBinary } from "../bytes.ts";
import { typeName } from "../describe.ts";
import { UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import { unhashedSource } from "../source-path.ts";
import { contextOfText, makeText, type Text, textOfPieces, withContext } from "../text.ts";
import {
  Builtin,
  force,
  type Lazy,
  type List,
  lazy,
  NixPath,
  OpenList,
  PartialText,
  type Unknown,
  type Value,
} from "../value.ts";
import { later } from "./later.ts";
import { patternFunction } from "./native.ts";
import {
  addContext,
  binary,
  bytesOf,
  endsWith,
  hasLooseByte,
  includes,
  interpolated,
  isStoreHash,
  knownLength,
  leading,
  rejoined,
  startsWith,
  stringified,
  trailing,
  whole,
} from "./partial-text.ts";
import { charactersOf } from "./string-joining.ts";
import { callBuiltin, warn } from "./surroundings.ts";
import { trimmed } from "./trimming.ts";

/** `lib.strings`: what a text begins, ends and is made of. */
export const stringParts: BuiltinTable = {
  hasPrefix: [2, hasPrefix],
  hasSuffix: [2, hasSuffix],
  hasInfix: [2, hasInfix],
  removePrefix: [2, removePrefix],
  removeSuffix: [2, removeSuffix],
  splitString: [2, splitString],
  splitStringBy: [3, splitStringBy],
  stringToCharacters: [1, (ev, text: Lazy) => charactersOf(interpolated(ev, text))],
  addContextFrom: [2, addContextFrom],
  trim: [1, (ev, text: Lazy) => trimmed(textArgument(ev, text), true, true)],
  commonPrefixLength: [2, (ev, a: Lazy, b: Lazy) => commonLength(ev, a, b, false)],
  commonSuffixLength: [2, (ev, a: Lazy, b: Lazy) => commonLength(ev, a, b, true)],
  normalizePath: [1, normalizePath],
  fileContents: [1, fileContents],
};

/** `trimWith { start ? false, end ? false } text`. */
export const trimWith = patternFunction(
  "lib.strings.trimWith",
  { start: true, end: true },
  (_, args) =>
    new Builtin("lib.strings.trimWith", 1, (ev: Evaluator, text: Lazy) => {
      const start = ev.bool(args.get("start") ?? false);
      const end = ev.bool(args.get("end") ?? false);
      return trimmed(textArgument(ev, text), start, end);
    }),
);

/** Part of a text: the string that is looked for, null for what never is a part of any string. */
function partArgument(ev: Evaluator, value: Lazy, name: string): Text | null {
  const part = ev.known(value);
  if (typeName(part) === "string") return textArgument(ev, part);
  if (part instanceof NixPath) {
    warn(
      ev,
      `lib.strings.${name}: The first argument (${part.path}) is a path value, but only strings are supported`,
    );
  }
  interpolated(ev, part);
  return null;
}

function hasPrefix(ev: Evaluator, prefix: Lazy, text: Lazy): Value {
  const part = force(prefix);
  if (typeof part === "string" && !isLoose(part, part.length - 1)) {
    const subject = force(text);
    if (typeof subject === "string") return subject.startsWith(part);
  }
  const wanted = partArgument(ev, part, "hasPrefix");
  return decideOn(ev, text, (subject) => wanted !== null && startsWith(subject, wanted));
}

function hasSuffix(ev: Evaluator, suffix: Lazy, text: Lazy): Value {
  const part = force(suffix);
  if (typeof part === "string" && !isLoose(part, 0)) {
    const subject = force(text);
    if (typeof subject === "string") return subject.endsWith(part);
  }
  const wanted = partArgument(ev, part, "hasSuffix");
  return decideOn(ev, text, (subject) => wanted !== null && endsWith(subject, wanted));
}

function hasInfix(ev: Evaluator, infix: Lazy, text: Lazy): Value {
  const wanted = plainText(ev, infix);
  return decideOn(ev, text, (subject) => includes(subject, wanted));
}

/** Whether a part could begin or end inside a character of the text: its unit there may be a loose byte. */
function isLoose(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc80 && unit <= 0xdcff;
}

/** Answers a question about an interpolated value; what is asked of a path seldom needs its hash in the store. */
function decideOn(ev: Evaluator, value: Lazy, ask: (text: Text) => boolean): boolean {
  const forced = force(value);
  if (typeof forced === "string") return ask(forced);
  const outline = forced instanceof NixPath ? storePathOutline(ev, forced.path) : undefined;
  if (outline !== undefined) {
    const answer = decided(() => ask(outline));
    if (typeof answer === "boolean") return answer;
  }
  return ask(interpolated(ev, forced));
}

/** The store path of a local path with its hash left out; undefined where copying it could fail. */
function storePathOutline(ev: Evaluator, path: string): Text | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const plain = /^[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]{0,200}$/.test(name) && !name.endsWith(".drv");
  if (!plain || path.startsWith("/nix/store/") || !ev.io.fileType(path).ok) return undefined;
  return unhashedSource(path, name, "nobody asked for it", null);
}

function removePrefix(ev: Evaluator, prefix: Lazy, text: Lazy): Value {
  const wanted = partArgument(ev, prefix, "removePrefix");
  const subject = interpolated(ev, ev.known(text));
  if (wanted === null) return force(text);
  const found = decided(() => startsWith(subject, wanted));
  if (found === true) return withoutStart(subject, leading(wanted));
  if (found === false) return force(text);
  return prefixMayGo(subject, wanted, found);
}

function removeSuffix(ev: Evaluator, suffix: Lazy, text: Lazy): Value {
  const wanted = partArgument(ev, suffix, "removeSuffix");
  const subject = interpolated(ev, ev.known(text));
  if (wanted === null) return force(text);
  const found = decided(() => endsWith(subject, wanted));
  if (found === true) return withoutEnd(subject, trailing(wanted));
  if (found === false) return force(text);
  return suffixMayGo(subject, wanted, found);
}

function decided(ask: () => boolean): boolean | Reason {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UnknownSignal) return error.reason;
    throw error;
  }
}

/** The text without a start that it is known to have. */
function withoutStart(text: Text, start: string): Text {
  if (hasLooseByte(start)) {
    const bytes = whole(binary(text)).slice(byteLength(start));
    return makeText(fromBinary(bytes), contextOfText(text));
  }
  if (!(text instanceof PartialText)) {
    return makeText(leading(text).slice(start.length), contextOfText(text));
  }
  const [first, ...others] = text.pieces;
  return textOfPieces([(first as string).slice(start.length), ...others], text.context);
}

/** The text without an end that it is known to have. */
function withoutEnd(text: Text, end: string): Text {
  if (hasLooseByte(end)) {
    const bytes = whole(binary(text));
    const kept = bytes.slice(0, bytes.length - byteLength(end));
    return makeText(fromBinary(kept), contextOfText(text));
  }
  if (!(text instanceof PartialText)) {
    const known = leading(text);
    return makeText(known.slice(0, known.length - end.length), contextOfText(text));
  }
  const last = text.pieces[text.pieces.length - 1] as string;
  return textOfPieces(
    [...text.pieces.slice(0, -1), last.slice(0, last.length - end.length)],
    text.context,
  );
}

/** What is left whether or not the start goes: the last piece, as far as the start cannot reach into it. */
function prefixMayGo(text: Text, start: Text, reason: Reason): Text {
  const end = trailing(text);
  if (!(text instanceof PartialText) || start instanceof PartialText) {
    throw new UnknownSignal(reason);
  }
  const kept = Math.min(end.length, Math.max(0, knownLength(text) - knownLength(start)));
  return textOfPieces([firstHole(text), end.slice(end.length - kept)], text.context);
}

/** What is left whether or not the end goes: the first piece, as far as the end cannot reach into it. */
function suffixMayGo(text: Text, end: Text, reason: Reason): Text {
  const start = leading(text);
  if (!(text instanceof PartialText) || end instanceof PartialText) {
    throw new UnknownSignal(reason);
  }
  const kept = Math.min(start.length, Math.max(0, knownLength(text) - knownLength(end)));
  return textOfPieces([start.slice(0, kept), firstHole(text)], text.context);
}

function firstHole(text: PartialText): Unknown {
  return text.pieces.find((piece) => typeof piece !== "string") as Unknown;
}

/** The parts between a separator, each with what interpolating the text adds to its context. */
function splitString(ev: Evaluator, separator: Lazy, text: Lazy): Value {
  const by = plainText(ev, stringified(ev, separator));
  const value = force(text);
  if (typeof value === "string") return splitKnown(value, by);
  const subject = stringified(ev, value);
  if (subject instanceof PartialText) return splitPartial(subject, by);
  // The parts of a path refer to its copy in the store, those of a number are errors: both only when asked for.
  return splitKnown(whole(subject), by).map((part) =>
    lazy(() => addContext(part, contextOfText(interpolated(ev, value)))),
  );
}

function splitKnown(text: string, by: string): string[] {
  // Nothing matches before, between and after all bytes.
  if (by === "") return ["", ...bytesOf(text), ""];
  if (!hasLooseByte(by)) return text.split(by);
  return toBinary(text).split(toBinary(by)).map(fromBinary);
}

/**
 * The parts of a partly known text. A hole may hold separators, so the list is known up to the first hole only,
 * unless the hole is the hash of a store path, which has none.
 */
function splitPartial(text: PartialText, by: string): Value {
  if (by === "" || hasLooseByte(by)) throw new UnknownSignal(holeReason(text));
  const hashes = !/[0-9a-z]/.test(by);
  const parts: Text[] = [];
  let open: (string | Unknown)[] = [];
  for (const [i, piece] of text.pieces.entries()) {
    if (typeof piece !== "string") {
      if (!hashes || !isStoreHash(text, i)) return new OpenList(parts, piece.reason);
      open.push(piece);
      continue;
    }
    const [first, ...others] = piece.split(by) as [string, ...string[]];
    open.push(first);
    for (const part of others) {
      parts.push(textOfPieces(open, text.context));
      open = [part];
    }
  }
  parts.push(textOfPieces(open, text.context));
  return parts as List;
}

/** Cuts between characters where `predicate previous current` holds; the character cut at is kept if asked. */
function splitStringBy(ev: Evaluator, predicate: Lazy, keepSplit: Lazy, text: Lazy): Value {
  const subject = interpolated(ev, ev.known(text));
  const chars = charactersOf(subject);
  const fn = chars.length === 0 ? null : force(predicate);
  const starts = [0];
  chars.forEach((char, i) => {
    if (ev.bool(ev.call2(fn, i === 0 ? "" : (chars[i - 1] as Lazy), char))) starts.push(i);
  });
  const context = contextOfText(subject);
  const known = chars.map(leading);
  return starts.map((start, part) =>
    later(() => {
      const from = part === 0 || ev.bool(keepSplit) ? start : start + 1;
      return withContext(rejoined(known.slice(from, starts[part + 1]).join("")), context);
    }),
  );
}

/** The second text with the context of both. */
function addContextFrom(ev: Evaluator, source: Lazy, target: Lazy): Value {
  const from = interpolated(ev, source);
  const text = interpolated(ev, target);
  return addContext(text, contextOfText(from));
}

function commonLength(ev: Evaluator, a: Lazy, b: Lazy, fromEnd: boolean): Value {
  const x = bytesOf(whole(interpolated(ev, a)));
  const y = bytesOf(whole(interpolated(ev, b)));
  if (fromEnd) {
    x.reverse();
    y.reverse();
  }
  let length = 0;
  while (length < x.length && length < y.length && x[length] === y[length]) length++;
  return length;
}

/** One slash for several. */
function normalizePath(ev: Evaluator, path: Lazy): Value {
  const value = ev.known(path);
  if (value instanceof NixPath) {
    warn(
      ev,
      `lib.strings.normalizePath: The argument (${value.path}) is a path value, but only strings are supported`,
    );
  }
  const text = interpolated(ev, value);
  if (!(text instanceof PartialText)) {
    return makeText(leading(text).replace(/\/\/+/g, "/"), contextOfText(text));
  }
  const pieces: (string | Unknown)[] = [];
  for (const [i, piece] of text.pieces.entries()) {
    if (typeof piece !== "string") {
      pieces.push(piece);
      continue;
    }
    const single = piece.replace(/\/\/+/g, "/");
    // A slash after a hole goes if the hole ends with one.
    pieces.push(i > 0 && !isStoreHash(text, i - 1) ? single.replace(/^\//, "") : single);
  }
  return textOfPieces(pieces, text.context);
}

/** The text of a file without its last newline. */
function fileContents(ev: Evaluator, file: Lazy): Value {
  const content = callBuiltin(ev, "readFile", file);
  const trimmed = removeSuffix(ev, "\n", content);
  // Whoever parses the text later should still know where it came from.
  if (typeof content === "string" && typeof trimmed === "string") {
    const origin = ev.textOrigins.get(content);
    if (origin !== undefined) ev.textOrigins.set(trimmed, origin);
  }
  return trimmed;
}
