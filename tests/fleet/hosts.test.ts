import { readdirSync } from "node:fs";
import { join } from "node:path";
import { globbySync } from "globby";
import { describe, expect, it } from "vitest";
import { useCatalogFiles } from "../../src/cli/catalog-files.ts";
import { DiskIO } from "../../src/cli/disk-io.ts";
import { prepareParser } from "../../src/cli/wasm.ts";
import { platformOf } from "../../src/fleet/hosts.ts";
import { loadFleet } from "../../src/fleet/load.ts";

const WAYS = join(import.meta.dirname, "../../fixtures/fleets/ways");

const BOTH = ["nixos anchor x86_64-linux", "nixos beacon aarch64-linux"];

/** The hosts that the flakes declare, by the name of the fixture: kind, name and platform. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  blueprint: [...BOTH, "darwin cutter aarch64-darwin"],
  clan: BOTH,
  colmena: BOTH,
  darwin: ["darwin cutter aarch64-darwin"],
  "easy-hosts": BOTH,
  "eval-config": BOTH,
  "extend-modules": [
    "nixos anchor x86_64-linux",
    "nixos anchor-vm x86_64-linux, a variant of anchor",
  ],
  "ez-configs": BOTH,
  "flake-parts": BOTH,
  "flake-utils-plus": BOTH,
  haumea: BOTH,
  hive: ["nixos anchor x86_64-linux", "nixos beacon x86_64-linux"],
  "home-manager": ["home ann@anchor null"],
  "lib-extend": BOTH,
  "lite-config": BOTH,
  network: BOTH,
  "read-dir": BOTH,
  registry: BOTH,
  "several-flakes": BOTH,
  snowfall: BOTH,
};

function load(root: string) {
  prepareParser();
  useCatalogFiles();
  return loadFleet({
    root,
    io: new DiskIO({ root }),
    files: globbySync("**/*.nix", { cwd: root }),
    overrides: new Map(),
    hostSets: [],
    steps: 10_000_000,
  });
}

describe("hosts are found where people declare them", () => {
  it("every fixture is listed here", () => {
    expect(readdirSync(WAYS).sort()).toEqual(Object.keys(HOSTS).sort());
  });

  it.each(Object.entries(HOSTS))("%s", (way, expected) => {
    const fleet = load(join(WAYS, way));
    const found = fleet.hosts.map((host) => {
      const variant = host.variantOf === null ? "" : `, a variant of ${host.variantOf}`;
      return `${host.kind} ${host.name} ${platformOf(host)}${variant}`;
    });
    expect(found).toEqual(expected);
    expect(fleet.notes.map((note) => note.message)).toEqual([]);
    expect(fleet.hosts.map((host) => host.error ?? host.unknown)).toEqual(found.map(() => null));
  });
});
