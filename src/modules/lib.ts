import type { Evaluator } from "../evaluator/evaluator.ts";
import { createLib } from "../evaluator/lib/index.ts";
import { later } from "../evaluator/lib/later.ts";
import { Attrs, type Builtin, force, type Lazy, type Value } from "../evaluator/value.ts";
import type { ModuleInput } from "./collect.ts";
import { ModuleEvaluation } from "./evaluation.ts";
import { lowLevelFunctions } from "./lib/low-level.ts";
import { optionFunctions } from "./lib/options.ts";
import { propertyFunctions } from "./lib/properties.ts";
import { renameFunctions } from "./lib/renames.ts";
import { orElse } from "./or-else.ts";
import { mkOverride } from "./property.ts";
import { ModuleSystem } from "./system.ts";
import { fillTypes } from "./types/library.ts";

/** Names of `lib.types` that are also in `lib` itself. */
const FLAT_TYPES = [
  "isType",
  "setType",
  "defaultTypeMerge",
  "defaultFunctor",
  "isOptionType",
  "mkOptionType",
];

/** Names of `lib.options` and `lib.modules` that are not in `lib` itself. */
const INNER: ReadonlySet<string> = new Set([
  "showDefs",
  "renderOptionValue",
  "literalCode",
  "mapDefinitionValue",
  "importApply",
  "importJSON",
  "importTOML",
  "mergeAttrDefinitionsWithPrio",
  "mkAliasAndWrapDefsWithPriority",
  "mkAliasIfDef",
  "filterOverrides'",
  "defaultOrderPriority",
  "defaultOverridePriority",
  "defaultPriority",
]);

const SYSTEMS = new WeakMap<Evaluator, ModuleSystem>();

/** The module system of an evaluator whose `lib` is nothing but nixlint's own. */
export function defaultSystem(ev: Evaluator): ModuleSystem {
  let sys = SYSTEMS.get(ev);
  if (sys === undefined) {
    const lib = later(() => createLib(ev, moduleLib(ev)));
    sys = newSystem(ev, lib);
    SYSTEMS.set(ev, sys);
  }
  return sys;
}

function newSystem(ev: Evaluator, lib: Lazy): ModuleSystem {
  const sys = new ModuleSystem(ev, lib);
  fillTypes(sys);
  return sys;
}

/**
 * What the module system gives to `lib`: the sets `types`, `options` and `modules`, and the names that are in `lib`
 * itself. `lib` is the library that modules get when nobody gives them another one.
 */
export function moduleLib(ev: Evaluator, lib?: Lazy): Map<string, Lazy> {
  const sys = lib === undefined ? defaultSystem(ev) : newSystem(ev, lib);
  const options = optionFunctions(sys);
  const modules = new Map<string, Lazy>([
    ...propertyFunctions(sys),
    ...renameFunctions(sys),
    ...lowLevelFunctions(sys),
    ["evalModules", evalModulesFunction(sys)],
    ["fixMergeModules", fixMergeModules(sys)],
  ]);
  const table = new Map<string, Lazy>([
    ["types", new Attrs(sys.types)],
    ["options", new Attrs(options)],
    ["modules", new Attrs(modules)],
  ]);
  for (const names of [options, modules]) {
    for (const [name, value] of names) if (!INNER.has(name)) table.set(name, value);
  }
  for (const name of FLAT_TYPES) table.set(name, sys.types.get(name) as Lazy);
  return table;
}

/** The function `lib.evalModules`. */
function evalModulesFunction(sys: ModuleSystem): Builtin {
  const formals = {
    modules: false,
    prefix: true,
    specialArgs: true,
    class: true,
    args: true,
    check: true,
  };
  return sys.patternFn("evalModules", formals, (ev, given): Value => {
    const modules = given.get("modules") as Lazy;
    const prefix = given.get("prefix");
    const moduleClass = force(given.get("class") ?? null);
    return new ModuleEvaluation(sys, {
      inputs: [{ kind: "list", list: modules }, ...legacyModules(sys, given)],
      specialArgs: orElse(given.get("specialArgs"), new Attrs(new Map())),
      prefix: prefix === undefined ? [] : ev.list(prefix).map((one) => ev.text(one)),
      moduleClass: moduleClass === null ? null : ev.text(moduleClass),
      mode: "closed",
    }).value;
  });
}

/** `args` and `check`, which are now options of `_module`. */
function legacyModules(sys: ModuleSystem, given: Attrs): ModuleInput[] {
  const inputs: ModuleInput[] = [];
  const add = (name: string, value: Lazy) => {
    const config = Attrs.of({ _module: new Attrs(new Map([[name, value]])) });
    inputs.push({ kind: "list", list: [Attrs.of({ config })] });
  };
  const args = given.get("args");
  if (args !== undefined) {
    sys.warn(
      "The args argument to evalModules is deprecated. Please set config._module.args instead.",
    );
    add("args", args);
  }
  const check = given.get("check");
  if (check !== undefined) {
    sys.warn(
      "The check argument to evalModules is deprecated. Please set config._module.check instead.",
    );
    add("check", mkOverride(1000, check));
  }
  return inputs;
}

function fixMergeModules(sys: ModuleSystem): Builtin {
  return sys.fn("fixMergeModules", 2, (ev, modules: Lazy, args: Lazy) =>
    ev.call(evalModulesFunction(sys), Attrs.of({ modules, args, check: false })),
  );
}
