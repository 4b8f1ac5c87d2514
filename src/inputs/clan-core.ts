import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, lazy, Unknown } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/**
 * `clan`: machines are those that are declared, those of the inventory and the folders below `machines`, as
 * lib/build-clan/module.nix has it. What services of the inventory give to machines is not known.
 */
const LIBRARY = /* nix */ `
{ nixpkgs, darwin, own, clanCore }:
let
  inherit (nixpkgs) lib;
  inherit (lib) mkOption types;
  core = { config, ... }: {
    options = {
      self = mkOption { type = types.raw; };
      directory = mkOption { type = types.coercedTo types.path toString types.str; default = config.self; };
      specialArgs = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      machines = mkOption { type = types.attrsOf types.deferredModule; default = { }; };
      inventory = mkOption { type = types.lazyAttrsOf types.anything; default = { }; };
      meta = mkOption { type = types.lazyAttrsOf types.anything; default = { }; };
      nixosConfigurations = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      darwinConfigurations = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
    };
    config =
      let
        root = config.directory;
        folder = root + "/machines";
        folders =
          if builtins.pathExists folder
          then lib.filterAttrs (_: kind: kind == "directory") (builtins.readDir folder)
          else { };
        # Not merged with the folders: tags of the inventory may be functions of all machines.
        declared = config.inventory.machines or { };
        names = lib.mapAttrs (_: _: null) (folders // declared // config.machines);
        classOf = name: declared.\${name}.machineClass or "nixos";
        autoloaded = name: builtins.filter builtins.pathExists (map (file: root + "/machines/\${name}/\${file}")
          ([ "configuration.nix" ] ++ lib.optionals (classOf name == "nixos") [ "hardware-configuration.nix" "disko.nix" ]));
        systems = { nixos = nixpkgs.lib.nixosSystem; darwin = darwin.lib.darwinSystem; };
        configure = name: _: systems.\${classOf name} {
          specialArgs = { inherit (config) self; clan-core = clanCore; } // config.specialArgs;
          modules = [
            own
            { networking.hostName = lib.mkDefault name; }
            (config.machines.\${name} or { })
          ] ++ autoloaded name;
        };
        ofClass = class: lib.mapAttrs configure (lib.filterAttrs (name: _: classOf name == class) names);
      in
      {
        nixosConfigurations = ofClass "nixos";
        darwinConfigurations = ofClass "darwin";
      };
  };
  loose = { _module.freeformType = types.lazyAttrsOf types.anything; };
in
rec {
  clan = module: {
    inherit (lib.evalModules { modules = [ core loose module ]; }) config options;
  };
  buildClan = module: (clan module).config;
  flakeModule = { self, config, ... }: {
    options.clan = mkOption {
      type = types.submoduleWith { modules = [ core loose ]; };
      default = { };
    };
    config.clan.self = lib.mkDefault self;
    config.flake = {
      inherit (config.clan) nixosConfigurations darwinConfigurations;
    };
  };
}
`;

export const clanCore: InputModel = {
  repositories: ["clan-lol/clan-core", "clan/clan-core"],
  names: ["clan-core"],
  outputs(context) {
    const { ev } = context;
    const reason = new Reason("model", "this output of clan-core is not modelled");
    const own = new Unknown(new Reason("model", "the modules of clan-core are not modelled"));
    const library = lazy(() =>
      ev.call(
        force(context.nix("«clan-core»", LIBRARY)),
        Attrs.of({
          nixpkgs: context.input("nixpkgs"),
          darwin: context.input("nix-darwin"),
          own,
          clanCore: lazy(() => outputs),
        }),
      ),
    );
    const get = (name: string): Lazy => lazy(() => force(ev.attrs(library).get(name) ?? null));
    const module = Attrs.of({ key: "«clan-core»", imports: [get("flakeModule")] });
    const open = (members: Record<string, Lazy>): Attrs =>
      new Attrs(new Map(Object.entries(members)), null, { reason });
    const outputs = open({
      lib: open({ clan: get("clan"), buildClan: get("buildClan") }),
      flakeModules: open({ default: module }),
      flakeModule: module,
    });
    return outputs;
  },
};
