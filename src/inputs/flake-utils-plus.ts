import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, lazy } from "../evaluator/value.ts";
import { flakeUtils } from "./flake-utils.ts";
import type { InputModel } from "./model.ts";

/** `mkFlake` of flake-utils-plus: hosts with defaults, channels with overlays, after its documentation. */
const LIBRARY = /* nix */ `
lib:
{
  exportModules = modules: builtins.listToAttrs (map
    (module: {
      name = lib.removeSuffix ".nix" (baseNameOf (toString module));
      value = module;
    })
    modules);
  mkFlake =
    args@{ self, inputs, supportedSystems ? [ "aarch64-linux" "aarch64-darwin" "x86_64-darwin" "x86_64-linux" ]
    , channels ? { }, channelsConfig ? { }, sharedOverlays ? [ ], hosts ? { }, hostDefaults ? { }, ... }:
    let
      inputOf = channel: channels.\${channel}.input or inputs.\${channel};
      hostOf = name: host:
        let
          merged = hostDefaults // host;
          system = merged.system or "x86_64-linux";
          channel = merged.channelName or "nixpkgs";
          source = inputOf channel;
          settings = channels.\${channel} or { };
          builder = merged.builder or source.lib.nixosSystem;
          parts = lib.splitString "." name;
          hostName = lib.head parts;
          domain = lib.concatStringsSep "." (lib.tail parts);
        in
        {
          output = merged.output or "nixosConfigurations";
          value = builder {
            inherit system;
            modules = [
              ({ lib, ... }: {
                networking = { hostName = lib.mkDefault hostName; }
                  // lib.optionalAttrs (domain != "") { domain = lib.mkDefault domain; };
                nixpkgs.config = lib.mkDefault (channelsConfig // (settings.config or { }));
                nixpkgs.overlays = sharedOverlays;
                _module.args = (hostDefaults.extraArgs or { }) // (host.extraArgs or { });
              })
            ] ++ (hostDefaults.modules or [ ]) ++ (host.modules or [ ]);
            specialArgs = { inherit inputs; } // (hostDefaults.specialArgs or { }) // (host.specialArgs or { });
          };
        };
      made = lib.mapAttrs hostOf hosts;
      outputs = lib.unique (map (host: host.output) (builtins.attrValues made));
    in
    removeAttrs args [
      "defaultSystem" "sharedExtraArgs" "inputs" "hosts" "hostDefaults" "channels" "channelsConfig" "self"
      "sharedOverlays" "supportedSystems" "outputsBuilder"
    ] // lib.genAttrs outputs
      (output: lib.mapAttrs (_: host: host.value) (lib.filterAttrs (_: host: host.output == output) made));
}
`;

export const flakeUtilsPlus: InputModel = {
  repositories: ["gytis-ivaskevicius/flake-utils-plus"],
  names: ["flake-utils-plus"],
  outputs(context) {
    const reason = new Reason("model", "this output of flake-utils-plus is not modelled");
    const lib = lazy(() => {
      const { ev } = context;
      const own = ev.attrs(
        ev.call(force(context.nix("«flake-utils-plus»", LIBRARY)), context.nixpkgs.lib),
      );
      const utils = ev.attrs(flakeUtils.outputs(context).get("lib") as Lazy);
      return new Attrs(new Map([...utils.map, ...own.map]), null, { reason });
    });
    return new Attrs(new Map<string, Lazy>([["lib", lib]]), null, { reason });
  },
};
