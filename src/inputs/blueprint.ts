import { Reason } from "../evaluator/reason.ts";
import { Attrs, Builtin, force, type Lazy, lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/**
 * blueprint's flake outputs from folders: hosts, users of hosts and modules, as its documentation (docs/content, "Folder
 * structure") describes them. Packages, shells and checks stay unknown.
 */
const LIBRARY = /* nix */ `
{ inputs, prefix ? null, nixpkgs ? { }, ... }:
let
  inherit (inputs.nixpkgs) lib;
  flake = inputs.self;
  src =
    if prefix == null then flake
    else if builtins.isPath prefix then prefix
    else flake + "/\${prefix}";
  specialArgs = { inherit inputs flake; };
  # Names of files without their ending and of folders, files first.
  entries = folder:
    if !(builtins.pathExists folder) then { } else
      let
        all = builtins.readDir folder;
        folders = lib.filterAttrs (_: kind: kind == "directory") all;
        files = lib.filterAttrs (name: kind: kind != "directory" && lib.hasSuffix ".nix" name) all;
      in
      lib.mapAttrs (name: _: folder + "/\${name}") folders
      // lib.mapAttrs' (name: _: lib.nameValuePair (lib.removeSuffix ".nix" name) (folder + "/\${name}")) files;
  configured = (nixpkgs.config or { }) != { } || (nixpkgs.overlays or [ ]) != [ ];
  settings = lib.optional configured {
    nixpkgs.config = nixpkgs.config or { };
    nixpkgs.overlays = nixpkgs.overlays or [ ];
  };
  homes = path:
    lib.filterAttrs (_: home: home != null) (lib.mapAttrs
      (_: user:
        if lib.hasSuffix ".nix" (toString user) then user
        else if builtins.pathExists (user + "/home-configuration.nix") then user + "/home-configuration.nix"
        else null)
      (entries (path + "/users")));
  users = path: module: lib.optional (homes path != { }) {
    imports = [ module ];
    home-manager.extraSpecialArgs = specialArgs;
    home-manager.users = homes path;
    home-manager.useGlobalPkgs = lib.mkDefault true;
    home-manager.useUserPackages = lib.mkDefault true;
  };
  host = name: path:
    let
      has = file: builtins.pathExists (path + "/\${file}");
      args = specialArgs // { hostName = name; };
    in
    if has "default.nix" then import (path + "/default.nix") { inherit flake inputs; hostName = name; }
    else if has "configuration.nix" then {
      class = "nixos";
      value = inputs.nixpkgs.lib.nixosSystem {
        specialArgs = args;
        modules = settings ++ [ (path + "/configuration.nix") ] ++ users path inputs.home-manager.nixosModules.default;
      };
    }
    else if has "rpi-configuration.nix" then {
      class = "nixos";
      value = inputs.nixos-raspberrypi.lib.nixosSystem {
        specialArgs = args // { inherit (inputs) nixos-raspberrypi; };
        modules = settings ++ [ (path + "/rpi-configuration.nix") ] ++ users path inputs.home-manager.nixosModules.default;
      };
    }
    else if has "darwin-configuration.nix" then {
      class = "nix-darwin";
      value = inputs.nix-darwin.lib.darwinSystem {
        specialArgs = args;
        modules = settings ++ [ (path + "/darwin-configuration.nix") ] ++ users path inputs.home-manager.darwinModules.default;
      };
    }
    else { class = "other"; value = null; };
  hosts = lib.mapAttrs host (entries (src + "/hosts"));
  ofClass = class: lib.mapAttrs (_: one: one.value) (lib.filterAttrs (_: one: one.class == class) hosts);
  modules = lib.mapAttrs (_: entries) (lib.filterAttrs (_: path: builtins.pathExists (path + "/.")) (entries (src + "/modules")));
in
{
  nixosConfigurations = ofClass "nixos";
  darwinConfigurations = ofClass "nix-darwin";
  inherit modules;
  nixosModules = modules.nixos or { };
  darwinModules = modules.darwin or { };
  homeModules = modules.home or { };
  lib = if builtins.pathExists (src + "/lib") then import (src + "/lib") specialArgs else { };
}
`;

export const blueprint: InputModel = {
  repositories: ["numtide/blueprint"],
  names: ["blueprint"],
  outputs(context) {
    const { ev } = context;
    const reason = new Reason("model", "this output of blueprint is not modelled");
    const make = lazy(() => force(context.nix("«blueprint»", LIBRARY)));
    const outputs = new Builtin("blueprint", 2, (_ev, _self: Lazy, args: Lazy) => {
      const value = ev.attrs(lazy(() => ev.call(force(make), args)));
      return new Attrs(value.map, null, { reason });
    });
    return new Attrs(new Map<string, Lazy>([["__functor", outputs]]), null, { reason });
  },
};
