import { expect, it } from "vitest";
import { useCatalogFiles } from "../../src/cli/catalog-files.ts";
import { prepareParser } from "../../src/cli/wasm.ts";
import { optionValue } from "../../src/fleet/definitions.ts";
import { loadFleet } from "../../src/fleet/load.ts";
import { memoryIO } from "../memory-io.ts";
import { shown } from "../modules/evaluation.ts";

/** The values of options of a host that has these modules. */
function values(modules: string, ...options: string[]): string[] {
  prepareParser();
  useCatalogFiles();
  const text = `{
    inputs.nixpkgs.url = "github:NixOS/nixpkgs";
    outputs = { nixpkgs, ... }: {
      nixosConfigurations.pier = nixpkgs.lib.nixosSystem { modules = [ ${modules} ]; };
    };
  }`;
  const fleet = loadFleet({
    root: "/fleet",
    io: memoryIO({ "/fleet/flake.nix": text }, "/fleet"),
    files: ["flake.nix"],
    overrides: new Map(),
    hostSets: [],
    steps: 10_000_000,
  });
  const [host] = fleet.hosts;
  if (host === undefined) throw new Error("no host");
  return options.map((option) => {
    const value = optionValue(host, option.split("|"));
    return value === undefined ? "undefined" : shown(value);
  });
}

it("what NixOS' submodules compute from their other options is known", () => {
  const found = values(
    `{
      users.users.ann.isNormalUser = true;
      users.groups.crew = { };
      fileSystems."/data".device = "/dev/sdb";
      networking.wireguard.interfaces.wg0.peers = [ { publicKey = "a/b+c="; } ];
    }
    ({ config, ... }: { environment.etc.x.text = (builtins.head config.networking.wireguard.interfaces.wg0.peers).name; })`,
    ...["name", "home", "group"].map((name) => `users|users|ann|${name}`),
    "users|groups|crew|name",
    "fileSystems|/data|mountPoint",
    "environment|etc|x|text",
  );
  expect(found).toEqual([
    ...['"ann"', '"/home/ann"', '"users"', '"crew"', '"/data"'],
    String.raw`"a-b\\x2bc\\x3d"`,
  ]);
});

it("an option that NixOS declares too has the options of both", () => {
  const found = values(
    `({ lib, ... }: {
      options.users.users = lib.mkOption {
        type = lib.types.attrsOf (lib.types.submodule {
          options.berth = lib.mkOption { default = 7; };
        });
      };
      config.users.users.ann.uid = 1000;
    })`,
    ...["berth", "uid", "name", "description"].map((name) => `users|users|ann|${name}`),
  );
  expect(found).toEqual(["7", "1000", '"ann"', '""']);
});
