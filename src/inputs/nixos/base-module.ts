/**
 * What NixOS computes from other options rather than having as a literal default, in the Nix of our own: only what
 * fleets read. Its definitions count as NixOS' own and are not shown as the user's.
 */
export const BASE_MODULE_NAME = "«nixos»";

export const BASE_MODULE = /* nix */ `
{ config, lib, options, ... }:
let
  inherit (lib) mkOption mkDefault mkIf types;
  elaborate = lib.systems.elaborate;
in
{
  options = {
    nixpkgs.hostPlatform = mkOption {
      type = types.either types.str types.attrs;
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
        if options.nixpkgs.hostPlatform.isDefined
        then config.nixpkgs.hostPlatform.system
        else "x86_64-linux";
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
