import { later } from "../../evaluator/lib/later.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import { Decl, Declaration, fixupType, mergeOptionDecls } from "../declaration.ts";
import { Def, defOfAttrs, defsOfList, fileText } from "../definition.ts";
import { discharge, sortByOrder } from "../discharge.ts";
import { isFunction } from "../functions.ts";
import { Loc } from "../loc.ts";
import { Merging } from "../merging.ts";
import { located, type ModuleParts, unify } from "../module.ts";
import { OptionEntry } from "../option-entry.ts";
import { OptionSet } from "../option-set.ts";
import { pushDown } from "../push-down.ts";
import type { ModuleSystem } from "../system.ts";
import { typeOf } from "../types/foreign-type.ts";
import { locOfList } from "../types/native-type.ts";
import { pathOf } from "./attr-path.ts";

/** Functions of `lib.modules` that look inside of the module system. */
export function lowLevelFunctions(sys: ModuleSystem): Map<string, Lazy> {
  const { ev } = sys;
  const table = new Map<string, Lazy>();
  table.set(
    "setDefaultModuleLocation",
    sys.fn("setDefaultModuleLocation", 2, (_, file: Lazy, module: Lazy) => located(file, module)),
  );
  table.set(
    "importApply",
    sys.fn("importApply", 2, (_, path: Lazy, argument: Lazy) => {
      const imported = later(() => ev.call(sys.builtin("import"), path));
      return located(path, ev.delayCall(imported, argument));
    }),
  );
  for (const name of ["importJSON", "importTOML"]) {
    table.set(
      name,
      sys.fn(name, 1, (_, file: Lazy) =>
        Attrs.of({ _file: file, config: later(() => ev.call(sys.libFunction(name), file)) }),
      ),
    );
  }
  table.set(
    "unifyModuleSyntax",
    sys.fn("unifyModuleSyntax", 3, (_, file: Lazy, key: Lazy, module: Lazy) =>
      attrsOfParts(unify(sys, file, fileText(ev, key), ev.known(module))),
    ),
  );
  table.set(
    "applyModuleArgsIfFunction",
    sys.fn("applyModuleArgsIfFunction", 3, (_, _key: Lazy, module: Lazy, args: Lazy) => {
      const value = ev.known(module);
      return isFunction(ev, value) ? ev.call(value, args) : value;
    }),
  );
  addProperties(sys, table);
  addMerging(sys, table);
  return table;
}

function attrsOfParts(parts: ModuleParts): Attrs {
  return Attrs.of({
    _file: parts.file,
    _class: parts.moduleClass,
    key: parts.key,
    disabledModules: parts.disabledModules,
    imports: parts.imports,
    options: parts.options,
    config: parts.config,
  });
}

const NOWHERE = { file: "<unknown-file>", chain: [] };

function addProperties(sys: ModuleSystem, table: Map<string, Lazy>): void {
  const { ev } = sys;
  table.set(
    "pushDownProperties",
    sys.fn("pushDownProperties", 1, (_, config: Lazy) =>
      pushDown(ev, [new Def(NOWHERE, config)]).map((def) => pushedValue(def)),
    ),
  );
  table.set(
    "dischargeProperties",
    sys.fn("dischargeProperties", 1, (_, value: Lazy) => {
      const held: Lazy[] = [];
      dischargeInto(sys, value, held);
      return held;
    }),
  );
  for (const name of ["filterOverrides", "filterOverrides'"]) {
    table.set(
      name,
      sys.fn(name, 1, (_, defs: Lazy) => {
        const held = discharge(ev, defsOfList(ev, defs));
        const best = Math.min(9999, ...held.map((def) => def.priority));
        const values = held.filter((def) => def.priority === best).map((def) => def.attrs);
        return name === "filterOverrides" ? values : Attrs.of({ values, highestPrio: best });
      }),
    );
  }
  table.set(
    "sortProperties",
    sys.fn("sortProperties", 1, (_, defs: Lazy) =>
      sortByOrder(ev, defsOfList(ev, defs)).map((def) => def.attrs),
    ),
  );
}

/** A pushed down definition: properties stand around the attributes. */
function pushedValue(def: Def): Value {
  const value = force(def.value);
  if (!(value instanceof Attrs) || def.wraps.length === 0) return value;
  const map = new Map<string, Lazy>();
  for (const [name, attribute] of value.map) {
    map.set(name, new Def(def.origin, attribute, null, def.wraps).wrapped);
  }
  return new Attrs(map, value.positions, value.rest);
}

function dischargeInto(sys: ModuleSystem, value: Lazy, into: Lazy[]): void {
  for (const def of discharge(sys.ev, [new Def(NOWHERE, value)])) {
    const forced = force(value);
    const kept = forced instanceof Unknown || forced instanceof Choice ? forced : def.value;
    into.push(kept);
  }
}

function addMerging(sys: ModuleSystem, table: Map<string, Lazy>): void {
  const { ev } = sys;
  table.set(
    "mergeDefinitions",
    sys.fn("mergeDefinitions", 3, (_, loc: Lazy, type: Lazy, defs: Lazy) =>
      mergingAttrs(new Merging(sys, locOfList(sys, loc), typeOf(sys, type), defsOfList(ev, defs))),
    ),
  );
  table.set(
    "mergeOptionDecls",
    sys.fn("mergeOptionDecls", 2, (_, loc: Lazy, decls: Lazy) => {
      const list = ev.list(decls).map((decl) => {
        const attrs = ev.attrs(decl);
        const file = fileText(ev, attrs.get("_file") ?? "<unknown-file>");
        return new Decl({ file, chain: [file] }, attrs.get("options") as Lazy);
      });
      return mergeOptionDecls(sys, pathOf(ev, loc), list);
    }),
  );
  table.set(
    "fixupOptionType",
    sys.fn("fixupOptionType", 2, (_, _loc: Lazy, option: Lazy) => fixupType(sys, ev.attrs(option))),
  );
  table.set(
    "evalOptionValue",
    sys.fn("evalOptionValue", 3, (_, loc: Lazy, option: Lazy, defs: Lazy) => {
      const declaration = Declaration.ofAttrs(sys, ev.attrs(option));
      return new OptionEntry(sys, locOfList(sys, loc), declaration, defsOfList(ev, defs)).attrs;
    }),
  );
  table.set(
    "mergeAttrDefinitionsWithPrio",
    sys.fn("mergeAttrDefinitionsWithPrio", 1, (_, option: Lazy) =>
      attrsWithPriority(sys, ev.attrs(option)),
    ),
  );
  table.set(
    "mergeModules",
    sys.fn("mergeModules", 2, (_, prefix: Lazy, modules: Lazy) =>
      mergeModules(sys, prefix, modules),
    ),
  );
}

function mergingAttrs(merging: Merging): Attrs {
  const finals = later(() => merging.winners.defs.map((def) => def.attrs));
  const isDefined = later(() => {
    const defined = merging.isDefined();
    return typeof defined === "boolean" ? defined : new Unknown(defined);
  });
  return Attrs.of({
    "defsFinal'": later(() => Attrs.of({ values: finals, highestPrio: merging.winners.priority })),
    defsFinal: finals,
    mergedValue: merging.value,
    isDefined,
    optionalValue: later(() =>
      force(isDefined) === true ? Attrs.of({ value: merging.value }) : new Attrs(new Map()),
    ),
    checkedAndMerged: later(() =>
      Attrs.of({
        headError: null,
        value: merging.value,
        valueMeta: later(() => force(merging.merged().meta())),
      }),
    ),
  });
}

/** Value and priority of each attribute of an option of sets. */
function attrsWithPriority(sys: ModuleSystem, option: Attrs): Value {
  const { ev } = sys;
  const type = typeOf(sys, option.get("type") as Lazy);
  const element = ev.attrs(type.nestedTypes()).get("elemType") as Lazy;
  const path = pathOf(ev, option.get("loc") as Lazy);
  const byName = new Map<string, Def[]>();
  const defs = ev.list(option.get("definitionsWithLocations") as Lazy);
  for (const def of pushDown(
    ev,
    defs.map((one) => defOfAttrs(ev, ev.attrs(one))),
  )) {
    for (const [name, value] of ev.attrs(def.value).map) {
      const part = new Def(def.origin, value, def.span, def.wraps);
      byName.set(name, [...(byName.get(name) ?? []), part]);
    }
  }
  const map = new Map<string, Lazy>();
  for (const [name, parts] of byName) {
    const loc = Loc.root([...path, name], "closed", null);
    const merging = new Merging(sys, loc, typeOf(sys, element), parts);
    map.set(
      name,
      Attrs.of({ value: merging.value, highestPrio: later(() => merging.winners.priority) }),
    );
  }
  return new Attrs(map);
}

function mergeModules(sys: ModuleSystem, prefix: Lazy, modules: Lazy): Value {
  const { ev } = sys;
  const list = ev.list(modules).map((module) => ev.attrs(module));
  const originOf = (module: Attrs) => {
    const file = fileText(ev, module.get("_file") ?? "<unknown-file>");
    return { file, chain: [file] };
  };
  const decls = list.map((module) => new Decl(originOf(module), module.get("options") as Lazy));
  const set = new OptionSet(sys, locOfList(sys, prefix), decls, () =>
    pushDown(
      ev,
      list.map((module) => new Def(originOf(module), module.get("config") as Lazy)),
    ),
  );
  return Attrs.of({
    matchedOptions: later(() => set.options),
    unmatchedDefns: later(() =>
      set.unmatched().map(({ path, def }) =>
        Attrs.of({
          file: def.origin.file,
          prefix: [...path],
          value: later(() => force(def.wrapped)),
        }),
      ),
    ),
  });
}
