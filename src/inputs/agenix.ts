import { Reason } from "../evaluator/reason.ts";
import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/**
 * Options of agenix, and of ragenix and agenix-rekey, which share them, and the paths of secrets. Behaviour read in
 * github:ryantm/agenix modules/age.nix at b027ee29; what it adds to activation is left out.
 */
const MODULE = /* nix */ `
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.age;
  secret = { name, config, ... }: {
    freeformType = types.lazyAttrsOf types.raw;
    options = {
      name = mkOption { type = types.str; default = name; };
      file = mkOption { type = types.path; };
      path = mkOption { type = types.str; default = "\${cfg.secretsDir}/\${config.name}"; };
      mode = mkOption { type = types.str; default = "0400"; };
      owner = mkOption { type = types.str; default = "0"; };
      group = mkOption { type = types.str; default = "0"; };
      symlink = mkOption { type = types.bool; default = true; };
    };
  };
in
{
  options.age = {
    secrets = mkOption { type = types.attrsOf (types.submodule secret); default = { }; };
    secretsDir = mkOption { type = types.path; default = "/run/agenix"; };
    secretsMountPoint = mkOption { type = types.path; default = "/run/agenix.d"; };
    identityPaths = mkOption { type = types.listOf types.path; };
    ageBin = mkOption { type = types.str; };
    rekey = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
    generators = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
  };
}
`;

export const agenix: InputModel = {
  repositories: ["ryantm/agenix", "yaxitech/ragenix", "oddlama/agenix-rekey"],
  names: ["agenix", "ragenix", "agenix-rekey"],
  outputs(context) {
    const reason = new Reason("model", "this output of agenix is not modelled");
    const imports = [context.nix("«agenix»", MODULE)];
    const module = Attrs.of({ key: "«agenix»", _file: "«agenix»", imports });
    const modules = new Attrs(
      new Map<string, Lazy>([
        ["age", module],
        ["agenix", module],
        ["default", module],
      ]),
      null,
      { reason },
    );
    return new Attrs(
      new Map<string, Lazy>([
        ["nixosModules", modules],
        ["nixosModule", module],
      ]),
      null,
      { reason },
    );
  },
};
