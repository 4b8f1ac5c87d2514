import { flakePartModel } from "./flake-part-model.ts";

/** Hosts, users and modules found in folders below `ezConfigs.root`, after its documentation. */
const MODULE = /* nix */ `
{ config, lib, inputs, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.ezConfigs;
  modulesIn = folder:
    if !(builtins.pathExists folder) then { } else lib.concatMapAttrs
      (entry: kind:
        if kind == "regular" && lib.hasSuffix ".nix" entry
        then { \${lib.removeSuffix ".nix" entry} = folder + "/\${entry}"; }
        else if kind == "directory" && builtins.pathExists (folder + "/\${entry}/default.nix")
        then { \${entry} = folder + "/\${entry}/default.nix"; }
        else { })
      (builtins.readDir folder);
  options = kind: {
    modulesDirectory = mkOption { type = types.path; default = cfg.root + "/\${kind}-modules"; };
    configurationsDirectory = mkOption { type = types.path; default = cfg.root + "/\${kind}-configurations"; };
    earlyModuleArgs = mkOption { type = types.attrsOf types.anything; default = cfg.earlyModuleArgs; };
    specialArgs = mkOption { type = types.attrsOf types.anything; default = cfg.globalArgs; };
    extraSpecialArgs = mkOption { type = types.attrsOf types.anything; default = cfg.globalArgs; };
    hosts = mkOption {
      default = { };
      type = types.attrsOf (types.submodule {
        freeformType = types.lazyAttrsOf types.raw;
        options.importDefault = mkOption { type = types.bool; default = true; };
        options.userHomeModules = mkOption { type = types.listOf types.str; default = [ ]; };
      });
    };
    users = mkOption { type = types.attrsOf types.anything; default = { }; };
  };
  homes = modulesIn cfg.home.configurationsDirectory;
  hostsOf = kind: evaluate: own:
    let
      ezModules = modulesIn own.modulesDirectory;
      ezHomeModules = modulesIn cfg.home.modulesDirectory;
    in
    lib.mapAttrs
      (name: file:
        let settings = { importDefault = true; userHomeModules = [ ]; } // (own.hosts.\${name} or { }); in
        evaluate {
          specialArgs = own.specialArgs // { inherit ezModules; };
          modules = [ file { networking.hostName = lib.mkDefault name; } ]
            ++ lib.optional (settings.importDefault && ezModules ? default) ezModules.default
            ++ lib.optionals (settings.userHomeModules != [ ]) [
              (if kind == "darwin"
                then inputs.home-manager.darwinModules.default
                else inputs.home-manager.nixosModules.default)
              {
                home-manager.extraSpecialArgs = cfg.home.extraSpecialArgs // { ezModules = ezHomeModules; };
                home-manager.users = lib.genAttrs settings.userHomeModules (user: {
                  imports = [ homes.\${user} ]
                    ++ lib.optional (ezHomeModules ? default) ezHomeModules.default;
                });
              }
            ];
        })
      (modulesIn own.configurationsDirectory);
in
{
  options.ezConfigs = {
    root = mkOption { type = types.nullOr types.path; default = null; };
    globalArgs = mkOption { type = types.attrsOf types.anything; default = { }; };
    earlyModuleArgs = mkOption { type = types.attrsOf types.anything; default = { }; };
    nixos = options "nixos";
    darwin = options "darwin";
    home = options "home";
  };
  config.flake = {
    nixosModules = modulesIn cfg.nixos.modulesDirectory;
    nixosConfigurations = hostsOf "nixos" inputs.nixpkgs.lib.nixosSystem cfg.nixos;
    darwinConfigurations = hostsOf "darwin" (inputs.darwin or inputs.nix-darwin).lib.darwinSystem cfg.darwin;
  };
}
`;

export const ezConfigs = flakePartModel(
  "ez-configs",
  ["ehllie/ez-configs"],
  ["default", "ez-configs"],
  MODULE,
);
