import type { Evaluator } from "../evaluator/evaluator.ts";
import { update } from "../evaluator/update.ts";
import {
  Attrs,
  Choice,
  force,
  Lambda,
  type Lazy,
  lazy,
  NixPath,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import { nixosSystem } from "./nixos/system.ts";
import { modelOfPackages, type NixpkgsModel } from "./nixpkgs/model.ts";

/** Options that colmena and morph add to every host, as their manuals describe them. */
const DEPLOYMENT = /* nix */ `
{ config, lib, name, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.deployment = mkOption {
    default = { };
    type = types.submodule {
      freeformType = types.lazyAttrsOf types.raw;
      options = {
        targetHost = mkOption { type = types.nullOr types.str; default = name; };
        targetPort = mkOption { type = types.nullOr types.int; default = null; };
        targetUser = mkOption { type = types.nullOr types.str; default = "root"; };
        allowLocalDeployment = mkOption { type = types.bool; default = false; };
        buildOnTarget = mkOption { type = types.bool; default = false; };
        tags = mkOption { type = types.listOf types.str; default = [ ]; };
        keys = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      };
    };
  };
  config.networking.hostName = lib.mkDefault name;
}
`;

/** The attributes of a hive that are no hosts: colmena's, and those of morph and NixOps. */
const META = new Set(["meta", "network", "defaults"]);

/**
 * Evaluates a hive: `{ meta, defaults, <host> = module; … }` as colmena has it, `network` in the place of `meta` as
 * morph and NixOps have it. Gives the hosts by name.
 */
export function evaluateHive(ev: Evaluator, hive: Attrs, fallback: NixpkgsModel): Attrs {
  const meta = setOf(hive.map.get("meta") ?? hive.map.get("network"));
  const defaults = hive.map.get("defaults");
  const nodes = new Map<string, Lazy>();
  const self = new Attrs(nodes);
  for (const name of hive.names()) {
    if (META.has(name)) continue;
    nodes.set(
      name,
      lazy(() =>
        evaluateNode(ev, name, hive.map.get(name) as Lazy, {
          meta,
          defaults,
          nodes: self,
          fallback,
        }),
      ),
    );
  }
  return new Attrs(nodes, hive.positions, hive.rest);
}

interface HiveParts {
  readonly meta: Attrs;
  readonly defaults: Lazy | undefined;
  readonly nodes: Attrs;
  readonly fallback: NixpkgsModel;
}

function evaluateNode(ev: Evaluator, name: string, module: Lazy, hive: HiveParts): Value {
  const { meta } = hive;
  const own = setOf(meta.map.get("nodeNixpkgs")).map.get(name);
  const pkgs = lazy(() => packagesOf(ev, own ?? meta.map.get("nixpkgs") ?? meta.map.get("pkgs")));
  const model = modelOfPackages(force(pkgs)) ?? hive.fallback;
  const special = [
    Attrs.of({ name, nodes: hive.nodes }),
    setOf(meta.map.get("specialArgs")),
    setOf(setOf(meta.map.get("nodeSpecialArgs")).map.get(name)),
  ].reduce<Value>((all, one) => update(all, one, null), new Attrs(new Map()));
  const modules: Lazy[] = [model.nix("«colmena»", DEPLOYMENT)];
  if (hive.defaults !== undefined) modules.push(hive.defaults);
  modules.push(module);
  const settings = settingsOf(force(pkgs));
  if (settings !== null) modules.push(settings);
  return nixosSystem(model, Attrs.of({ modules, specialArgs: special }));
}

/** `meta.nixpkgs` is a package set, a path, or the function that importing one gives. */
function packagesOf(ev: Evaluator, value: Lazy | undefined): Value {
  if (value === undefined) return null;
  let forced = force(value);
  if (forced instanceof NixPath) forced = ev.importPath(forced.path);
  if (forced instanceof Lambda || modelOfPackages(forced) === undefined) {
    if (forced instanceof Attrs || forced instanceof Unknown || forced instanceof Choice)
      return forced;
    return ev.call(forced, new Attrs(new Map()));
  }
  return forced;
}

/** What a package set says of the platform, overlays and configuration, as defaults of every host. */
function settingsOf(pkgs: Value): Attrs | null {
  if (!(pkgs instanceof Attrs)) return null;
  const system = pkgs.map.get("system");
  const overlays = pkgs.map.get("overlays");
  const map = new Map<string, Lazy>();
  const asDefault = (content: Lazy) => Attrs.of({ _type: "override", priority: 1000, content });
  if (system !== undefined && typeof force(system) === "string")
    map.set("system", asDefault(system));
  if (overlays !== undefined) map.set("overlays", overlays);
  return Attrs.of({ _file: "«colmena»", nixpkgs: new Attrs(map) });
}

function setOf(value: Lazy | undefined): Attrs {
  const forced = value === undefined ? null : force(value);
  return forced instanceof Attrs ? forced : new Attrs(new Map());
}
