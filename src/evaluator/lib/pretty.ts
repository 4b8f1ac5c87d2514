import { isDerivation } from "../equality.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { printJson } from "../json/print.ts";
import { concatTexts, makeText, type Text } from "../text.ts";
import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  force,
  Lambda,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../value.ts";
import { escapeIdentifier } from "./identifier.ts";
import { later } from "./later.ts";
import { functionArgs, patternFunction } from "./native.ts";
import {
  entriesOf,
  hole,
  type Items,
  interpolated,
  itemsOf,
  itemsOfSet,
  joined,
} from "./partial-text.ts";
import { thrown } from "./surroundings.ts";

/** `lib.generators`: values as their source text, and values cut off at a depth. */

export interface PrettyStyle {
  /** Sets with `__pretty` and `val` show themselves. */
  readonly allowPrettyValues: boolean;
  readonly multiline: boolean;
}

/** A value as Nix source, as far as that can be; lines after the first begin with the indent. */
export function pretty(ev: Evaluator, value: Lazy, style: PrettyStyle, indent: string): Text {
  const forced = force(value);
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  // Nothing says on how many lines a partly known string is shown.
  if (forced instanceof PartialText) return hole(interpolatedReason(forced));
  if (typeof forced === "string") return prettyString(forced, style, indent);
  if (forced instanceof ContextString) {
    // Lines lose their context, as `builtins.split` cuts them; one line is never cut.
    const shown = prettyString(forced.text, style, indent);
    return forced.text.includes("\n") ? shown : makeText(shown, forced.context);
  }
  if (forced === null || typeof forced !== "object") return String(forced);
  if (forced instanceof NixFloat) return printJson(ev, forced);
  if (forced instanceof NixPath) return forced.path;
  if (Array.isArray(forced) || forced instanceof OpenList) {
    return prettyList(ev, itemsOf(ev, forced), style, indent);
  }
  if (forced instanceof Lambda || forced instanceof Builtin) return prettyFunction(ev, forced);
  return prettySet(ev, forced as Attrs, style, indent);
}

function interpolatedReason(text: PartialText): Unknown["reason"] {
  return (text.pieces.find((piece) => typeof piece !== "string") as Unknown).reason;
}

function prettyString(text: string, style: PrettyStyle, indent: string): string {
  const lines = text.split("\n");
  if (!style.multiline || lines.length === 1) {
    const escaped = lines.map((line) => line.replace(/\\|"|\$\{/g, "\\$&"));
    return `"${escaped.join("\\n")}"`;
  }
  const escaped = lines.map((line) =>
    line.replace(/\$\{|''/g, (found) => (found === "''" ? "'''" : "''${")),
  );
  const start = `\n${indent}  `;
  const last = escaped.pop() as string;
  const end = last === "" ? `\n${indent}` : start + last;
  return `''${start}${escaped.join(start)}${end}''`;
}

function spaces(style: PrettyStyle, indent: string): [string, string] {
  return style.multiline ? [`\n${indent}  `, `\n${indent}`] : [" ", " "];
}

function prettyList(ev: Evaluator, from: Items, style: PrettyStyle, indent: string): Text {
  if (from.items.length === 0 && from.reason === null) return "[ ]";
  const [start, end] = spaces(style, indent);
  const items = from.items.map((item) => pretty(ev, item, style, `${indent}  `));
  return concatTexts(["[", start, joined(start, items, from), end, "]"]);
}

function prettyFunction(ev: Evaluator, value: Value): Text {
  const formals = ev.attrs(functionArgs(ev, value));
  if (formals.map.size === 0) return "<function>";
  const names = entriesOf(formals).map(([name, optional]) =>
    ev.bool(optional) ? `${name}?` : name,
  );
  return `<function, args: {${names.join(", ")}}>`;
}

function prettySet(ev: Evaluator, attrs: Attrs, style: PrettyStyle, indent: string): Text {
  if (attrs.map.has("__functor")) return prettyFunction(ev, attrs);
  const shows = attrs.map.get("__pretty");
  const val = attrs.map.get("val");
  if (style.allowPrettyValues && shows !== undefined && val !== undefined) {
    return interpolated(ev, ev.call(force(shows), val));
  }
  if (isDerivation(attrs)) {
    return concatTexts(["<derivation ", interpolated(ev, attrs.map.get("name") ?? "???"), ">"]);
  }
  const from = itemsOfSet(attrs);
  if (attrs.map.size === 0 && from.reason === null) return "{ }";
  const [start, end] = spaces(style, indent);
  const entries = entriesOf(attrs).map(([name, value]) =>
    concatTexts([escapeIdentifier(name), " = ", pretty(ev, value, style, `${indent}  `), ";"]),
  );
  return concatTexts(["{", start, joined(start, entries, from), end, "}"]);
}

export const toPretty = patternFunction(
  "lib.generators.toPretty",
  { allowPrettyValues: true, multiline: true, indent: true },
  (_, args) =>
    new Builtin("lib.generators.toPretty", 1, (ev: Evaluator, value: Lazy) => {
      const style = {
        allowPrettyValues: ev.bool(args.get("allowPrettyValues") ?? false),
        multiline: ev.bool(args.get("multiline") ?? true),
      };
      return pretty(ev, value, style, ev.text(args.get("indent") ?? ""));
    }),
);

/** Attributes that say how their set behaves: they are not looked into. */
const SPECIAL = new Set(["__functor", "__functionArgs", "__toString", "__pretty"]);

interface DepthLimit {
  readonly depth: number;
  readonly throws: boolean;
}

/** The value with everything deeper than a limit replaced, or an error when it is asked for. */
export const withRecursion = patternFunction(
  "lib.generators.withRecursion",
  { depthLimit: false, throwOnDepthLimit: true },
  (ev, args) => {
    const depth = ev.known(args.get("depthLimit") as Lazy);
    if (typeof depth !== "number" && typeof depth !== "bigint") {
      throw new EvalError("assertion", "assertion '(isInt depthLimit)' failed");
    }
    const limit = {
      depth: Number(depth),
      throws: ev.bool(args.get("throwOnDepthLimit") ?? true),
    };
    return new Builtin("lib.generators.withRecursion", 1, (ev: Evaluator, value: Lazy) =>
      cut(ev, value, 0, limit),
    );
  },
);

function cut(ev: Evaluator, value: Lazy, depth: number, limit: DepthLimit): Value {
  const forced = force(value);
  // What is no set and no list is replaced, but nobody knows whether this is one.
  if (forced instanceof Unknown || forced instanceof Choice) return forced;
  const deeper = (item: Lazy): Lazy =>
    later(() => cut(ev, within(item, depth + 1, limit), depth + 1, limit));
  if (forced instanceof Attrs) {
    const cutOff = entriesOf(forced).map(([name, item]): [string, Lazy] => [
      name,
      SPECIAL.has(name) ? item : deeper(item),
    ]);
    return new Attrs(new Map(cutOff), forced.positions, forced.rest);
  }
  if (Array.isArray(forced)) return forced.map(deeper);
  if (forced instanceof OpenList) {
    return new OpenList(forced.items.map(deeper), forced.reason, forced.prefix);
  }
  return force(within(forced, depth + 1, limit));
}

function within(value: Lazy, depth: number, limit: DepthLimit): Lazy {
  if (depth <= limit.depth) return value;
  if (!limit.throws) return "<unevaluated>";
  throw thrown(
    `Exceeded maximum eval-depth limit of ${limit.depth} while trying to evaluate with \`generators.withRecursion'!`,
  );
}
