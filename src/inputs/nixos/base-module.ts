/**
 * Takes the value that a platform has which nothing here sets, and gives a module. What NixOS computes from other options rather than having as a literal default, in the Nix of our own: only what
 * fleets read. Its definitions count as NixOS' own and are not shown as the user's.
 */
export const BASE_MODULE_NAME = "«nixos»";

export const BASE_MODULE = /* nix */ `
unknownPlatform:
{ config, lib, options, ... }:
let
  inherit (lib) mkOption types;
  elaborate = lib.systems.elaborate;
  # Set by the repository's own modules, not by the default below.
  isSet = option: option.highestPrio < (lib.mkOptionDefault null).priority;
in
{
  options = {
    nixpkgs.hostPlatform = mkOption {
      type = types.either types.str types.attrs;
      default = if isSet options.nixpkgs.system then config.nixpkgs.system else unknownPlatform;
      apply = elaborate;
    };
    nixpkgs.buildPlatform = mkOption {
      type = types.either types.str types.attrs;
      default = config.nixpkgs.hostPlatform;
      apply = elaborate;
    };
    nixpkgs.localSystem = mkOption {
      type = types.attrs;
      default = { inherit (config.nixpkgs) system; };
      apply = elaborate;
    };
    nixpkgs.crossSystem = mkOption {
      type = types.nullOr types.attrs;
      default = null;
    };
    nixpkgs.system = mkOption {
      type = types.str;
      default =
        if isSet options.nixpkgs.hostPlatform
        then config.nixpkgs.hostPlatform.system
        else unknownPlatform;
    };
    nixpkgs.config = mkOption {
      type = types.attrsOf types.anything;
      default = { };
    };
    nixpkgs.overlays = mkOption {
      type = types.listOf types.raw;
      default = [ ];
    };
    networking.hostName = mkOption {
      type = types.str;
      default = "nixos";
    };
    networking.domain = mkOption {
      type = types.nullOr types.str;
      default = null;
    };
    networking.fqdn = mkOption {
      type = types.str;
      default =
        if config.networking.hostName != "" && config.networking.domain != null
        then "\${config.networking.hostName}.\${config.networking.domain}"
        else throw "The FQDN is required but cannot be determined. Please make sure that both networking.hostName and networking.domain are set properly.";
    };
    networking.fqdnOrHostName = mkOption {
      type = types.str;
      default =
        if config.networking.domain != null
        then config.networking.fqdn
        else config.networking.hostName;
    };
    system.name = mkOption {
      type = types.str;
      default = if config.networking.hostName == "" then "unnamed" else config.networking.hostName;
    };
    system.nixos.release = mkOption { type = types.str; default = lib.trivial.release; };
    system.stateVersion = mkOption {
      type = types.str;
      default = lib.trivial.release;
    };
  };
}
`;
