import { MAX_ALTERNATIVES } from "../evaluator/call.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { Reason } from "../evaluator/reason.ts";
import { Attrs, Choice, force, type Lazy, OpenList, Unknown } from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import { tagOf } from "./property.ts";

/**
 * Definitions of a set of options, as definitions whose values have no property at the top: `mkMerge` becomes several,
 * `mkIf` and `mkOverride` become wraps of the attributes. No condition is looked at, or configurations whose
 * conditions depend on themselves would recurse for ever.
 */
export function pushDown(ev: Evaluator, defs: readonly Def[]): Def[] {
  const out: Def[] = [];
  for (const def of defs) pushDownOne(ev, def, out);
  return out;
}

function pushDownOne(ev: Evaluator, def: Def, out: Def[]): void {
  const value = force(def.value);
  if (value instanceof Attrs) {
    switch (tagOf(value)) {
      case "merge":
        eachContent(ev, value.get("contents") as Lazy, def, (one) => pushDownOne(ev, one, out));
        return;
      case "if":
        pushDownOne(
          ev,
          def.with({
            value: value.get("content") as Lazy,
            wraps: [...def.wraps, { kind: "if", condition: value.get("condition") as Lazy }],
          }),
          out,
        );
        return;
      case "override":
        pushDownOne(
          ev,
          def.with({
            value: value.get("content") as Lazy,
            wraps: [...def.wraps, { kind: "override", priority: value.get("priority") as Lazy }],
          }),
          out,
        );
        return;
      default:
        out.push(value === def.value ? def : def.with({ value }));
        return;
    }
  }
  if (value instanceof Choice && value.alternatives.length <= MAX_ALTERNATIVES) {
    value.alternatives.forEach((alternative, index) => {
      const one = { key: value, index, of: value.alternatives.length, reason: value.reason };
      const wrap = { kind: "case", case: one } as const;
      pushDownOne(ev, def.with({ value: alternative, wraps: [...def.wraps, wrap] }), out);
    });
    return;
  }
  out.push(value === def.value ? def : def.with({ value }));
}

/** Visits what `mkMerge` merges; elements that are not known become an unknown definition. */
export function eachContent(
  ev: Evaluator,
  contents: Lazy,
  def: Def,
  visit: (one: Def) => void,
): void {
  const list = force(contents);
  if (Array.isArray(list)) {
    for (const value of list) visit(def.with({ value }));
    return;
  }
  if (list instanceof OpenList || list instanceof Unknown || list instanceof Choice) {
    if (list instanceof OpenList) for (const value of list.items) visit(def.with({ value }));
    visit(def.with({ value: new Unknown(list.reason) }));
    return;
  }
  ev.list(list);
}

/** Why a pushed down definition may define more than is known: it is unknown, or an open set. */
export function openness(def: Def): Reason | null {
  const value = force(def.value);
  if (value instanceof Unknown || value instanceof Choice) return value.reason;
  return value instanceof Attrs && value.rest !== null ? value.rest.reason : null;
}
