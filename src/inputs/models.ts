import { adiosFlake } from "./adios-flake.ts";
import { agenix } from "./agenix.ts";
import { blueprint } from "./blueprint.ts";
import { clanCore } from "./clan-core.ts";
import { easyHosts } from "./easy-hosts.ts";
import { ezConfigs } from "./ez-configs.ts";
import { flakeParts } from "./flake-parts.ts";
import type { FlakeRef } from "./flake-ref.ts";
import { flakeUtils } from "./flake-utils.ts";
import { flakeUtilsPlus } from "./flake-utils-plus.ts";
import { haumea } from "./haumea.ts";
import { homeManager } from "./home-manager.ts";
import { importTreeModel } from "./import-tree.ts";
import { liteConfig } from "./lite-config.ts";
import type { LockNode } from "./lock.ts";
import type { InputModel } from "./model.ts";
import { nixDarwin } from "./nix-darwin.ts";
import { nixosHardware } from "./nixos-hardware.ts";
import { nixosUnified } from "./nixos-unified.ts";
import { secrix } from "./secrix.ts";
import { snowfallLib } from "./snowfall-lib.ts";
import { sopsNix } from "./sops-nix.ts";
import { systems } from "./systems.ts";

/** Every model but that of nixpkgs, which all others stand on. */
const MODELS: readonly InputModel[] = [
  adiosFlake,
  agenix,
  blueprint,
  clanCore,
  easyHosts,
  ezConfigs,
  flakeParts,
  flakeUtils,
  flakeUtilsPlus,
  haumea,
  homeManager,
  importTreeModel,
  liteConfig,
  nixDarwin,
  nixosHardware,
  nixosUnified,
  secrix,
  snowfallLib,
  sopsNix,
  systems,
];

/** The model of an input, told by where it comes from; for an input that says nothing of that, by its name. */
export function modelFor(
  ref: FlakeRef | null,
  node: LockNode | null,
  name: string,
): InputModel | undefined {
  for (const source of [ref, node?.original ?? null, node?.locked?.ref ?? null]) {
    if (source === null || source.repo === null) continue;
    const repo = source.repo.toLowerCase();
    const full = `${source.owner?.toLowerCase() ?? ""}/${repo}`;
    const found = MODELS.find(
      (model) => model.repositories.includes(full) || model.names?.includes(repo),
    );
    if (found !== undefined) return found;
  }
  if (ref !== null || node !== null) return undefined;
  return MODELS.find((model) => model.names?.includes(name));
}
