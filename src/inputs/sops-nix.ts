import { Reason } from "../evaluator/reason.ts";
import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/**
 * Options of sops-nix and the paths of its secrets. Behaviour read in github:Mic92/sops-nix modules/sops/default.nix
 * at 56b24064; what it adds to activation is left out.
 */
const MODULE = /* nix */ `
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.sops;
  secret = { name, config, ... }: {
    freeformType = types.lazyAttrsOf types.raw;
    options = {
      name = mkOption { type = types.str; default = name; };
      key = mkOption {
        type = types.str;
        default = if cfg.defaultSopsKey != null then cfg.defaultSopsKey else name;
      };
      path = mkOption {
        type = types.str;
        default =
          if config.neededForUsers then "/run/secrets-for-users/\${config.name}"
          else "/run/secrets/\${config.name}";
      };
      format = mkOption {
        type = types.enum [ "yaml" "json" "binary" "ini" "dotenv" ];
        default = cfg.defaultSopsFormat;
      };
      mode = mkOption { type = types.str; default = "0400"; };
      owner = mkOption { type = types.nullOr types.str; default = null; };
      uid = mkOption { type = types.nullOr types.int; default = 0; };
      group = mkOption { type = types.nullOr types.str; default = null; };
      gid = mkOption { type = types.nullOr types.int; default = 0; };
      sopsFile = mkOption { type = types.path; default = cfg.defaultSopsFile; };
      neededForUsers = mkOption { type = types.bool; default = false; };
      restartUnits = mkOption { type = types.listOf types.str; default = [ ]; };
      reloadUnits = mkOption { type = types.listOf types.str; default = [ ]; };
    };
  };
  template = { name, config, ... }: {
    freeformType = types.lazyAttrsOf types.raw;
    options = {
      name = mkOption { type = types.str; default = name; };
      path = mkOption { type = types.str; default = "/run/secrets/rendered/\${config.name}"; };
      content = mkOption { type = types.lines; default = ""; };
      mode = mkOption { type = types.str; default = "0400"; };
      owner = mkOption { type = types.nullOr types.str; default = "root"; };
      group = mkOption { type = types.nullOr types.str; default = "root"; };
    };
  };
in
{
  options.sops = {
    secrets = mkOption { type = types.attrsOf (types.submodule secret); default = { }; };
    templates = mkOption { type = types.attrsOf (types.submodule template); default = { }; };
    placeholder = mkOption { type = types.attrsOf types.str; default = { }; };
    defaultSopsFile = mkOption { type = types.path; };
    defaultSopsFormat = mkOption { type = types.str; default = "yaml"; };
    defaultSopsKey = mkOption { type = types.nullOr types.str; default = null; };
    validateSopsFiles = mkOption { type = types.bool; default = true; };
    age.keyFile = mkOption { type = types.nullOr types.str; default = null; };
    age.generateKey = mkOption { type = types.bool; default = false; };
    gnupg.home = mkOption { type = types.nullOr types.str; default = null; };
  };
  config.sops.placeholder = lib.mapAttrs (name: _: lib.mkDefault "<SOPS:\${builtins.hashString "sha256" name}:PLACEHOLDER>") cfg.secrets;
}
`;

export const sopsNix: InputModel = {
  repositories: ["mic92/sops-nix"],
  names: ["sops-nix"],
  outputs(context) {
    const reason = new Reason("model", "this output of sops-nix is not modelled");
    const imports = [context.nix("«sops-nix»", MODULE)];
    const module = Attrs.of({ key: "«sops-nix»", _file: "«sops-nix»", imports });
    const modules = new Attrs(
      new Map<string, Lazy>([
        ["sops", module],
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
