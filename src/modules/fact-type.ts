import { later } from "../evaluator/lib/later.ts";
import { Attrs, force, type Lazy } from "../evaluator/value.ts";
import { DagEntryType } from "./dag-entry-type.ts";
import { FactCoercedType } from "./fact-coerced-type.ts";
import { FactSubmoduleType } from "./fact-submodule.ts";
import type { TypeData } from "./facts.ts";
import { jsonValue } from "./json-value.ts";
import { shapeType } from "./shape-type.ts";
import type { ModuleSystem } from "./system.ts";
import { AttrsOfType } from "./types/attrs-of.ts";
import { typeOf } from "./types/foreign-type.ts";
import { FunctionType } from "./types/function-to.ts";
import { ListType, NonEmptyListType } from "./types/list-of.ts";
import type { OptionType } from "./types/option-type.ts";
import { PathType } from "./types/paths.ts";
import { boundedInt, EnumType, isNumberWithin, ScalarType } from "./types/scalars.ts";
import { MatchingType, SeparatedType } from "./types/strings.ts";
import { EitherType, NullOrType, UniqueType } from "./types/unions.ts";
import { UnitOptionType } from "./unit-option-type.ts";

const CACHE = new WeakMap<ModuleSystem, WeakMap<TypeData, OptionType>>();

/** The native type of a fact's, the same again for the same data; null where the fact does not know it. */
export function typeOfFact(sys: ModuleSystem, data: TypeData): OptionType | null {
  if (data.t === "unknown") return null;
  let cache = CACHE.get(sys);
  if (cache === undefined) {
    cache = new WeakMap();
    CACHE.set(sys, cache);
  }
  let type = cache.get(data);
  if (type === undefined) {
    type = build(sys, data);
    cache.set(data, type);
  }
  return type;
}

/** A part of a type: what is not known there merges by its shape. */
function part(sys: ModuleSystem, data: TypeData): Lazy {
  return later(() => (typeOfFact(sys, data) ?? shapeType(sys)).attrs);
}

function simple(sys: ModuleSystem, name: string): OptionType {
  return typeOf(sys, sys.types.get(name) as Lazy);
}

function build(sys: ModuleSystem, data: Exclude<TypeData, { t: "unknown" }>): OptionType {
  switch (data.t) {
    case "int":
      return intType(sys, data);
    case "float":
    case "number":
      return numberType(sys, data);
    case "strMatching":
      return new MatchingType(sys, data.pattern);
    case "separatedString":
      return new SeparatedType(sys, data.sep);
    case "path":
      return new PathType(sys, { inStore: data.inStore ?? null, absolute: true });
    case "enum":
      return new EnumType(sys, jsonValue(data.values));
    case "nullOr":
      return new NullOrType(sys, part(sys, data.of));
    case "listOf":
      return data.nonEmpty === true
        ? new NonEmptyListType(sys, part(sys, data.of))
        : new ListType(sys, part(sys, data.of));
    case "attrsOf":
    case "lazyAttrsOf":
      return new AttrsOfType(sys, {
        elemType: part(sys, data.of),
        lazy: data.t === "lazyAttrsOf",
        placeholder: "name",
      });
    case "dagOf":
      return new AttrsOfType(sys, {
        elemType: new DagEntryType(sys, part(sys, data.of)).attrs,
        lazy: false,
        placeholder: "name",
      });
    case "either":
      return eitherOf(sys, data.of);
    case "coercedTo":
      return new FactCoercedType(sys, part(sys, data.from), part(sys, data.to));
    case "uniq":
      return new UniqueType(sys, "", part(sys, data.of));
    case "functionTo":
      return new FunctionType(sys, part(sys, data.of));
    case "checked":
      return typeOfFact(sys, data.of) ?? shapeType(sys);
    case "submodule":
      return new FactSubmoduleType(sys, data.open === true ? (data.freeform ?? ANYTHING) : null);
    case "format":
      return formatType(sys);
    case "unitOption":
      return new UnitOptionType(sys);
    case "attrTag":
      return simple(sys, "anything");
    default:
      return simple(sys, data.t);
  }
}

const ANYTHING: TypeData = { t: "anything" };

function intType(sys: ModuleSystem, data: TypeData & { t: "int" }): OptionType {
  const { min, max } = data;
  if (min === undefined && max === undefined) return simple(sys, "int");
  const bounds = { low: min ?? null, high: max ?? null };
  return boundedInt(sys, bounds, "intBetween", `integer between ${min} and ${max}`);
}

function numberType(sys: ModuleSystem, data: TypeData & { t: "float" | "number" }): OptionType {
  const { min, max } = data;
  return new ScalarType(sys, {
    name: data.t,
    description: data.t === "float" ? "floating point number" : "number",
    accepts: (ev, value) => isNumberWithin(ev, value, { low: min ?? null, high: max ?? null }),
  });
}

function eitherOf(sys: ModuleSystem, types: readonly TypeData[]): OptionType {
  const [first, ...others] = types.map((data) => part(sys, data));
  if (first === undefined) return simple(sys, "anything");
  const joined = others.reduce(
    (left, right) => later(() => new EitherType(sys, left, right).attrs),
    first,
  );
  return typeOf(sys, joined);
}

const FORMATS = new WeakMap<ModuleSystem, OptionType>();

/** Values of `pkgs.formats`: null, scalars, lists and sets, which merge recursively. */
function formatType(sys: ModuleSystem): OptionType {
  let type = FORMATS.get(sys);
  if (type === undefined) {
    const json = force(sys.types.get("json") as Lazy);
    type = typeOf(sys, json instanceof Attrs ? json : (sys.types.get("anything") as Lazy));
    FORMATS.set(sys, type);
  }
  return type;
}
