import { Reason } from "../evaluator/reason.ts";
import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/**
 * The options of secrix' NixOS module and how it computes the paths of decrypted secrets; what it adds to systemd
 * units is left out. Behaviour read in github:Platonic-Systems/secrix module.nix at f783b038.
 */
const MODULE = /* nix */ `
{ config, lib, pkgs, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.secrix;
  str = default: mkOption { type = types.str; inherit default; };
  units = config.systemd.services;
  builder = mkOption {
    type = types.nullOr (types.either types.lines (types.functionTo types.lines));
    default = null;
  };
  encryptKeys = mkOption {
    type = types.attrsOf (types.listOf types.str);
    default = cfg.defaultEncryptKeys;
  };
  systemSecret = { name, config, ... }: {
    options = {
      name = str name;
      inherit encryptKeys;
      encrypted.file = mkOption { type = types.path; };
      decrypted = {
        name = str config.name;
        mode = str "0400";
        user = str "0";
        group = str "0";
        path = mkOption {
          type = types.str;
          default = "/run/\${cfg.system.secretsDir.name}/\${config.name}";
          readOnly = true;
        };
        inherit builder;
      };
    };
  };
  service = outer@{ name, config, ... }: {
    options = {
      secretsDirName = str "\${outer.name}-keys";
      systemdService = str outer.name;
      secretsServiceName = str "\${outer.name}-keys";
      additionalRuntimeDirNames = mkOption { type = types.listOf types.str; default = [ ]; };
      forceRuntimeDirs = mkOption { type = types.bool; default = false; };
      secrets = mkOption {
        type = types.attrsOf (types.submodule (serviceSecret outer));
      };
    };
  };
  serviceSecret = outer: { name, config, ... }: {
    options = {
      name = str name;
      inherit encryptKeys;
      encrypted.file = mkOption { type = types.path; };
      decrypted = {
        name = str config.name;
        mode = str "0400";
        user = mkOption {
          type = types.nullOr types.str;
          default =
            let
              unit = units.\${outer.config.systemdService}.serviceConfig or { };
              user = unit.User or "0";
              known = lib.any (x: x.name == (if user == "0" then "root" else user))
                (lib.attrValues (config_.users.users or { }));
            in
            if unit ? User && known then user
            else if unit.DynamicUser or false then null
            else "0";
        };
        group = mkOption {
          type = types.str;
          default = config_.users.users.\${config.decrypted.user}.group or "0";
        };
        path = mkOption {
          type = types.str;
          default = "/run/\${outer.config.secretsDirName}/\${config.name}";
          readOnly = true;
        };
        inherit builder;
      };
    };
  };
  config_ = config;
in
{
  options.secrix = {
    ageBin = mkOption { type = types.str; default = "\${pkgs.age}/bin/age"; };
    hostIdentityFile = str "/etc/ssh/ssh_host_ed25519_key";
    hostPubKey = mkOption { type = types.nullOr types.str; default = null; };
    defaultEncryptKeys = mkOption {
      type = types.attrsOf (types.listOf types.str);
      default = { };
    };
    system = {
      secretsDir = {
        name = str "system-keys";
        permissions = str "111";
        user = str "0";
        group = str "0";
      };
      secretsServiceName = str "system-keys";
      secrets = mkOption {
        type = types.attrsOf (types.submodule systemSecret);
        default = { };
      };
    };
    services = mkOption {
      type = types.attrsOf (types.submodule service);
      default = { };
    };
  };
}
`;

export const secrix: InputModel = {
  repositories: ["platonic-systems/secrix"],
  names: ["secrix"],
  outputs(context) {
    const file = "«secrix»/module.nix";
    const module = Attrs.of({ key: file, _file: file, imports: [context.nix(file, MODULE)] });
    const reason = new Reason("model", "this output of secrix is not modelled");
    return new Attrs(
      new Map<string, Lazy>([
        [
          "nixosModules",
          new Attrs(
            new Map([
              ["default", module],
              ["secrix", module],
            ]),
            null,
            { reason },
          ),
        ],
        ["nixosModule", module],
      ]),
      null,
      { reason },
    );
  },
};
