import type { BuiltinTable } from "../builtins/define.ts";
import { equal } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import { update } from "../update.ts";
import { Attrs, Builtin, force, type Lazy, type Value } from "../value.ts";
import { later } from "./later.ts";
import { functionOf, isFunction } from "./native.ts";

/** `lib.fixedPoints`: sets that are defined by themselves, and overlays on them. */

/** `let x = f x; in x`. */
export function fix(f: (self: Lazy) => Value): Value {
  const self: Lazy = later(() => f(self));
  return force(self);
}

/** `overlay` applied to the outcome of `f`, both seeing the final set. */
function applyOverlay(ev: Evaluator, overlay: Lazy, f: Lazy, final: Lazy): Value {
  const prev = ev.delayCall(f, final);
  return update(force(prev), ev.call2(force(overlay), final, prev), null);
}

/** `lib.extends overlay f`. */
export function extendsWith(overlay: Lazy, f: Lazy): Builtin {
  return new Builtin("lib.extends", 3, extendsOf, [overlay, f]);
}

function extendsOf(ev: Evaluator, overlay: Lazy, f: Lazy, final: Lazy): Value {
  return applyOverlay(ev, overlay, f, final);
}

/** Overlays one after the other, each seeing what those before made of `prev`. */
function compose(ev: Evaluator, overlays: readonly Lazy[], final: Lazy, prev: Lazy): Value {
  let result: Value = new Attrs(new Map());
  let before = prev;
  for (const overlay of overlays) {
    const seen = before;
    const applied = ev.call2(force(overlay), final, seen);
    result = update(result, applied, null);
    before = later(() => update(force(seen), applied, null));
  }
  return result;
}

/** `lib.makeExtensibleWithCustomName`. */
export function makeExtensible(ev: Evaluator, extender: Lazy, rattrs: Lazy): Value {
  const extend = functionOf("lib.extends", (_, overlay) =>
    makeExtensible(ev, extender, extendsWith(overlay, rattrs)),
  );
  const withExtender = functionOf("__unfix__", (_, self) => {
    const made = ev.call(force(rattrs), self);
    return update(made, new Attrs(new Map([[ev.text(extender), extend]])), null);
  });
  return fixUnfixed(ev, withExtender);
}

/** `lib.fix'`. */
function fixUnfixed(ev: Evaluator, f: Lazy): Value {
  const unfix = new Attrs(new Map([["__unfix__", f]]));
  return fix((self) => update(ev.call(force(f), self), unfix, null));
}

function toExtension(ev: Evaluator, f: Lazy, final: Lazy, prev: Lazy): Value {
  if (!isFunction(ev, f)) return force(f);
  const result = ev.call(force(f), prev);
  return isFunction(ev, result) ? ev.call2(force(f), final, prev) : result;
}

export const fixedPointsTable: BuiltinTable = {
  fix: [1, (ev, f: Lazy) => fix((self) => ev.call(force(f), self))],
  "fix'": [1, fixUnfixed],
  converge: [
    2,
    (ev, f: Lazy, x: Lazy) => {
      const fn = force(f);
      for (let current = x; ; ) {
        const next = ev.call(fn, current);
        if (equal(next, current)) return force(current);
        current = next;
      }
    },
  ],
  extends: [3, extendsOf],
  composeExtensions: [
    4,
    (ev, f: Lazy, g: Lazy, final: Lazy, prev: Lazy) => compose(ev, [f, g], final, prev),
  ],
  composeManyExtensions: [
    3,
    (ev, overlays: Lazy, final: Lazy, prev: Lazy) => compose(ev, ev.list(overlays), final, prev),
  ],
  makeExtensible: [1, (ev, rattrs: Lazy) => makeExtensible(ev, "extend", rattrs)],
  makeExtensibleWithCustomName: [2, makeExtensible],
  toExtension: [3, toExtension],
};
