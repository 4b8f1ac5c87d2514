import { Reason } from "../evaluator/reason.ts";
import { update } from "../evaluator/update.ts";
import { Attrs, Builtin, force, type Lazy, lazy, type Value } from "../evaluator/value.ts";
import { evalModules } from "../modules/evaluate.ts";
import type { InputModel, ModelContext } from "./model.ts";

const NAME = "«home-manager»";

/** Options that home-manager computes from others, and those that every user's configuration reads. */
const USER_MODULE = /* nix */ `
{ config, lib, osConfig ? null, ... }:
let
  inherit (lib) mkOption types;
  home = config.home.homeDirectory;
in
{
  options = {
    home.username = mkOption { type = types.str; };
    home.homeDirectory = mkOption { type = types.path; apply = toString; };
    home.profileDirectory = mkOption { type = types.path; default = "\${home}/.nix-profile"; };
    xdg.enable = mkOption { type = types.bool; default = false; };
    xdg.configHome = mkOption { type = types.path; default = "\${home}/.config"; apply = toString; };
    xdg.dataHome = mkOption { type = types.path; default = "\${home}/.local/share"; apply = toString; };
    xdg.stateHome = mkOption { type = types.path; default = "\${home}/.local/state"; apply = toString; };
    xdg.cacheHome = mkOption { type = types.path; default = "\${home}/.cache"; apply = toString; };
  };
}
`;

/** The NixOS module: `home-manager.users.<name>` is a configuration of its own. */
const NIXOS_MODULE = /* nix */ `
evalUser:
{ config, lib, pkgs, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.home-manager;
  user = lib.mkOptionType {
    name = "home-manager user";
    description = "Home Manager configuration";
    check = x: lib.isAttrs x || lib.isFunction x || builtins.isPath x || builtins.isString x;
    merge = loc: defs:
      let
        name = lib.last loc;
        account = config.users.users.\${name} or { };
      in
      evalUser {
        modules = cfg.sharedModules
          ++ map (def: lib.setDefaultModuleLocation def.file def.value) defs
          ++ [ {
            home.username = lib.mkDefault (account.name or name);
            home.homeDirectory = lib.mkDefault (account.home or "/home/\${name}");
            _module.args = { inherit name; };
          } ];
        extraSpecialArgs = { osConfig = config; nixosConfig = config; } // cfg.extraSpecialArgs;
        inherit pkgs;
      };
    emptyValue.value = { };
  };
in
{
  options.home-manager = {
    useUserPackages = mkOption { type = types.bool; default = false; };
    useGlobalPkgs = mkOption { type = types.bool; default = false; };
    backupFileExtension = mkOption { type = types.nullOr types.str; default = null; };
    backupCommand = mkOption { type = types.nullOr types.raw; default = null; };
    overwriteBackup = mkOption { type = types.bool; default = false; };
    extraSpecialArgs = mkOption { type = types.attrs; default = { }; };
    sharedModules = mkOption { type = types.listOf types.raw; default = [ ]; };
    verbose = mkOption { type = types.bool; default = false; };
    minimal = mkOption { type = types.bool; default = false; };
    enableLegacyProfileManagement = mkOption { type = types.bool; default = false; };
    users = mkOption { type = types.attrsOf user; default = { }; };
  };
}
`;

/** Evaluates the modules of one user, with an open tree: home-manager's own modules are not read. */
function evaluateUser(context: ModelContext, args: Lazy): Attrs {
  const { ev, nixpkgs } = context;
  const given = ev.attrs(args);
  const pkgs = given.get("pkgs") ?? null;
  const lib = given.map.get("lib") ?? nixpkgs.lib;
  const modules = lazy(() => {
    const own = [
      context.nix(NAME, USER_MODULE),
      Attrs.of({
        _file: NAME,
        _module: Attrs.of({
          args: Attrs.of({
            pkgs: Attrs.of({ _type: "override", priority: 1500, content: pkgs }),
          }),
        }),
      }),
    ];
    return [...own, ...ev.openList(given.get("modules") ?? []).items];
  });
  const special = given.map.get("extraSpecialArgs") ?? new Attrs(new Map());
  const specialArgs = update(
    Attrs.of({ lib, modulesPath: `/nix/store/${NAME}/modules` }),
    force(special),
    null,
  );
  const evaluation = evalModules(ev, {
    modules,
    specialArgs: specialArgs instanceof Attrs ? specialArgs : Attrs.of({ lib }),
    class: "homeManager",
    open: true,
    facts: nixpkgs.facts.homeManager,
  });
  return evaluation.value;
}

function standalone(context: ModelContext): Builtin {
  return new Builtin("homeManagerConfiguration", 1, (_ev, args: Lazy): Value => {
    const value = evaluateUser(context, args);
    const reason = new Reason("model", "what home-manager builds is not evaluated");
    return new Attrs(value.map, null, { reason });
  });
}

export const homeManager: InputModel = {
  repositories: ["nix-community/home-manager"],
  names: ["home-manager"],
  outputs(context) {
    const reason = new Reason("model", "this output of home-manager is not modelled");
    const evalUser = new Builtin("evalUser", 1, (ev, args: Lazy) => {
      const value = evaluateUser(context, args);
      return force(value.get("config") ?? ev.notModelled("the user's configuration"));
    });
    const imports = [
      lazy(() => context.ev.call(force(context.nix(`${NAME}/nixos`, NIXOS_MODULE)), evalUser)),
    ];
    const nixos = Attrs.of({ key: `${NAME}/nixos`, _file: NAME, imports });
    const lib = new Attrs(
      new Map<string, Lazy>([
        ["homeManagerConfiguration", standalone(context)],
        ["hm", new Attrs(new Map(), null, { reason })],
      ]),
    );
    const modules = new Attrs(
      new Map<string, Lazy>([
        ["home-manager", nixos],
        ["default", nixos],
      ]),
      null,
      { reason },
    );
    return new Attrs(
      new Map<string, Lazy>([
        ["lib", lib],
        ["nixosModules", modules],
        ["nixosModule", nixos],
        ["darwinModules", modules],
      ]),
      null,
      { reason },
    );
  },
};
