import { printJson } from "../../evaluator/json/print.ts";
import { later } from "../../evaluator/lib/later.ts";
import { shown } from "../../evaluator/lib/surroundings.ts";
import { Attrs, force, type Lazy, type Value } from "../../evaluator/value.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { addCheck, renamed } from "./checked-type.ts";
import type { OptionType } from "./option-type.ts";
import { boundedInt, isNumberWithin } from "./scalars.ts";
import { EitherType } from "./unions.ts";

/** `types.ints`, `types.numbers` and their like: numbers within bounds. */

function between(low: number | bigint, high: number | bigint): string {
  return `between ${low} and ${high} (both inclusive)`;
}

/** `types.ints.u<bits>`. */
export function unsigned(sys: ModuleSystem, bits: number): OptionType {
  const high = 2 ** bits - 1;
  const description = `${bits} bit unsigned integer; ${between(0, high)}`;
  return boundedInt(sys, { low: 0, high }, `unsignedInt${bits}`, description);
}

function signed(sys: ModuleSystem, bits: number): OptionType {
  const half = 2 ** (bits - 1);
  const description = `${bits} bit signed integer; ${between(-half, half - 1)}`;
  return boundedInt(sys, { low: -half, high: half - 1 }, `signedInt${bits}`, description);
}

/** `types.ints`. */
export function intTypes(sys: ModuleSystem): Attrs {
  const map = new Map<string, Lazy>();
  const restricted = "nonRestrictiveClause";
  map.set(
    "between",
    sys.fn("between", 2, (ev, lowest: Lazy, highest: Lazy) => {
      const low = ev.smallInt(lowest);
      const high = ev.smallInt(highest);
      if (low > high) throw thrown("ints.between: lowest must be smaller than highest");
      const text = `integer ${between(low, high)}`;
      return boundedInt(sys, { low, high }, "intBetween", text).attrs;
    }),
  );
  const named = (name: string, make: () => OptionType) =>
    map.set(
      name,
      later(() => make().attrs),
    );
  named("unsigned", () =>
    boundedInt(
      sys,
      { low: 0, high: null },
      "unsignedInt",
      "unsigned integer, meaning >=0",
      restricted,
    ),
  );
  named("positive", () =>
    boundedInt(
      sys,
      { low: 1, high: null },
      "positiveInt",
      "positive integer, meaning >0",
      restricted,
    ),
  );
  for (const bits of [8, 16, 32]) {
    named(`u${bits}`, () => unsigned(sys, bits));
    named(`s${bits}`, () => signed(sys, bits));
  }
  return new Attrs(map);
}

/** `types.number`. */
export function numberType(sys: ModuleSystem): OptionType {
  const { types } = sys;
  return new EitherType(sys, types.get("int") as Lazy, types.get("float") as Lazy);
}

/** `types.numbers`. */
export function numberTypes(sys: ModuleSystem): Attrs {
  const number = later(() => numberType(sys).attrs);
  const bounded = (
    bounds: { low: number | null; high: number | null; above?: boolean },
    attributes: Record<string, Lazy>,
  ) => {
    const check = sys.fn("check", 1, (ev, value: Lazy) => isNumberWithin(ev, value, bounds));
    return renamed(addCheck(sys, number, check), attributes);
  };
  const range = (ev: ModuleSystem["ev"], lowest: Lazy, highest: Lazy): Value => {
    const numeric = (value: Lazy) => {
      const known = ev.known(value);
      return typeof known === "object" && known !== null && "value" in known
        ? Number(known.value)
        : Number(ev.int(known));
    };
    const low = numeric(lowest);
    const high = numeric(highest);
    if (low > high) throw thrown("numbers.between: lowest must be smaller than highest");
    const text = (value: Lazy) => shown(printJson(ev, force(value)));
    return bounded(
      { low, high },
      {
        name: "numberBetween",
        description: `integer or floating point number between ${text(lowest)} and ${text(highest)} (both inclusive)`,
      },
    );
  };
  return Attrs.of({
    between: sys.fn("between", 2, range),
    nonnegative: later(() =>
      bounded(
        { low: 0, high: null },
        {
          name: "numberNonnegative",
          description: "nonnegative integer or floating point number, meaning >=0",
          descriptionClass: "nonRestrictiveClause",
        },
      ),
    ),
    positive: later(() =>
      bounded(
        { low: 0, high: null, above: true },
        {
          name: "numberPositive",
          description: "positive integer or floating point number, meaning >0",
          descriptionClass: "nonRestrictiveClause",
        },
      ),
    ),
  });
}
