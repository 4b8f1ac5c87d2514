import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/** The functions of flake-utils, as its README describes them. */
const LIBRARY = /* nix */ `
let
  defaultSystems = [ "aarch64-darwin" "aarch64-linux" "x86_64-darwin" "x86_64-linux" ];
  allSystems = [
    "aarch64-darwin" "aarch64-linux" "armv6l-linux" "armv7l-linux" "i686-linux"
    "powerpc64le-linux" "riscv64-linux" "x86_64-darwin" "x86_64-freebsd" "x86_64-linux"
  ];
  # { packages = x; } of each system becomes { packages.<system> = x; }.
  eachSystemOp = op: systems: f:
    builtins.foldl' (op f) { } systems;
  eachSystem = eachSystemOp (f: all: system:
    let outputs = f system; in
    all // builtins.mapAttrs (name: value: (all.\${name} or { }) // { \${system} = value; }) outputs);
  eachSystemPassThrough = eachSystemOp (f: all: system: all // f system);
  eachSystemMap = systems: f:
    builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
  mkApp = { drv, name ? drv.pname or drv.name, exePath ? drv.passthru.exePath or "/bin/\${name}" }: {
    type = "app";
    program = "\${drv}\${exePath}";
  };
in
{
  inherit defaultSystems allSystems eachSystem eachSystemMap eachSystemPassThrough mkApp;
  system = builtins.listToAttrs (map (name: { inherit name; value = name; }) allSystems);
  eachDefaultSystem = eachSystem defaultSystems;
  eachDefaultSystemMap = eachSystemMap defaultSystems;
  eachDefaultSystemPassThrough = eachSystemPassThrough defaultSystems;
}
`;

export const flakeUtils: InputModel = {
  repositories: ["numtide/flake-utils"],
  names: ["flake-utils"],
  outputs(context) {
    const reason = new Reason("model", "this output of flake-utils is not modelled");
    const library = force(context.nix("«flake-utils»/lib.nix", LIBRARY));
    const lib = library instanceof Attrs ? new Attrs(library.map, null, { reason }) : library;
    return new Attrs(new Map<string, Lazy>([["lib", lib]]), null, { reason });
  },
};
