import { Reason } from "../evaluator/reason.ts";
import { Attrs, Builtin, force, type Lazy, lazy } from "../evaluator/value.ts";
import type { InputModel, ModelContext } from "./model.ts";

/**
 * `mkFlake` and `mkLib` of snowfall-lib: hosts are the folders below `systems/<target>`, modules those below
 * `modules/nixos`, the user's library what lies below `lib`. In the Nix of our own, after its documentation.
 */
const LIBRARY = /* nix */ `
{ lib, inputs, src, snowfall ? { } }:
let
  root = snowfall.root or src;
  namespace = snowfall.namespace or "internal";
  at = path: root + "/\${path}";
  folders = path:
    if builtins.pathExists path
    then builtins.attrNames (lib.filterAttrs (_: kind: kind == "directory") (builtins.readDir path))
    else [ ];
  # Every folder below that has a default.nix, by its path from the start.
  defaults = start:
    let
      below = prefix: path:
        lib.optional (builtins.pathExists (path + "/default.nix") && prefix != "") prefix
        ++ lib.concatMap (name: below (if prefix == "" then name else "\${prefix}/\${name}") (path + "/\${name}"))
          (folders path);
    in
    if builtins.pathExists start then below "" start else [ ];
  libsOf = flakes: lib.mapAttrs (_: flake: flake.lib)
    (lib.filterAttrs (name: flake: name != "self" && builtins.isAttrs (flake.lib or null)) flakes);
  mergeDeep = lib.foldr lib.recursiveUpdate { };
  base = lib // libsOf inputs // { snowfall = { fs = { get-file = at; get-snowfall-file = at; }; }; };
  userLib = lib.fix (self:
    let
      full = base // { \${namespace} = self; };
      call = file:
        let value = import file; in
        if builtins.isFunction value
        then value (builtins.intersectAttrs (builtins.functionArgs value) {
          lib = full;
          inherit namespace;
          inputs = removeAttrs inputs [ "self" "src" ];
          snowfall-inputs = inputs;
        })
        else value;
      own = lib.optional (builtins.pathExists (at "lib/default.nix")) (at "lib/default.nix");
    in
    mergeDeep (map call (own ++ map (name: at "lib/\${name}/default.nix") (defaults (at "lib")))));
  systemLib = base // { \${namespace} = userLib; };
  isDarwin = lib.hasInfix "darwin";
  virtuals = [
    "amazon" "azure" "cloudstack" "docker" "do" "gce" "hyperv" "install-iso-hyperv" "install-iso" "iso"
    "kexec-bundle" "kexec" "kubevirt" "lxc-metadata" "lxc" "openstack" "proxmox-lxc" "proxmox" "qcow-efi" "qcow"
    "raw-efi" "raw" "sd-aarch64-installer" "sd-aarch64" "vagrant-virtualbox" "virtualbox" "vm-bootloader"
    "vm-nogui" "vmware" "vm"
  ];
  virtualOf = target: lib.findFirst (name: lib.hasInfix name target) "" virtuals;
  modulesIn = folder: lib.genAttrs (defaults folder) (name: {
    _file = folder + "/\${name}/default.nix";
    imports = [ (wrapped (folder + "/\${name}/default.nix")) ];
  });
  # A module gets the extended library and the names of the system it is for.
  wrapped = file:
    let value = import file; in
    if builtins.isFunction value
    then lib.setFunctionArgs
      (args:
        let system = args.system or args.pkgs.stdenv.hostPlatform.system; in
        value (args // {
          inherit system namespace;
          lib = systemLib;
          target = args.target or system;
          format = args.format or (if isDarwin system then "darwin" else "linux");
          virtual = args.virtual or false;
          systems = args.systems or { };
          inputs = removeAttrs inputs [ "src" ];
        }))
      ({ pkgs = false; } // removeAttrs (builtins.functionArgs value)
        [ "system" "namespace" "lib" "target" "format" "virtual" "systems" "inputs" ])
    else value;
in
{
  lib = systemLib;
  mkFlake = options:
    let
      systems = options.systems or { };
      modules = modulesIn (at "modules/nixos");
      darwinModules = modulesIn (at "modules/darwin");
      homeModules = modulesIn (at "modules/home");
      homeManager = target: lib.optionals (inputs ? home-manager) [
        (if isDarwin target
          then inputs.home-manager.darwinModules.home-manager
          else inputs.home-manager.nixosModules.home-manager)
        {
          home-manager.sharedModules = builtins.attrValues homeModules ++ (options.homes.modules or [ ]);
          home-manager.extraSpecialArgs = { inherit inputs namespace; lib = systemLib; };
        }
      ];
      hostsOf = target: map
        (name: { inherit name target; file = at "systems/\${target}/\${name}/default.nix"; })
        (builtins.filter (name: builtins.pathExists (at "systems/\${target}/\${name}/default.nix"))
          (folders (at "systems/\${target}")));
      hosts = lib.concatMap hostsOf (folders (at "systems"));
      make = { name, target, file }:
        let
          own = systems.hosts.\${name} or { };
          virtual = virtualOf target;
          system = if virtual == "" then target else builtins.replaceStrings [ virtual ] [ "linux" ] target;
          args = {
            specialArgs = (own.specialArgs or { }) // {
              inherit target system namespace;
              lib = systemLib;
              host = name;
              virtual = virtual != "";
              format = if isDarwin target then "darwin" else if virtual == "" then "linux" else virtual;
              systems = { };
              inputs = removeAttrs inputs [ "src" ];
            };
            modules = [ file ]
              ++ builtins.attrValues (if isDarwin target then darwinModules else modules)
              ++ (own.modules or [ ])
              ++ (if isDarwin target then systems.modules.darwin or [ ] else systems.modules.nixos or [ ])
              ++ homeManager target
              ++ [
                ({ lib, ... }: {
                  networking.hostName = lib.mkDefault name;
                  nixpkgs.config = options.channels-config or { };
                  nixpkgs.overlays = options.overlays or [ ];
                })
              ];
          };
        in
        if isDarwin target
        then inputs.darwin.lib.darwinSystem (args // { inherit system; })
        else lib.nixosSystem (args // { inherit system; });
      named = keep: builtins.listToAttrs
        (map (host: { inherit (host) name; value = make host; }) (builtins.filter keep hosts));
      plain = host: virtualOf host.target == "";
    in
    {
      nixosConfigurations = named (host: plain host && !isDarwin host.target);
      darwinConfigurations = named (host: isDarwin host.target);
      nixosModules = modules // (options.modules.nixos or { });
      inherit darwinModules homeModules;
      lib = userLib;
    } // lib.genAttrs (map (name: "\${name}Configurations")
      (lib.unique (builtins.filter (name: name != "") (map (host: virtualOf host.target) hosts))))
      (output: named (host: "\${virtualOf host.target}Configurations" == output));
}
`;

function library(context: ModelContext, options: Lazy): Attrs {
  const { ev } = context;
  const given = ev.attrs(options);
  const args = new Map<string, Lazy>([["lib", context.nixpkgs.lib]]);
  for (const name of ["inputs", "src", "snowfall"]) {
    const value = given.map.get(name);
    if (value !== undefined) args.set(name, value);
  }
  return ev.attrs(ev.call(force(context.nix("«snowfall-lib»", LIBRARY)), new Attrs(args)));
}

export const snowfallLib: InputModel = {
  repositories: ["snowfallorg/lib"],
  names: ["snowfall-lib"],
  outputs(context) {
    const reason = new Reason("model", "this output of snowfall-lib is not modelled");
    const open = (value: Attrs) => new Attrs(value.map, value.positions, { reason });
    const mkFlake = new Builtin("snowfall.mkFlake", 1, (ev, options: Lazy) => {
      const outputs = ev.call(force(library(context, options).get("mkFlake") as Lazy), options);
      return open(ev.attrs(outputs));
    });
    const mkLib = new Builtin("snowfall.mkLib", 1, (ev, options: Lazy) => {
      const made = library(context, options);
      const lib = ev.attrs(made.get("lib") as Lazy);
      // The library's own mkFlake already knows inputs and source.
      const own = new Builtin("snowfall.mkFlake", 1, (_ev, more: Lazy) =>
        open(ev.attrs(ev.call(force(made.get("mkFlake") as Lazy), more))),
      );
      const map = new Map(lib.map);
      map.set("mkFlake", own);
      return new Attrs(map, null, lib.rest);
    });
    return new Attrs(
      new Map<string, Lazy>([
        ["mkFlake", mkFlake],
        ["mkLib", mkLib],
        ["lib", lazy(() => Attrs.of({ mkFlake, mkLib }))],
      ]),
      null,
      { reason },
    );
  },
};
