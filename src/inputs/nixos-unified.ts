import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, lazy } from "../evaluator/value.ts";
import { flakeParts } from "./flake-parts.ts";
import type { InputModel } from "./model.ts";

/** The library that its flake-parts module gives a flake, and the wiring of folders, after its documentation. */
const MODULES = /* nix */ `
rec {
  default = { self, inputs, config, lib, ... }:
    let
      common = { flake = { inherit self inputs config; }; };
      withHome = kind: {
        imports = [ inputs.home-manager.\${kind}.home-manager ];
        home-manager.useGlobalPkgs = true;
        home-manager.useUserPackages = true;
        home-manager.extraSpecialArgs = common;
      };
      system = evaluate: kind: { home-manager ? false }: module: evaluate {
        specialArgs = common;
        modules = [ module ] ++ lib.optional home-manager (withHome kind);
      };
    in
    {
      config.flake.nixos-unified.lib = {
        specialArgsFor = { inherit common; nixos = common; darwin = common; };
        mkLinuxSystem = system inputs.nixpkgs.lib.nixosSystem "nixosModules";
        mkMacosSystem = system (inputs.nix-darwin or inputs.darwin).lib.darwinSystem "darwinModules";
        mkHomeConfiguration = pkgs: module: inputs.home-manager.lib.homeManagerConfiguration {
          inherit pkgs;
          extraSpecialArgs = common;
          modules = [ module ];
        };
      };
    };
  autoWire = { self, lib, ... }:
    let
      each = folder: f:
        if !(builtins.pathExists folder) then { } else lib.concatMapAttrs
          (entry: kind:
            if kind == "regular" && lib.hasSuffix ".nix" entry
            then { \${lib.removeSuffix ".nix" entry} = f (folder + "/\${entry}"); }
            else if kind == "directory" && builtins.pathExists (folder + "/\${entry}/default.nix")
            then { \${entry} = f (folder + "/\${entry}"); }
            else { })
          (builtins.readDir folder);
      inherit (self.nixos-unified.lib) mkLinuxSystem mkMacosSystem;
    in
    {
      config.flake = {
        nixosConfigurations = each (self + "/configurations/nixos") (mkLinuxSystem { home-manager = true; });
        darwinConfigurations = each (self + "/configurations/darwin") (mkMacosSystem { home-manager = true; });
        nixosModules = each (self + "/modules/nixos") (path: path);
        darwinModules = each (self + "/modules/darwin") (path: path);
        homeModules = each (self + "/modules/home") (path: path);
      };
    };
  # Imports all in the first of these folders that is there.
  mkFlake = flakeParts: lib:
    { inputs, root, specialArgs ? { }
    , systems ? [ "x86_64-linux" "x86_64-darwin" "aarch64-linux" "aarch64-darwin" ] }:
    let
      folders = builtins.filter builtins.pathExists (map (name: root + "/\${name}")
        [ "nix/modules/flake" "modules/flake" "nix/modules/flake-parts" "modules/flake-parts" ]);
      folder = lib.head folders;
    in
    flakeParts.mkFlake { inherit inputs specialArgs; } {
      inherit systems;
      _module.args = { inherit root; };
      imports = map (name: folder + "/\${name}") (builtins.attrNames (builtins.readDir folder));
    };
}
`;

export const nixosUnified: InputModel = {
  repositories: ["srid/nixos-unified", "srid/nixos-flake"],
  names: ["nixos-unified", "nixos-flake"],
  outputs(context) {
    const { ev } = context;
    const reason = new Reason("model", "this output of nixos-unified is not modelled");
    const modules = context.nix("«nixos-unified»", MODULES);
    const get = (name: string): Lazy => lazy(() => force(ev.attrs(modules).get(name) ?? null));
    // The key makes a module that is imported twice one module.
    const module = (name: string): Lazy =>
      Attrs.of({ key: `«nixos-unified» ${name}`, imports: [get(name)] });
    const mkFlake = lazy(() => {
      const parts = flakeParts.outputs(context).get("lib") ?? null;
      return ev.call2(force(get("mkFlake")), parts, context.nixpkgs.lib);
    });
    const flakeModules = new Attrs(
      new Map<string, Lazy>([
        ["default", module("default")],
        ["autoWire", module("autoWire")],
      ]),
      null,
      { reason },
    );
    return new Attrs(
      new Map<string, Lazy>([
        ["flakeModule", module("default")],
        ["flakeModules", flakeModules],
        ["lib", new Attrs(new Map([["mkFlake", mkFlake]]), null, { reason })],
      ]),
      null,
      { reason },
    );
  },
};
