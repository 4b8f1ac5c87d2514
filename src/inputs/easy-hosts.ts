import { flakePartModel } from "./flake-part-model.ts";

/** Hosts declared one by one, or found below `path` in folders by architecture and class, after its documentation. */
const MODULE = /* nix */ `
{ config, lib, inputs, withSystem, ... }:
let
  inherit (lib) mkOption types;
  inherit (inputs) self;
  cfg = config.easy-hosts;
  basics = {
    modules = mkOption { type = types.listOf types.deferredModule; default = [ ]; };
    specialArgs = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
  };
  perOption = mkOption {
    type = types.functionTo (types.submodule { options = basics; });
    default = _: { };
  };
  osOf = class: if (cfg.additionalClasses.\${class} or class) == "darwin" then "darwin" else "linux";
  # <path>/<arch>-<class>/<name>, as autoConstruct reads it.
  found =
    let
      folders = path: builtins.attrNames (lib.filterAttrs (_: kind: kind == "directory") (builtins.readDir path));
      hostOf = folder: name:
        let parts = lib.splitString "-" folder; in {
          inherit name;
          value = {
            arch = lib.head parts;
            class =
              let class = lib.last parts; in
              if class == "linux" then "nixos" else class;
            path = cfg.path + "/\${folder}/\${name}";
          };
        };
    in
    builtins.listToAttrs (lib.concatMap (folder: map (hostOf folder) (folders (cfg.path + "/\${folder}")))
      (folders cfg.path));
  make = name: host:
    let
      system = "\${host.arch}-\${osOf host.class}";
      class = cfg.additionalClasses.\${host.class} or host.class;
      shares = [ cfg.shared (cfg.perClass host.class) (cfg.perArch host.arch) ] ++ map cfg.perTag host.tags;
      evaluate = if osOf host.class == "darwin" then host.nix-darwin.lib.darwinSystem else host.nixpkgs.lib.nixosSystem;
    in
    evaluate {
      specialArgs = lib.foldl' (all: one: all // one) { inherit inputs self; }
        (map (share: share.specialArgs) shares ++ [ host.specialArgs ]);
      modules = (if host.path != null then [ host.path ] else builtins.filter builtins.pathExists [
        (self + "/hosts/\${name}/default.nix")
        (self + "/systems/\${name}/default.nix")
      ]) ++ [
        ({ lib, ... }: {
          _module.args = withSystem system ({ self', inputs', ... }: { inherit self' inputs'; });
          networking.hostName = lib.mkDefault name;
          nixpkgs.hostPlatform = lib.mkDefault system;
        })
      ] ++ lib.concatMap (share: share.modules) shares ++ host.modules;
    };
  ofKind = darwin: lib.mapAttrs make
    (lib.filterAttrs (_: host: (osOf host.class == "darwin") == darwin) cfg.hosts);
in
{
  options.easy-hosts = {
    autoConstruct = mkOption { type = types.bool; default = false; };
    path = mkOption { type = types.nullOr types.path; default = null; };
    onlySystem = mkOption { type = types.nullOr types.str; default = null; };
    shared = basics;
    perClass = perOption;
    perArch = perOption;
    perTag = perOption;
    additionalClasses = mkOption { type = types.attrsOf types.str; default = { }; };
    hosts = mkOption {
      default = { };
      type = types.attrsOf (types.submodule {
        options = basics // {
          nixpkgs = mkOption { type = types.raw; default = inputs.nixpkgs; };
          nix-darwin = mkOption { type = types.raw; default = inputs.darwin or inputs.nix-darwin or null; };
          arch = mkOption { type = types.str; default = "x86_64"; };
          class = mkOption { type = types.str; default = "nixos"; };
          tags = mkOption { type = types.listOf types.str; default = [ ]; };
          path = mkOption { type = types.nullOr types.path; default = null; };
          deployable = mkOption { type = types.bool; default = false; };
        };
      });
    };
  };
  config.easy-hosts.hosts = lib.mkIf cfg.autoConstruct (lib.mapAttrs (_: lib.mapAttrs (_: lib.mkDefault)) found);
  config.flake = {
    nixosConfigurations = ofKind false;
    darwinConfigurations = ofKind true;
  };
}
`;

export const easyHosts = flakePartModel(
  "easy-hosts",
  ["tgirlcloud/easy-hosts", "isabelroses/easy-hosts"],
  ["default", "easy-hosts"],
  MODULE,
);
