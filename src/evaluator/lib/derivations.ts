import type { BuiltinTable } from "../builtins/define.ts";
import { equal } from "../equality.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { update } from "../update.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../value.ts";
import { isDerivationValue } from "./attrsets.ts";
import { branch, factOf, later, select } from "./later.ts";
import { functionOf, patternFunction } from "./native.ts";
import { shownPretty } from "./shown-pretty.ts";
import { messageText, warn } from "./trivial.ts";

/** `lib.derivations`: derivations whose attributes are known before they are evaluated. */

const ALWAYS_THERE = ["outPath", "outputName", "drvPath", "name", "system"];

const lazyDerivation = patternFunction(
  "lazyDerivation",
  { derivation: false, meta: true, passthru: true, outputs: true },
  (ev, args) => {
    const outputs = args.get("outputs") ?? ["out"];
    const checked = later(() => checkedDerivation(ev, args.get("derivation") as Lazy, outputs));
    const map = new Map<string, Lazy>([["type", "derivation"]]);
    for (const name of ALWAYS_THERE) {
      map.set(
        name,
        later(() => select(ev, checked, name)),
      );
    }
    map.set("outputs", outputs);
    map.set("meta", args.get("meta") ?? later(() => select(ev, checked, "meta")));
    for (const output of ev.list(outputs)) {
      const name = ev.text(output);
      map.set(
        name,
        later(() => select(ev, checked, name)),
      );
    }
    const passthru = args.get("passthru");
    const attrs = new Attrs(map);
    return passthru === undefined ? attrs : update(attrs, force(passthru), null);
  },
);

function checkedDerivation(ev: Evaluator, derivation: Lazy, outputs: Lazy): Value {
  if (!isDerivationValue(ev, derivation)) {
    throw new EvalError("throw", "lazyDerivation: input must be a derivation.");
  }
  const actual = later(() => {
    const outputs = factOf(force(derivation), "outputs");
    return outputs === undefined ? select(ev, derivation, "outputs") : force(outputs);
  });
  if (force(actual) instanceof Unknown || equal(actual, outputs)) return force(derivation);
  const name = factOf(force(derivation), "name") ?? "<unknown>";
  throw new EvalError(
    "throw",
    `lib.lazyDerivation: The derivation ${messageText(ev, name)} has outputs that don't match the assumed outputs.\n\nAssumed outputs passed to lazyDerivation:\n    ${shownPretty(ev, outputs)};\n\nActual outputs of the derivation:\n    ${shownPretty(ev, actual)}`,
  );
}

/** Attributes that may be looked at without a warning. */
const QUIET = new Set(["meta", "name", "type", "outputName"]);

function warnOnInstantiate(ev: Evaluator, message: Lazy, drv: Lazy): Value {
  const attrs = ev.attrs(drv);
  const map = new Map<string, Lazy>();
  for (const [name, value] of attrs.map) {
    map.set(name, QUIET.has(name) ? value : later(() => warn(ev, message, value)));
  }
  const overrideAttrs = attrs.map.get("overrideAttrs");
  if (overrideAttrs !== undefined) {
    map.set(
      "overrideAttrs",
      functionOf("overrideAttrs", (_, x) =>
        warnOnInstantiate(ev, message, ev.call(force(overrideAttrs), x)),
      ),
    );
  }
  return new Attrs(map, attrs.positions, attrs.rest);
}

export const derivationsTable: BuiltinTable = {
  optionalDrvAttr: [2, (ev, cond: Lazy, value: Lazy) => branch(ev, cond, value, null)],
  warnOnInstantiate: [2, warnOnInstantiate],
};

export const derivationsValues: ReadonlyMap<string, Lazy> = new Map([
  ["lazyDerivation", lazyDerivation],
]);
