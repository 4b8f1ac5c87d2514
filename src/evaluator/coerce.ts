import type { Span } from "../core/span.ts";
import { call } from "./call.ts";
import { NO_CONTEXT } from "./context.ts";
import { describe } from "./describe.ts";
import { EvalError } from "./errors.ts";
import type { Evaluator } from "./evaluator.ts";
import { formatFloat } from "./float.ts";
import { localPathOf } from "./local-path.ts";
import { storePathOf } from "./source-path.ts";
import { concatTexts, type Text, textOfPieces } from "./text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "./value.ts";

/**
 * What is coerced: `interpolation` takes strings, paths (copied to the store) and sets that stand for strings;
 * `add` is the `+` operator (paths stay text); `toString` is the builtin (numbers, booleans, null and lists too,
 * paths as they are); `environment` is a derivation's attribute (as `toString`, but paths are copied).
 */
export type Coercion = "interpolation" | "add" | "toString" | "environment";

/** The text that a value stands for. Unknown values become holes. Throws a `type` error for what has no text. */
export function coerceToText(
  ev: Evaluator,
  value: Lazy,
  coercion: Coercion,
  at: Span | null = null,
): Text {
  const forced = force(value);
  if (typeof forced === "string") return forced;
  if (forced instanceof ContextString || forced instanceof PartialText) return forced;
  if (forced instanceof NixPath) {
    return coercion === "interpolation" || coercion === "environment"
      ? storePathOf(ev, forced.path, at)
      : forced.path;
  }
  if (forced instanceof Attrs) {
    const text = coerceAttrs(ev, forced, coercion, at);
    if (text !== undefined) return text;
  }
  if (forced instanceof Unknown) return textOfPieces([forced], NO_CONTEXT);
  if (forced instanceof Choice) return textOfPieces([new Unknown(forced.reason)], NO_CONTEXT);
  if (coercion === "toString" || coercion === "environment") {
    const text = coerceMore(ev, forced, coercion, at);
    if (text !== undefined) return text;
  }
  throw new EvalError("type", `cannot coerce ${describe(forced)} to a string`, at);
}

/** `__toString`, else `outPath`; undefined for a set that has neither. */
function coerceAttrs(
  ev: Evaluator,
  attrs: Attrs,
  coercion: Coercion,
  at: Span | null,
): Text | undefined {
  const toString = attrs.map.get("__toString");
  if (toString !== undefined) {
    return coerceToText(ev, call(ev, force(toString), attrs, at), coercion, at);
  }
  const outPath = attrs.get("outPath");
  if (outPath !== undefined) return coerceToText(ev, outPath, coercion, at);
  return undefined;
}

function coerceMore(
  ev: Evaluator,
  value: Value,
  coercion: Coercion,
  at: Span | null,
): Text | undefined {
  if (value === null || value === false) return "";
  if (value === true) return "1";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value instanceof NixFloat) return formatFloat(value.value);
  if (Array.isArray(value)) return coerceList(ev, value, coercion, at);
  if (value instanceof OpenList) {
    const known = coerceList(ev, value.items, coercion, at);
    return concatTexts([known, textOfPieces([new Unknown(value.reason)], NO_CONTEXT)]);
  }
  return undefined;
}

/** Elements separated by spaces; nix puts none after an empty list inside. */
function coerceList(
  ev: Evaluator,
  list: readonly Lazy[],
  coercion: Coercion,
  at: Span | null,
): Text {
  const texts: Text[] = [];
  list.forEach((element, i) => {
    const forced = force(element);
    texts.push(coerceToText(ev, forced, coercion, at));
    const empty = Array.isArray(forced) && forced.length === 0;
    if (i < list.length - 1 && !empty) texts.push(" ");
  });
  return concatTexts(texts);
}

/** An absolute path from a path or a string, for builtins that read; unknown texts give their reason. */
export function coerceToPath(ev: Evaluator, value: Lazy, at: Span | null = null): string | Unknown {
  const forced = force(value);
  if (forced instanceof NixPath) return forced.path;
  if (forced instanceof Unknown) return forced;
  if (forced instanceof Choice) return new Unknown(forced.reason);
  const text = coerceToText(ev, forced, "add", at);
  if (text instanceof PartialText) {
    const local = localPathOf(text);
    if (local !== undefined) return normalisePath(local);
    const hole = text.pieces.find((piece) => typeof piece !== "string");
    return hole as Unknown;
  }
  const plain = typeof text === "string" ? text : text.text;
  if (!plain.startsWith("/")) {
    throw new EvalError("type", `string '${plain}' doesn't represent an absolute path`, at);
  }
  return normalisePath(plain);
}

/** Absolute path without `.`, `..`, doubled and trailing slashes. */
export function normalisePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}
