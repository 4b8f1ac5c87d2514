import { Reason } from "../evaluator/reason.ts";
import { Attrs, type Lazy, lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/**
 * Modules that set the platform of the board they are for; all others leave it to the user.
 * Source: github:NixOS/nixos-hardware at 0471accf, each module's default.nix.
 */
const PLATFORMS: Readonly<Record<string, string>> = {
  "asrock-rack-altrad8ud-1l2t": "aarch64-linux",
  "kobol-helios4": "armv7l-linux",
  "nxp-imx8mp-evk": "aarch64-linux",
  "nxp-imx8mq-evk": "aarch64-linux",
  "nxp-imx8qm-mek": "aarch64-linux",
  "nxp-imx93-evk": "aarch64-linux",
  "olimex-teres_i": "aarch64-linux",
  "ucm-imx95": "aarch64-linux",
};

/** A hardware module: what it defines besides the platform is not the user's, and not known here. */
function hardwareModule(name: string): Attrs {
  const file = `«nixos-hardware»/${name}`;
  const map = new Map<string, Lazy>([
    ["_file", file],
    ["key", file],
  ]);
  const platform = PLATFORMS[name];
  if (platform !== undefined) {
    const definition = Attrs.of({ _type: "override", priority: 1000, content: platform });
    map.set("nixpkgs", Attrs.of({ hostPlatform: definition }));
  }
  return new Attrs(map);
}

export const nixosHardware: InputModel = {
  repositories: ["nixos/nixos-hardware"],
  names: ["nixos-hardware"],
  outputs() {
    const reason = new Reason("model", "this output of nixos-hardware is not modelled");
    const modules = new Attrs(new Map(), null, {
      reason,
      lookup: (name) => lazy(() => hardwareModule(name)),
    });
    return new Attrs(new Map<string, Lazy>([["nixosModules", modules]]), null, { reason });
  },
  importer() {
    return (subpath) => hardwareModule(subpath.replace(/\/default\.nix$|\/$/, ""));
  },
};
