import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/**
 * `mkFlake` and the options of flake-parts' own modules, as their documentation describes them. Outputs are closed
 * where the modules close them; `perSystem` takes what other flakes' modules would have declared.
 */
const LIBRARY = /* nix */ `
lib:
let
  inherit (lib) mkOption types;
  raw = types.raw;

  # A flake's outputs of one system, for those that are kept by system.
  outputsFor = names: system: flake:
    lib.mapAttrs (_: set: set.\${system})
      (lib.filterAttrs (name: set: builtins.elem name names && set ? \${system}) flake);

  transposed = [ "packages" "legacyPackages" "checks" "devShells" "apps" ];

  # What a flake may be given as an import: the flake's default module.
  defaultModule = flake: if flake ? outPath then flake.flakeModules.default or flake else flake;

  mkPerSystemType = module: types.deferredModuleWith { staticModules = [ module ]; };

  flake-parts-lib = {
    inherit defaultModule mkPerSystemType;
    mkPerSystemOption = module: mkOption { type = mkPerSystemType module; };
    mkDeferredModuleType = mkPerSystemType;
    mkDeferredModuleOption = module: mkOption { type = mkPerSystemType module; };
    deferredModuleWith = types.deferredModuleWith;
    mkSubmoduleOptions = options: mkOption {
      type = types.submoduleWith { modules = [ { inherit options; } ]; };
    };
    mkTransposedPerSystemModule = { name, option, file ? null }: {
      options.perSystem = mkOption {
        type = mkPerSystemType { options.\${name} = option; };
      };
      config.transposition.\${name} = { };
    };
    importApply = path: args: lib.modules.importApply path args;
    importAndPublish = name: module: { lib, ... }: {
      imports = [ module ];
      flake.flakeModules.\${name} = module;
    };
    evalFlakeModule = args: module:
      let
        self = args.self or args.inputs.self;
      in
      lib.evalModules {
        class = "flake";
        specialArgs = {
          inherit self flake-parts-lib;
          inputs = args.inputs or self.inputs;
          moduleLocation = args.moduleLocation or "\${self.outPath}/flake.nix";
        } // args.specialArgs or { };
        modules = [ core module ];
      };
    mkFlake = args: module: (flake-parts-lib.evalFlakeModule args module).config.flake;
  };

  system-module = { config, options, specialArgs, system, inputs', ... }: {
    freeformType = types.lazyAttrsOf types.raw;
    options = lib.genAttrs [ "packages" "checks" "devShells" ]
      (_: mkOption { type = types.lazyAttrsOf types.raw; default = { }; }) // {
      legacyPackages = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      apps = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      formatter = mkOption { type = types.nullOr types.raw; default = null; };
      debug = mkOption { type = types.bool; default = false; };
      allModuleArgs = mkOption { type = types.lazyAttrsOf types.raw; };
    };
    config = {
      allModuleArgs = config._module.args // specialArgs // { inherit config options; };
      _module.args.pkgs = lib.mkOptionDefault inputs'.nixpkgs.legacyPackages;
    };
  };

  core = { config, self, inputs, options, specialArgs, ... }:
    let
      names = transposed ++ builtins.attrNames config.transposition;
      getSystem = system: config.allSystems.\${system} or (config.perSystem system);
      withSystem = system: f: f (getSystem system).allModuleArgs;
    in
    {
      options = {
        systems = mkOption { type = types.listOf types.str; };
        debug = mkOption { type = types.bool; default = false; };
        transposition = mkOption {
          type = types.lazyAttrsOf (types.submodule { freeformType = types.anything; });
          default = { };
        };
        partitions = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
        partitionedAttrs = mkOption { type = types.attrsOf types.str; default = { }; };
        perInput = mkOption {
          type = types.functionTo (types.functionTo (types.lazyAttrsOf types.unspecified));
        };
        allSystems = mkOption { type = types.lazyAttrsOf types.unspecified; };
        perSystem = mkOption {
          type = mkPerSystemType system-module;
          default = { };
          apply = module: system: (lib.evalModules {
            modules = [
              module
              {
                _module.args = {
                  inputs' = builtins.mapAttrs (_: config.perInput system) self.inputs;
                  self' = config.perInput system self;
                };
              }
            ];
            prefix = [ "perSystem" system ];
            specialArgs = { inherit system; };
            class = "perSystem";
          }).config;
        };
        flake = mkOption {
          default = { };
          type = types.submoduleWith {
            modules = [
              {
                freeformType = types.lazyAttrsOf (types.unique { message = "No option has been declared for this flake output attribute, so its definitions can't be merged automatically."; } types.raw);
                options = {
                  nixosConfigurations = mkOption { type = types.lazyAttrsOf raw; default = { }; };
                  nixosModules = mkOption { type = types.lazyAttrsOf types.deferredModule; default = { }; };
                  overlays = mkOption {
                    type = types.lazyAttrsOf (types.uniq (types.functionTo (types.functionTo (types.lazyAttrsOf types.unspecified))));
                    default = { };
                  };
                  formatter = mkOption { type = types.lazyAttrsOf raw; default = { }; };
                } // lib.genAttrs transposed
                  (_: mkOption { type = types.lazyAttrsOf (types.lazyAttrsOf raw); default = { }; });
              }
            ];
          };
        };
      };
      config = {
        _module.args = { inherit getSystem withSystem; } // {
          getSystemIgnoreWarning = getSystem;
          moduleWithSystem = module: args@{ config, options, pkgs, ... }:
            let
              system = pkgs.stdenv.hostPlatform.system;
              given = withSystem system (all: all);
              wanted = builtins.functionArgs module;
            in
            module (builtins.mapAttrs (name: _: given.\${name}) (builtins.intersectAttrs wanted given))
              args;
        };
        allSystems = lib.genAttrs config.systems config.perSystem;
        perInput = system: outputsFor names system;
        flake = lib.genAttrs (lib.unique names)
          (name: builtins.mapAttrs (_: one: one.\${name} or { }) config.allSystems) // {
          formatter = lib.filterAttrs (_: value: value != null)
            (builtins.mapAttrs (_: one: one.formatter) config.allSystems);
        };
      };
    };
in
flake-parts-lib
`;

/** The modules that flake-parts publishes, in the Nix of our own. */
const MODULES_MODULE = /* nix */ `
{ lib, moduleLocation, ... }:
{
  options.flake.flakeModules = lib.mkOption {
    type = lib.types.lazyAttrsOf lib.types.deferredModule;
    default = { };
  };
  options.flake.modules = lib.mkOption {
    type = lib.types.lazyAttrsOf (lib.types.lazyAttrsOf lib.types.deferredModule);
    default = { };
  };
}
`;

export const flakeParts: InputModel = {
  repositories: ["hercules-ci/flake-parts"],
  names: ["flake-parts"],
  outputs(context) {
    const reason = new Reason("model", "this output of flake-parts is not modelled");
    const library = context.nix("«flake-parts»/lib.nix", LIBRARY);
    const lib = lazy(() => context.ev.call(force(library), context.nixpkgs.lib));
    const file = "«flake-parts»/modules.nix";
    const imports = [context.nix(file, MODULES_MODULE)];
    const modules = Attrs.of({ key: file, _file: file, imports });
    const flakeModules = new Attrs(
      new Map([
        ["flakeModules", modules],
        ["modules", modules],
      ]),
      null,
      { reason },
    );
    return new Attrs(
      new Map<string, Lazy>([
        ["lib", lib],
        ["flakeModules", flakeModules],
      ]),
      null,
      { reason },
    );
  },
};
