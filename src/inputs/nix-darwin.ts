import { Reason } from "../evaluator/reason.ts";
import { update } from "../evaluator/update.ts";
import { Attrs, Builtin, force, type Lazy, lazy, type Value } from "../evaluator/value.ts";
import { evalModules } from "../modules/evaluate.ts";
import type { InputModel, ModelContext } from "./model.ts";

const NAME = "«nix-darwin»";

/** Options that nix-darwin computes from others. */
const MODULE = /* nix */ `
{ config, lib, options, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    nixpkgs.hostPlatform = mkOption {
      type = types.either types.str types.attrs;
      apply = lib.systems.elaborate;
    };
    nixpkgs.system = mkOption { type = types.str; };
    nixpkgs.config = mkOption { type = types.attrsOf types.anything; default = { }; };
    nixpkgs.overlays = mkOption { type = types.listOf types.raw; default = [ ]; };
    networking.hostName = mkOption { type = types.nullOr types.str; default = null; };
    networking.computerName = mkOption {
      type = types.nullOr types.str;
      default = config.networking.hostName;
    };
  };
}
`;

/** `lib.darwinSystem`: as NixOS' evaluation, with nix-darwin's options. */
function darwinSystem(context: ModelContext, args: Lazy): Value {
  const { ev, nixpkgs } = context;
  const given = ev.attrs(args);
  const lib = given.map.get("lib") ?? nixpkgs.lib;
  const system = given.map.get("system");
  const pkgs = lazy(() => {
    const explicit = given.map.get("pkgs");
    if (explicit !== undefined && force(explicit) !== null) return force(explicit);
    const config = ev.attrs(evaluation.value.get("config") ?? null);
    const settings = ev.attrs(config.get("nixpkgs") ?? null);
    const platform = system !== undefined ? system : (settings.get("hostPlatform") ?? null);
    return nixpkgs.packages({
      hostPlatform: platform,
      config: settings.get("config") ?? new Attrs(new Map()),
      overlays: settings.get("overlays") ?? [],
    });
  });
  const modules = lazy(() => {
    const base: [string, Lazy][] = [["_file", NAME]];
    const override = (content: Lazy, priority: number) =>
      Attrs.of({ _type: "override", priority, content });
    base.push(["_module", Attrs.of({ args: Attrs.of({ pkgs: override(pkgs, 1500) }) })]);
    if (system !== undefined) {
      base.push(["nixpkgs", Attrs.of({ hostPlatform: override(system, 1000) })]);
    }
    const own = [context.nix(NAME, MODULE), new Attrs(new Map(base))];
    return [...own, ...ev.openList(given.get("modules") ?? []).items];
  });
  const specialArgs = update(
    Attrs.of({ lib, modulesPath: `/nix/store/${NAME}/modules` }),
    force(given.map.get("specialArgs") ?? new Attrs(new Map())),
    null,
  );
  const evaluation = evalModules(ev, {
    modules,
    specialArgs: specialArgs instanceof Attrs ? specialArgs : Attrs.of({ lib }),
    class: "darwin",
    open: true,
    facts: nixpkgs.facts.darwin,
  });
  const map = new Map(evaluation.value.map);
  map.set("pkgs", pkgs);
  map.set("system", evaluation.value.get("config") ?? null);
  return new Attrs(map, null, { reason: new Reason("model", "what it builds is not evaluated") });
}

export const nixDarwin: InputModel = {
  repositories: ["lnl7/nix-darwin", "nix-darwin/nix-darwin"],
  names: ["nix-darwin"],
  outputs(context) {
    const reason = new Reason("model", "this output of nix-darwin is not modelled");
    const system = new Builtin("darwinSystem", 1, (_ev, args: Lazy) => darwinSystem(context, args));
    const lib = new Attrs(new Map<string, Lazy>([["darwinSystem", system]]), null, { reason });
    return new Attrs(new Map<string, Lazy>([["lib", lib]]), null, { reason });
  },
};
