import type { BuiltinTable } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import { update } from "../update.ts";
import { Attrs, force, type Lazy, type Value } from "../value.ts";
import { extendsWith, fix } from "./fixed-points.ts";
import { later, select } from "./later.ts";
import { functionOf, patternFunction } from "./native.ts";

/** `lib.customisation`: sets of packages that call each other. */

function makeScope(ev: Evaluator, newScope: Lazy, f: Lazy): Value {
  return fix((self) => {
    const callPackage = later(() => ev.call(select(ev, self, "newScope"), new Attrs(new Map())));
    const inner = update(Attrs.of({ callPackage }), ev.call(force(f), self), null);
    const scope = Attrs.of({
      newScope: functionOf("newScope", (_, more) =>
        ev.call(
          force(newScope),
          later(() => update(force(self), force(more), null)),
        ),
      ),
      overrideScope: functionOf("overrideScope", (_, overlay) =>
        makeScope(ev, newScope, extendsWith(overlay, f)),
      ),
      packages: f,
    });
    return update(inner, scope, null);
  });
}

interface Splicing {
  readonly splicePackages: Lazy;
  readonly newScope: Lazy;
  readonly otherSplices: Lazy;
  readonly keep: Lazy | undefined;
  readonly extra: Lazy | undefined;
}

const SPLICES = [
  "BuildBuild",
  "BuildHost",
  "BuildTarget",
  "HostHost",
  "HostTarget",
  "TargetTarget",
];

function makeScopeWithSplicing(ev: Evaluator, how: Splicing, f: Lazy): Value {
  const empty: Lazy = new Attrs(new Map());
  return fix((self) => {
    const spliced0 = later(() => {
      const sets = new Map<string, Lazy>();
      for (const name of SPLICES) {
        const own = name === "HostTarget";
        sets.set(
          `pkgs${name}`,
          own ? self : later(() => select(ev, how.otherSplices, `self${name}`)),
        );
      }
      return ev.call(force(how.splicePackages), new Attrs(sets));
    });
    const spliced = later(() => {
      const extra = how.extra === undefined ? empty : ev.call(force(how.extra), spliced0);
      const kept = how.keep === undefined ? empty : ev.call(force(how.keep), self);
      return update(update(force(extra), force(spliced0), null), force(kept), null);
    });
    const scope = Attrs.of({
      newScope: functionOf("newScope", (_, more) =>
        ev.call(
          force(how.newScope),
          later(() => update(force(spliced), force(more), null)),
        ),
      ),
      callPackage: ev.delayCall(how.newScope, spliced),
      overrideScope: functionOf("overrideScope", (_, overlay) =>
        makeScopeWithSplicing(ev, how, extendsWith(overlay, f)),
      ),
      packages: f,
    });
    return update(ev.call(force(f), self), scope, null);
  });
}

const makeScopeWithSplicingOf = patternFunction(
  "makeScopeWithSplicing'",
  { splicePackages: false, newScope: false },
  (ev, first) =>
    patternFunction(
      "makeScopeWithSplicing'",
      { otherSplices: false, keep: true, extra: true, f: false },
      (_, second) =>
        makeScopeWithSplicing(
          ev,
          {
            splicePackages: first.get("splicePackages") as Lazy,
            newScope: first.get("newScope") as Lazy,
            otherSplices: second.get("otherSplices") as Lazy,
            keep: second.get("keep"),
            extra: second.get("extra"),
          },
          second.get("f") as Lazy,
        ),
    ),
);

export const scopesTable: BuiltinTable = {
  makeScope: [2, makeScope],
  makeScopeWithSplicing: [
    6,
    (
      ev,
      splicePackages: Lazy,
      newScope: Lazy,
      otherSplices: Lazy,
      keep: Lazy,
      extra: Lazy,
      f: Lazy,
    ) => makeScopeWithSplicing(ev, { splicePackages, newScope, otherSplices, keep, extra }, f),
  ],
};

export const scopesValues: ReadonlyMap<string, Lazy> = new Map([
  ["makeScopeWithSplicing'", makeScopeWithSplicingOf],
]);
