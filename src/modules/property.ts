import type { Span } from "../core/span.ts";
import { Attrs, ContextString, force, type Lazy, type Value } from "../evaluator/value.ts";

/** Priorities of definitions: the numerically lowest wins. */
export const DEFAULT_PRIORITY = 100;
export const OPTION_DEFAULT_PRIORITY = 1500;
export const DEFAULT_ORDER = 1000;

/** The `_type` of a tagged set (`if`, `merge`, `override`, `order`, `definition`, `option` …); "" for other values. */
export function tagOf(value: Value): string {
  if (!(value instanceof Attrs)) return "";
  const tag = value.map.get("_type");
  if (tag === undefined) return "";
  const forced = force(tag);
  if (typeof forced === "string") return forced;
  return forced instanceof ContextString ? forced.text : "";
}

const IS_PROPERTY: ReadonlySet<string> = new Set([
  "if",
  "merge",
  "override",
  "order",
  "definition",
]);

/** Whether the value is a definition with a property (`mkIf`, `mkForce` …) and not yet the value itself. */
export function isProperty(value: Value): boolean {
  return IS_PROPERTY.has(tagOf(value));
}

function tagged(tag: string, first: string, a: Lazy, second?: string, b?: Lazy): Attrs {
  const map = new Map<string, Lazy>([
    ["_type", tag],
    [first, a],
  ]);
  if (second !== undefined) map.set(second, b as Lazy);
  return new Attrs(map);
}

export function mkIf(condition: Lazy, content: Lazy): Attrs {
  return tagged("if", "condition", condition, "content", content);
}

export function mkMerge(contents: Lazy): Attrs {
  return tagged("merge", "contents", contents);
}

export function mkOverride(priority: Lazy, content: Lazy): Attrs {
  return tagged("override", "priority", priority, "content", content);
}

export function mkOrder(priority: Lazy, content: Lazy): Attrs {
  return tagged("order", "priority", priority, "content", content);
}

const SPANS = new WeakMap<Attrs, Span>();

/** Says where the content of a property was defined, when it was taken from another option. */
export function rememberSpan(property: Attrs, span: Span): void {
  SPANS.set(property, span);
}

/** Where the content of a property was defined, if it is somewhere else. */
export function rememberedSpan(property: Attrs): Span | undefined {
  return SPANS.get(property);
}
