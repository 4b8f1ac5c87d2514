import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type Value } from "../../evaluator/value.ts";
import { orElse } from "../or-else.ts";
import { tagOf } from "../property.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { AttrListType } from "./attr-list.ts";
import { AttrTagType } from "./attr-tag.ts";
import { AnythingType, PlainAttrsType } from "./attrs.ts";
import { AttrsOfType, attrsWith } from "./attrs-of.ts";
import { addCheck, renamed } from "./checked-type.ts";
import { CoercedType } from "./coerced-to.ts";
import { typeOf } from "./foreign-type.ts";
import { FunctionType } from "./function-to.ts";
import { ListType, NonEmptyListType } from "./list-of.ts";
import { DeferredModuleType, TypeType } from "./module-types.ts";
import { defaultTypeMerge, functorOf } from "./native-type.ts";
import { intTypes, numberType, numberTypes, unsigned } from "./number-types.ts";
import { type OptionType, phrase } from "./option-type.ts";
import { PathType, packageType, pathWith, shellPackage } from "./paths.ts";
import { EnumType, ScalarType, SIMPLE_SCALARS } from "./scalars.ts";
import { MatchingType, nonEmptyStr, SeparatedType, singleLineStr } from "./strings.ts";
import { SubmoduleType, submoduleWith, UNCHECKED_MODULE } from "./submodule.ts";
import { EitherType, NullOrType, UniqueType } from "./unions.ts";
import { mkOptionType } from "./user-type.ts";

/** Fills the table of `lib.types`. */
export function fillTypes(sys: ModuleSystem): void {
  const { types } = sys;
  const add = (name: string, make: () => OptionType) =>
    types.set(
      name,
      later(() => make().attrs),
    );
  for (const spec of SIMPLE_SCALARS) add(spec.name, () => new ScalarType(sys, spec));
  addScalars(sys, add);
  addContainers(sys, add);
  addModuleTypes(sys, add);
  addFunctions(sys);
  types.set("ints", intTypes(sys));
  types.set("numbers", numberTypes(sys));
  types.set(
    "types",
    later(() => new Attrs(types)),
  );
}

type Add = (name: string, make: () => OptionType) => void;

function addScalars(sys: ModuleSystem, add: Add): void {
  const { types } = sys;
  const one = (name: string, make: (argument: Lazy) => OptionType) =>
    types.set(
      name,
      sys.fn(name, 1, (_, argument: Lazy) => make(argument).attrs),
    );
  add("nonEmptyStr", () => nonEmptyStr(sys));
  add("singleLineStr", () => singleLineStr(sys));
  one("strMatching", (pattern) => new MatchingType(sys, pattern));
  one("separatedString", (separator) => new SeparatedType(sys, separator));
  for (const [name, separator] of [
    ["lines", "\n"],
    ["commas", ","],
    ["envVar", ":"],
    ["string", ""],
  ] as const) {
    add(name, () => new SeparatedType(sys, separator));
  }
  one("enum", (values) => new EnumType(sys, values));
  add("port", () => unsigned(sys, 16));
  add("number", () => numberType(sys));
  add("path", () => new PathType(sys, { inStore: null, absolute: true }));
  add("pathInStore", () => new PathType(sys, { inStore: true, absolute: null }));
  add("externalPath", () => new PathType(sys, { inStore: false, absolute: true }));
  types.set(
    "pathWith",
    sys.patternFn("pathWith", { inStore: true, absolute: true }, (_, given) =>
      pathWith(sys, given),
    ),
  );
  add("package", () => packageType(sys));
  add("shellPackage", () => shellPackage(sys, packageType(sys)));
  types.set(
    "pkgs",
    later(() => pkgsType(sys)),
  );
  types.set(
    "fileset",
    later(() => filesetType(sys)),
  );
  one("passwdEntry", (entry) => passwdEntry(sys, entry));
}

function addContainers(sys: ModuleSystem, add: Add): void {
  const { types } = sys;
  const one = (name: string, make: (element: Lazy) => OptionType) =>
    types.set(
      name,
      sys.fn(name, 1, (_, element: Lazy) => make(element).attrs),
    );
  add("attrs", () => new PlainAttrsType(sys));
  add("anything", () => new AnythingType(sys));
  one("listOf", (element) => new ListType(sys, element));
  one("nonEmptyListOf", (element) => new NonEmptyListType(sys, element));
  for (const [name, lazy] of [
    ["attrsOf", false],
    ["lazyAttrsOf", true],
  ] as const) {
    one(name, (elemType) => new AttrsOfType(sys, { elemType, lazy, placeholder: "name" }));
  }
  types.set(
    "attrsWith",
    sys.patternFn("attrsWith", { elemType: false, lazy: true, placeholder: true }, (_, given) =>
      attrsWith(sys, given),
    ),
  );
  types.set(
    "loaOf",
    sys.fn("loaOf", 1, (_, elemType: Lazy) => loaOf(sys, elemType)),
  );
  one("nullOr", (element) => new NullOrType(sys, element));
  one("uniq", (element) => new UniqueType(sys, "", element));
  types.set(
    "unique",
    sys.fn("unique", 2, (ev, given: Lazy, element: Lazy) => {
      const message = ev.attrs(given).get("message");
      if (message === undefined) throw sys.missing("message");
      return new UniqueType(sys, message, element).attrs;
    }),
  );
  one("functionTo", (element) => new FunctionType(sys, element));
  one("attrTag", (tags) => new AttrTagType(sys, tags));
  one("attrListOf", (elemType) => attrList(sys, Attrs.of({ elemType })));
  types.set(
    "attrListWith",
    sys.patternFn(
      "attrListWith",
      { elemType: false, asAttrs: true, mergeAttrValues: true },
      (_, given) => attrList(sys, given).attrs,
    ),
  );
}

function attrList(sys: ModuleSystem, given: Attrs): AttrListType {
  return new AttrListType(sys, {
    elemType: given.get("elemType") as Lazy,
    asAttrs: orElse(given.get("asAttrs"), false),
    mergeAttrValues:
      given.get("mergeAttrValues") ?? sys.fn("values", 2, (_, _name: Lazy, v: Lazy) => force(v)),
  });
}

function addModuleTypes(sys: ModuleSystem, add: Add): void {
  const { types } = sys;
  types.set(
    "submodule",
    sys.fn(
      "submodule",
      1,
      (_, modules: Lazy) =>
        new SubmoduleType(sys, {
          modules: later(() => {
            const forced = force(modules);
            return Array.isArray(forced) ? forced : [forced];
          }),
          specialArgs: new Attrs(new Map()),
          shorthandOnlyDefinesConfig: true,
          description: null,
          moduleClass: null,
        }).attrs,
    ),
  );
  types.set(
    "submoduleWith",
    sys.patternFn(
      "submoduleWith",
      {
        modules: false,
        specialArgs: true,
        shorthandOnlyDefinesConfig: true,
        description: true,
        class: true,
      },
      (_, given) => submoduleWith(sys, given),
    ),
  );
  add("deferredModule", () => new DeferredModuleType(sys, []));
  types.set(
    "deferredModuleWith",
    sys.patternFn(
      "deferredModuleWith",
      { staticModules: true },
      (_, given) => new DeferredModuleType(sys, orElse(given.get("staticModules"), [])).attrs,
    ),
  );
  add("optionType", () => new TypeType(sys));
}

function addFunctions(sys: ModuleSystem): void {
  const { types } = sys;
  types.set(
    "either",
    sys.fn("either", 2, (_, a: Lazy, b: Lazy) => new EitherType(sys, a, b).attrs),
  );
  types.set(
    "oneOf",
    sys.fn("oneOf", 1, (_, list: Lazy) => oneOf(sys, list)),
  );
  types.set(
    "coercedTo",
    sys.fn(
      "coercedTo",
      3,
      (_, from: Lazy, coerce: Lazy, to: Lazy) => new CoercedType(sys, from, coerce, to).attrs,
    ),
  );
  types.set(
    "addCheck",
    sys.fn("addCheck", 2, (_, type: Lazy, check: Lazy) => addCheck(sys, type, check)),
  );
  types.set(
    "mergeTypes",
    sys.fn("mergeTypes", 2, (_, a: Lazy, b: Lazy) => {
      const merged = typeOf(sys, a).typeMerge(typeOf(sys, b).functor());
      return merged ?? Attrs.of({ _type: "merge-error", error: "Cannot merge types" });
    }),
  );
  types.set("mkOptionType", mkOptionType(sys));
  types.set("noCheckForDocsModule", UNCHECKED_MODULE);
  types.set(
    "isType",
    sys.fn("isType", 2, (ev, tag: Lazy, value: Lazy) => isTagged(sys, value, ev.text(tag))),
  );
  types.set(
    "setType",
    sys.fn("setType", 2, (ev, tag: Lazy, value: Lazy) => {
      const attrs = ev.attrs(value);
      return new Attrs(new Map([...attrs.map, ["_type", tag]]), attrs.positions, attrs.rest);
    }),
  );
  types.set(
    "isOptionType",
    sys.fn("isOptionType", 1, (_, value: Lazy) => isTagged(sys, value, "option-type")),
  );
  types.set(
    "defaultTypeMerge",
    sys.fn("defaultTypeMerge", 2, (ev, own: Lazy, other: Lazy) =>
      defaultTypeMerge(sys, ev.attrs(own), other),
    ),
  );
  types.set(
    "defaultFunctor",
    sys.fn("defaultFunctor", 1, (ev, name: Lazy) => {
      const text = ev.text(name);
      return functorOf(sys, text, types.get(text) ?? null);
    }),
  );
  types.set(
    "optionDescriptionPhrase",
    sys.fn("optionDescriptionPhrase", 2, (ev, plain: Lazy, type: Lazy) => {
      const own = typeOf(sys, type);
      const stands = ev.bool(ev.call(force(plain), own.descriptionClass()));
      return stands ? own.description() : `(${own.description()})`;
    }),
  );
  types.set(
    "serializableValueWith",
    sys.patternFn("serializableValueWith", { typeName: false, nullable: true }, (ev, given) =>
      serializable(
        sys,
        ev.text(given.get("typeName") as Lazy),
        given.map.has("nullable") ? ev.bool(given.get("nullable") as Lazy) : true,
      ),
    ),
  );
  types.set(
    "json",
    later(() => serializable(sys, "JSON", true)),
  );
  types.set(
    "toml",
    later(() => serializable(sys, "TOML", false)),
  );
}

function isTagged(sys: ModuleSystem, value: Lazy, tag: string): boolean {
  return tagOf(sys.ev.known(value)) === tag;
}

function oneOf(sys: ModuleSystem, list: Lazy): Value {
  const [first, ...others] = sys.ev.list(list);
  if (first === undefined) {
    throw thrown("types.oneOf needs to get at least one type in its argument");
  }
  // The fold of the original looks at the first type.
  force(first);
  return force(others.reduce((left, right) => new EitherType(sys, left, right).attrs, first));
}

/** Values that a format like JSON can hold, recursively. */
function serializable(sys: ModuleSystem, name: string, nullable: boolean): Value {
  const { types } = sys;
  const valueType: Lazy = later(() => {
    const containers = [
      new AttrsOfType(sys, { elemType: valueType, lazy: false, placeholder: "name" }).attrs,
      new ListType(sys, valueType).attrs,
    ];
    const scalars = ["bool", "int", "float", "str", "path"].map((one) => types.get(one) as Lazy);
    const base = oneOf(sys, [...scalars, ...containers]);
    const own = nullable ? new NullOrType(sys, base).attrs : (base as Attrs);
    return new Attrs(new Map([...own.map, ["description", `${name} value`]]));
  });
  return force(valueType);
}

function loaOf(sys: ModuleSystem, elemType: Lazy): Value {
  const type = new AttrsOfType(sys, { elemType, lazy: false, placeholder: "name" });
  return renamed(type.attrs, {
    name: "loaOf",
    deprecationMessage:
      "Mixing lists with attribute values is no longer possible; please use `types.attrsOf` instead. See https://github.com/NixOS/nixpkgs/issues/1800 for the motivation.",
    nestedTypes: Attrs.of({ elemType }),
  });
}

function pkgsType(sys: ModuleSystem): Value {
  const attrs = sys.types.get("attrs") as Lazy;
  const message = "A Nixpkgs pkgs set can not be merged with another pkgs set.";
  const unique = renamed(new UniqueType(sys, message, attrs).attrs, {
    name: "pkgs",
    descriptionClass: "noun",
    description: "Nixpkgs package set",
  });
  const check = sys.fn("check", 1, (_, value: Lazy) => isTagged(sys, value, "pkgs"));
  return addCheck(sys, unique, check);
}

function filesetType(sys: ModuleSystem): Value {
  const fileset = (name: string) => sys.libFunction("fileset", name);
  return new ScalarType(sys, {
    name: "fileset",
    description: "fileset",
    accepts: (ev, value) => ev.bool(ev.call(fileset("isFileset"), value)),
    combine: (system, _loc, defs) =>
      system.ev.call(
        fileset("unions"),
        defs.map((def) => def.value),
      ),
    emptyValueLater: () => fileset("empty"),
  }).attrs;
}

function passwdEntry(sys: ModuleSystem, entry: Lazy): OptionType {
  const type = typeOf(sys, entry);
  const check = sys.fn("check", 1, (ev, value: Lazy) => !/[:\n]/.test(ev.text(value)));
  const checked = renamed(addCheck(sys, entry, check), {
    name: later(() => `passwdEntry ${type.name}`),
    description: later(() => `${phrase(type, "noun")}, not containing newlines or colons`),
    descriptionClass: "nonRestrictiveClause",
  });
  return typeOf(sys, checked);
}
