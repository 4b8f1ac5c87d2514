import { verdict } from "../../evaluator/builtins/partly.ts";
import { typeName } from "../../evaluator/describe.ts";
import type { Evaluator } from "../../evaluator/evaluator.ts";
import { later } from "../../evaluator/lib/later.ts";
import type { Reason } from "../../evaluator/reason.ts";
import {
  Attrs,
  Builtin,
  Lambda,
  type Lazy,
  NixFloat,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { orElse } from "../or-else.ts";
import { tagOf } from "../property.ts";
import type { ModuleSystem } from "../system.ts";
import {
  areParts,
  mergeDefault,
  mergeEqual,
  mergeOne,
  plainly,
  plainlyLater,
} from "./merge-functions.ts";
import { firstDef, functorOf, NativeType } from "./native-type.ts";
import type { Merged } from "./option-type.ts";

/** How a scalar type merges definitions. */
export type Combine = (sys: ModuleSystem, loc: Loc, defs: readonly Def[]) => Value;

/** What makes a type without parameters. */
export interface ScalarSpec {
  readonly name: string;
  readonly description: string;
  readonly descriptionClass?: string | null;
  readonly accepts: (ev: Evaluator, value: Lazy) => boolean;
  /** Left out: definitions must be equal. */
  readonly combine?: Combine;
  readonly emptyValueLater?: () => Value;
  /** Whether a known value passes for sure, by a cheap look. */
  readonly takesAsIs?: (value: Value) => boolean;
  /** The name in the functor, where types made from another keep its name. */
  readonly functorName?: string;
  /** Whether definitions that need not be there can be merged with others of these. */
  readonly takesPossible?: (defs: readonly Def[]) => boolean;
}

/** A type whose values are taken as they are. */
export class ScalarType extends NativeType {
  readonly #spec: ScalarSpec;

  constructor(sys: ModuleSystem, spec: ScalarSpec) {
    super(sys, spec.name);
    this.#spec = spec;
  }

  description(): string {
    return this.#spec.description;
  }

  override descriptionClass(): string | null {
    return this.#spec.descriptionClass === undefined ? "noun" : this.#spec.descriptionClass;
  }

  accepts(value: Lazy): boolean {
    return this.#spec.accepts(this.sys.ev, value);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const combine = this.#spec.combine;
    if (combine !== undefined) return plainlyLater(() => combine(this.sys, loc, defs));
    // A single definition is the value, whatever it is.
    if (defs.length === 1) return plainly(firstDef(defs).value);
    return plainlyLater(() => mergeEqual(this.sys, loc, defs));
  }

  override takesPossible(defs: readonly Def[]): boolean {
    return this.#spec.takesPossible?.(defs) ?? false;
  }

  override emptyValue(): Lazy | undefined {
    const make = this.#spec.emptyValueLater;
    return make === undefined ? undefined : later(make);
  }

  override takesAsIs(value: Value): boolean {
    return this.#spec.takesAsIs?.(value) ?? false;
  }

  protected override get functorName(): string {
    return this.#spec.functorName ?? this.name;
  }
}

export function isString(ev: Evaluator, value: Lazy): boolean {
  const known = ev.known(value);
  return typeof known === "string" || isOtherText(known);
}

function isOtherText(value: Value): boolean {
  return typeof value === "object" && value !== null && "context" in value;
}

function isInt(ev: Evaluator, value: Lazy): boolean {
  const known = ev.known(value);
  return typeof known === "number" || typeof known === "bigint";
}

export function isBool(ev: Evaluator, value: Lazy): boolean {
  return typeof ev.known(value) === "boolean";
}

function isFloat(ev: Evaluator, value: Lazy): boolean {
  return ev.known(value) instanceof NixFloat;
}

/** The types without parameters that take what their `typeOf` says, and the ones that take anything. */
export const SIMPLE_SCALARS: readonly ScalarSpec[] = [
  {
    name: "raw",
    description: "raw value",
    accepts: () => true,
    combine: mergeOne,
    takesAsIs: () => true,
  },
  {
    name: "unspecified",
    description: "unspecified value",
    accepts: () => true,
    takesAsIs: () => true,
    combine: mergeDefault,
    takesPossible: areParts,
  },
  {
    name: "bool",
    description: "boolean",
    accepts: isBool,
    takesAsIs: (value) => typeof value === "boolean",
  },
  {
    name: "boolByOr",
    description: "boolean (merged using or)",
    accepts: isBool,
    combine: mergeByOr,
    takesPossible: () => true,
  },
  {
    name: "int",
    description: "signed integer",
    accepts: isInt,
    takesAsIs: (value) => typeof value === "number",
  },
  { name: "float", description: "floating point number", accepts: isFloat },
  {
    name: "str",
    description: "string",
    accepts: isString,
    takesAsIs: (value) => typeof value === "string",
  },
  {
    name: "luaInline",
    description: "inline lua",
    accepts: (ev, value) => tagOf(ev.known(value)) === "lua-inline",
  },
  {
    name: "optionDeclaration",
    description: "option declaration",
    accepts: (ev, value) => {
      const known = ev.known(value);
      return tagOf(known) === "option" && !(known as Attrs).map.has("value");
    },
    combine: mergeDefault,
    takesPossible: areParts,
  },
];

function mergeByOr(sys: ModuleSystem, _loc: Loc, defs: readonly Def[]): Value {
  let doubt: Reason | null = null;
  for (const def of defs) {
    const [unknown] = def.cases;
    const holds = verdict(sys.ev, def.value);
    if (holds === true && def.isSure) return true;
    if (holds === true) doubt ??= unknown?.reason ?? null;
    else if (holds !== false) doubt ??= holds;
  }
  return doubt === null ? false : new Unknown(doubt);
}

/** Bounds of a number type; null where there is none. */
export interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
  /** Whether `low` itself is outside. */
  readonly above?: boolean;
}

function within({ low, high, above }: Bounds, number: number | bigint): boolean {
  if (low !== null && (above === true ? number <= low : number < low)) return false;
  return high === null || number <= high;
}

/** An integer in a range: `ints.between` and its like. */
export function boundedInt(
  sys: ModuleSystem,
  bounds: Bounds,
  name: string,
  description: string,
  descriptionClass = "noun",
): ScalarType {
  return new ScalarType(sys, {
    name,
    description,
    descriptionClass,
    functorName: "int",
    accepts: (ev, value) => {
      const known = ev.known(value);
      return (typeof known === "number" || typeof known === "bigint") && within(bounds, known);
    },
    takesAsIs: (value) => typeof value === "number" && within(bounds, value),
  });
}

/** Whether the value is an integer or a float within the bounds. */
export function isNumberWithin(ev: Evaluator, value: Lazy, bounds: Bounds): boolean {
  const known = ev.known(value);
  if (known instanceof NixFloat) return within(bounds, known.value);
  return (typeof known === "number" || typeof known === "bigint") && within(bounds, known);
}

/** `types.enum`: one of a list of values. */
export class EnumType extends NativeType {
  readonly #values: Lazy;

  constructor(sys: ModuleSystem, values: Lazy) {
    super(sys, "enum");
    this.#values = values;
  }

  description(): string {
    const shown = this.sys.ev.list(this.#values).map((value) => showChoice(this.sys.ev, value));
    const [first] = shown;
    if (first === undefined) return "impossible (empty enum)";
    return shown.length === 1 ? `value ${first} (singular enum)` : `one of ${shown.join(", ")}`;
  }

  override descriptionClass(): string {
    return this.sys.ev.list(this.#values).length < 2 ? "noun" : "conjunction";
  }

  accepts(value: Lazy): boolean {
    return this.sys.contains(this.#values, value);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    if (defs.length === 1) return plainly(firstDef(defs).value);
    return plainlyLater(() => mergeEqual(this.sys, loc, defs));
  }

  override functor(): Attrs {
    const { sys } = this;
    const make = sys.fn("enum", 1, (ev, payload: Lazy) => {
      const values = orElse(ev.attrs(payload).get("values"), []);
      return new EnumType(sys, values).attrs;
    });
    return functorOf(sys, "enum", make, Attrs.of({ values: this.#values }), (a, b) =>
      Attrs.of({
        values: later(() => sys.unique(orElse(a.get("values"), []), orElse(b.get("values"), []))),
      }),
    );
  }
}

function showChoice(ev: Evaluator, lazy: Lazy): string {
  const value = ev.known(lazy);
  if (typeof value === "string") return `"${value}"`;
  if (isOtherText(value)) return `"${ev.text(value)}"`;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return String(value);
  }
  return `<${typeName(value) ?? "unknown"}>`;
}

/** Whether the value is a function as `lib.isFunction` has it, without a look into functors' results. */
export function isCallable(value: Value): boolean {
  return value instanceof Lambda || value instanceof Builtin;
}
