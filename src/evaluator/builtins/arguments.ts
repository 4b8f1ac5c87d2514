import { coerceToText, normalisePath } from "../coerce.ts";
import type { Context } from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { localPathOf } from "../local-path.ts";
import { Reason } from "../reason.ts";
import { localPathBehind } from "../store/records.ts";
import type { Text } from "../text.ts";
import { type Attrs, ContextString, type Lazy, NixPath, PartialText } from "../value.ts";

/** The text of a string that may not have a context, as most builtins that look into a string want it. */
export function plainText(ev: Evaluator, value: Lazy, what?: string): string {
  const text = ev.string(value, what);
  if (typeof text === "string") return text;
  const [element] = text.context.keys();
  throw new EvalError(
    "other",
    `the string '${text.text}' is not allowed to refer to a store path (such as '${element}')`,
  );
}

/** A string, known or partly known; anything else is a type error, an unknown value ends the builtin. */
export function textArgument(ev: Evaluator, value: Lazy, what?: string): Text {
  const forced = ev.known(value);
  if (typeof forced === "string") return forced;
  if (forced instanceof ContextString || forced instanceof PartialText) return forced;
  return ev.mismatch(forced, "a string", what);
}

/** The attribute of that name; an error where the set surely has none. */
export function requiredAttribute(attrs: Attrs, name: string): Lazy {
  const value = attrs.get(name);
  if (value !== undefined) return value;
  throw new EvalError("missing-attribute", `attribute '${name}' missing`, null, name);
}

/**
 * An absolute, normalised path that can be read: from a path, a string, or a set that stands for one. Store paths of
 * local sources give the local path. What has to be built or fetched first ends the builtin as unknown.
 */
export function readablePath(ev: Evaluator, value: Lazy): string {
  return normalisePath(rawReadablePath(ev, value));
}

/** As `readablePath`, but as written: a trailing slash is kept. */
export function rawReadablePath(ev: Evaluator, value: Lazy): string {
  const forced = ev.known(value);
  if (forced instanceof NixPath) return localPathBehind(ev, forced.path) ?? forced.path;
  const text = coerceToText(ev, forced, "add");
  if (text instanceof PartialText) return pathOfPartialText(text);
  const path = typeof text === "string" ? text : text.text;
  if (!path.startsWith("/")) {
    throw new EvalError("other", `string '${path}' doesn't represent an absolute path`);
  }
  if (typeof text !== "string") refuseUnbuilt(text.context);
  return localPathBehind(ev, path) ?? path;
}

/** A path below a source tree whose store hash is not known is still a path below that tree. */
function pathOfPartialText(text: PartialText): string {
  const [start] = text.pieces;
  if (typeof start === "string" && !start.startsWith("/")) {
    throw new EvalError("other", `string '${start}…' doesn't represent an absolute path`);
  }
  const local = localPathOf(text);
  if (local !== undefined) return local;
  throw new UnknownSignal(holeReason(text));
}

/** Reading what a derivation builds is import from derivation, which is never done. */
function refuseUnbuilt(context: Context): void {
  for (const element of context.values()) {
    if (element.kind === "output" || element.kind === "closure") {
      throw new UnknownSignal(
        new Reason("impure", `reads what '${element.drvPath}' builds (import from derivation)`),
      );
    }
  }
}
