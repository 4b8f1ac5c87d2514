import { Reason } from "../evaluator/reason.ts";
import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/** The flake-parts module of lite-config: hosts from a folder of modules, after its documentation. */
const MODULE = /* nix */ `
{ config, lib, inputs, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.lite-config;
  source = cfg.nixpkgs.nixpkgs or inputs.nixpkgs;
  overridden = system: cfg.nixpkgs.perSystemOverrides.\${system}.nixpkgs or source;
  make = name: host:
    let
      pkgs = import (overridden host.system) {
        inherit (host) system;
        overlays = cfg.nixpkgs.overlays or [ ];
        config = cfg.nixpkgs.config or { };
      };
      isDarwin = lib.hasInfix "darwin" host.system;
      homeManager = cfg.homeManagerFlake;
      args = rec {
        specialArgs = { inherit inputs; hostPlatform = pkgs.stdenv.hostPlatform; };
        modules = [
          (if host.hostModule == null then cfg.hostModuleDir + "/\${name}" else host.hostModule)
          { nixpkgs.pkgs = pkgs; nixpkgs.hostPlatform = lib.mkDefault host.system; networking.hostName = name; }
        ] ++ cfg.systemModules ++ lib.optionals (cfg.homeModules != [ ]) [
          (if isDarwin then homeManager.darwinModules.default else homeManager.nixosModules.default)
          {
            home-manager.sharedModules = cfg.homeModules;
            home-manager.useGlobalPkgs = true;
            home-manager.extraSpecialArgs = specialArgs;
          }
        ];
      };
    in
    if isDarwin then inputs.nix-darwin.lib.darwinSystem args else source.lib.nixosSystem args;
  ofKind = darwin: lib.mapAttrs make
    (lib.filterAttrs (_: host: lib.hasInfix "darwin" host.system == darwin) cfg.hosts);
in
{
  options.lite-config = mkOption {
    default = { };
    type = types.submodule { options = {
    nixpkgs = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
    hosts = mkOption {
      type = types.attrsOf (types.submodule {
        options.system = mkOption { type = types.str; };
        options.hostModule = mkOption { type = types.nullOr types.deferredModule; default = null; };
      });
      default = { };
    };
    systemModules = mkOption { type = types.listOf types.deferredModule; default = [ ]; };
    homeModules = mkOption { type = types.listOf types.deferredModule; default = [ ]; };
    hostModuleDir = mkOption { type = types.path; };
    builder = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
    homeManagerFlake = mkOption { type = types.raw; default = inputs.home-manager; };
    homeConfigurations = mkOption { type = types.attrsOf types.deferredModule; default = { }; };
    }; };
  };
  config.flake = {
    nixosConfigurations = ofKind false;
    darwinConfigurations = ofKind true;
  };
}
`;

export const liteConfig: InputModel = {
  repositories: ["yelite/lite-config"],
  names: ["lite-config"],
  outputs(context) {
    const reason = new Reason("model", "this output of lite-config is not modelled");
    const module = context.nix("«lite-config»", MODULE);
    const modules = new Attrs(new Map<string, Lazy>([["default", module]]), null, { reason });
    return new Attrs(
      new Map<string, Lazy>([
        ["flakeModule", module],
        ["flakeModules", modules],
      ]),
      null,
      { reason },
    );
  },
};
