import { Reason } from "../../evaluator/reason.ts";
import { concatTexts } from "../../evaluator/text.ts";
import { update } from "../../evaluator/update.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  type Lazy,
  lazy,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import { evalModules } from "../../modules/evaluate.ts";
import type { NixpkgsModel } from "../nixpkgs/model.ts";
import { BASE_MODULE, BASE_MODULE_NAME } from "./base-module.ts";
import { DerivedFacts } from "./derived-facts.ts";
import { DERIVED_MODULES } from "./derived-module.ts";

/**
 * `lib.nixosSystem` and `nixos/lib/eval-config.nix`: evaluates the modules with an open tree of options, since NixOS'
 * own modules are not read. Takes what eval-config takes.
 */
export function nixosSystem(nixpkgs: NixpkgsModel, args: Lazy, ownLib: Lazy = nixpkgs.lib): Value {
  const { ev } = nixpkgs;
  const given = ev.attrs(args);
  const get = (name: string): Lazy | undefined => given.map.get(name);
  const lib = get("lib") ?? ownLib;
  const modules: Lazy = lazy(() => {
    const user = get("modules");
    const extra = get("extraModules");
    const own = [baseModule(nixpkgs, given)];
    const list = user === undefined ? { items: [], reason: null } : ev.openList(user);
    const more = extra === undefined ? { items: [], reason: null } : ev.openList(extra);
    const reason = list.reason ?? more.reason;
    const items = [...own, ...list.items, ...more.items];
    if (reason === null) return items;
    return [...items, new Unknown(reason)];
  });
  const specialArgs = lazy(() => {
    const base = Attrs.of({ modulesPath: modulesPath(nixpkgs), lib });
    const special = get("specialArgs");
    return special === undefined ? base : update(base, force(special), null);
  });
  const special = force(specialArgs);
  const evaluation = evalModules(ev, {
    modules,
    specialArgs:
      special instanceof Attrs ? special : Attrs.of({ modulesPath: modulesPath(nixpkgs), lib }),
    class: "nixos",
    open: true,
    facts: new DerivedFacts(
      ev,
      nixpkgs.facts.nixos,
      nixpkgs.nix(`${BASE_MODULE_NAME}/submodules`, DERIVED_MODULES),
    ),
  });
  return withExtras(evaluation.value, lib, get("extraArgs") ?? new Attrs(new Map()));
}

function modulesPath(nixpkgs: NixpkgsModel): Lazy {
  return concatTexts([nixpkgs.outPath, "/nixos/modules"]);
}

/** Adds what eval-config adds to the evaluation: `pkgs`, `lib`, `extraArgs`; also to extended ones. */
function withExtras(value: Attrs, lib: Lazy, extraArgs: Lazy): Attrs {
  const map = new Map(value.map);
  map.set(
    "pkgs",
    lazy(() => argument(value, "pkgs")),
  );
  map.set("lib", lib);
  map.set("extraArgs", extraArgs);
  const extend = value.map.get("extendModules");
  if (extend !== undefined) {
    map.set(
      "extendModules",
      new Builtin("extendModules", 1, (ev, args: Lazy) => {
        const extended = ev.call(force(extend), args);
        return extended instanceof Attrs ? withExtras(extended, lib, extraArgs) : extended;
      }),
    );
  }
  return new Attrs(map, null, value.rest);
}

/** `_module.args.<name>` of an evaluation. */
function argument(value: Attrs, name: string): Value {
  let current: Value = value;
  for (const part of ["_module", "args", name]) {
    if (!(current instanceof Attrs)) break;
    current = force(current.get(part) ?? null);
  }
  return current;
}

/** The module that stands for NixOS' own: computed defaults, and `pkgs` made from `config.nixpkgs`. */
function baseModule(nixpkgs: NixpkgsModel, given: Attrs): Attrs {
  const { ev } = nixpkgs;
  const platform = new Unknown(new Reason("option", "nothing here sets the platform of this host"));
  const text = lazy(() => ev.call(force(nixpkgs.nix(BASE_MODULE_NAME, BASE_MODULE)), platform));
  const pkgs = given.map.get("pkgs");
  const system = given.map.get("system");
  const settings = new Builtin(
    "nixos",
    1,
    (_ev, args: Lazy) => {
      const config = ev.attrs(args).get("config") as Lazy;
      const options = ev.attrs(args).get("options") as Lazy;
      const map = new Map<string, Lazy>();
      const value = lazy(() => {
        const explicit = pkgs === undefined ? null : force(pkgs);
        return explicit ?? packagesOf(nixpkgs, config, options);
      });
      map.set(
        "_module",
        Attrs.of({
          args: Attrs.of({
            pkgs: override(value, 1500),
            baseModules: [],
            extraModules: [],
            utils: new Unknown(new Reason("model", "NixOS' utils are not modelled")),
          }),
        }),
      );
      if (system !== undefined && force(system) !== null) {
        map.set("nixpkgs", Attrs.of({ system: override(system, 1000) }));
      }
      return Attrs.of({ config: new Attrs(map), _file: BASE_MODULE_NAME });
    },
    [],
    new Map([
      ["config", false],
      ["options", false],
    ]),
  );
  return Attrs.of({ _file: BASE_MODULE_NAME, key: BASE_MODULE_NAME, imports: [text, settings] });
}

/** The priority of options' defaults. */
const DEFAULT_PRIORITY = 1500;

function override(content: Lazy, priority: number): Attrs {
  return Attrs.of({ _type: "override", priority, content });
}

/** `pkgs` as `config.nixpkgs` asks for it. */
function packagesOf(nixpkgs: NixpkgsModel, config: Lazy, options: Lazy): Value {
  const { ev } = nixpkgs;
  const settings = ev.attrs(ev.attrs(config).get("nixpkgs") as Lazy);
  const get = (name: string): Lazy => settings.get(name) as Lazy;
  const pkgs = settings.map.get("pkgs");
  if (pkgs !== undefined) {
    const explicit = force(pkgs);
    if (!(explicit instanceof Unknown || explicit instanceof Choice) && explicit !== null) {
      return explicit;
    }
  }
  const declared = ev.attrs(ev.attrs(options).get("nixpkgs") as Lazy);
  const isDefined = (name: string): boolean => {
    const option = declared.map.get(name);
    if (option === undefined) return false;
    const priority = ev.attrs(option).get("highestPrio");
    const highest = priority === undefined ? null : force(priority);
    return typeof highest === "number" && highest < DEFAULT_PRIORITY;
  };
  const host = lazy(() => {
    if (isDefined("hostPlatform")) return force(get("hostPlatform"));
    const cross = force(get("crossSystem"));
    if (cross instanceof Attrs) return cross;
    return force(get("system"));
  });
  return nixpkgs.packages({
    hostPlatform: host,
    ...(isDefined("buildPlatform") ? { buildPlatform: get("buildPlatform") } : {}),
    config: get("config"),
    overlays: get("overlays"),
  });
}
