import type { BuiltinTable } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import { update } from "../update.ts";
import { Attrs, Builtin, force, type Lazy, type Value } from "../value.ts";
import { later } from "./later.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.kernel`: answers to the questions of the kernel's configuration. */

function answer(tristate: string | null): Attrs {
  return Attrs.of({ tristate, optional: false });
}

/** Version `a` is less than, equal to or greater than `b`. */
function compareVersions(ev: Evaluator, a: Lazy, b: Lazy): number {
  return ev.smallInt(callBuiltin(ev, "compareVersions", a, b));
}

/** `lib.mkIf`. */
function conditional(condition: () => Value, content: Lazy): Attrs {
  return Attrs.of({ _type: "if", condition: later(condition), content });
}

function whenHelpers(version: Lazy): Attrs {
  const since = new Builtin("whenAtLeast", 2, (ev, from: Lazy, content: Lazy) =>
    conditional(() => compareVersions(ev, version, from) >= 0, content),
  );
  const before = new Builtin("whenOlder", 2, (ev, to: Lazy, content: Lazy) =>
    conditional(() => compareVersions(ev, version, to) < 0, content),
  );
  const between = new Builtin("whenBetween", 3, (ev, from: Lazy, to: Lazy, content: Lazy) =>
    conditional(
      () => compareVersions(ev, version, from) >= 0 && compareVersions(ev, version, to) < 0,
      content,
    ),
  );
  return Attrs.of({ whenAtLeast: since, whenOlder: before, whenBetween: between });
}

export const kernelTable: BuiltinTable = {
  option: [1, (_, x: Lazy) => update(force(x), Attrs.of({ optional: true }), null)],
  freeform: [1, (_, x: Lazy) => Attrs.of({ freeform: x, optional: false })],
  whenHelpers: [1, (_, version: Lazy) => whenHelpers(version)],
};

export const kernelValues: ReadonlyMap<string, Lazy> = new Map([
  ["yes", answer("y")],
  ["no", answer("n")],
  ["module", answer("m")],
  ["unset", answer(null)],
]);
