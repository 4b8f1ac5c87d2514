import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, nixlint } from "./cli.ts";

const fleet = folderWith({
  "flake.nix": `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  inputs.elsewhere.url = "github:example/elsewhere";
  outputs = { nixpkgs, elsewhere, ... }: {
    nixosConfigurations = builtins.mapAttrs (name: number: nixpkgs.lib.nixosSystem {
      modules = [ ./base.nix { networking.hostName = name; mesh.number = number; } ];
    }) { web = 7; mail = 8; } // { odd = elsewhere.lib.system { }; };
    spareConfigurations.spare = nixpkgs.lib.nixosSystem { modules = [ ./base.nix { mesh.number = 9; } ]; };
  };
}
`,
  "base.nix": `{ lib, config, ... }:
{
  options.mesh.number = lib.mkOption { type = lib.types.int; };
  options.mesh.notes = lib.mkOption { type = lib.types.attrsOf lib.types.anything; default = { }; };
  config = {
    nixpkgs.hostPlatform = "x86_64-linux";
    networking.wireguard.interfaces.mesh0.ips = [ "10.9.0.\${toString config.mesh.number}/24" ];
    networking.domain = lib.mkDefault "example.org";
    users.users.ada.password = "tops3cret-value";
    time.timeZone = lib.mkForce "UTC";
    mesh.notes = { deep = [ 1 2.5 null { a = true; } ]; token = "abcdefgh12345678"; when = builtins.currentTime; };
  };
  imports = [ ./more.nix ];
}
`,
  "more.nix": `{ lib, ... }:
{
  time.timeZone = "Europe/Berlin";
  networking.domain = "harbour.example";
  networking.search = lib.mkIf false [ "never" ];
}
`,
  "nixlint.json": '{ "hostSets": ["spareConfigurations"], "networks": { "mesh": "10.9.0.0/16" } }',
});

async function show(...args: string[]) {
  const outcome = await nixlint(["show", ...args, "--json"], { cwd: fleet });
  expect(outcome.stderr).toBe("");
  expect(outcome.code).toBe(0);
  return JSON.parse(outcome.stdout);
}

describe.concurrent("nixlint hosts", () => {
  it("lists every set of hosts with addresses and their places", async () => {
    const outcome = await nixlint(["hosts", "--json"], { cwd: fleet });
    expect(outcome.code).toBe(0);
    const { hosts } = JSON.parse(outcome.stdout);
    expect(hosts.map((host: { name: string; set: string }) => `${host.name} ${host.set}`)).toEqual([
      "mail nixosConfigurations",
      "odd nixosConfigurations",
      "spare spareConfigurations",
      "web nixosConfigurations",
    ]);
    expect(hosts[3]).toMatchObject({
      kind: "nixos",
      system: "x86_64-linux",
      release: "25.11",
      addresses: [
        { address: "10.9.0.7/24", interface: "mesh0", network: "mesh", file: "base.nix", line: 7 },
      ],
      unknown: [expect.objectContaining({ count: expect.any(Number) })],
    });
    expect(hosts[3]).not.toHaveProperty("error");
    expect(hosts[1].error).toMatch(/'elsewhere'/);
  });

  it("is readable", async () => {
    const { stdout } = await nixlint(["hosts", fleet]);
    expect(stdout).toMatch(
      /^mail {2}nixos, nixosConfigurations, x86_64-linux, 25\.11, [\d.]+ % known$/m,
    );
    expect(stdout).toContain("  10.9.0.8/24  mesh0 (mesh)  base.nix:7\n");
  });
});

describe.concurrent("nixlint show", () => {
  it("gives value and definitions, winners and losers", async () => {
    expect(await show("web", "time.timeZone")).toMatchObject({
      host: "web",
      option: "time.timeZone",
      status: "known",
      value: "UTC",
      definitions: expect.arrayContaining([
        {
          file: "base.nix",
          line: 10,
          priority: 50,
          condition: "true",
          wins: true,
          value: "UTC",
          importedBy: expect.arrayContaining(["base.nix"]),
        },
        expect.objectContaining({
          file: "more.nix",
          line: 3,
          priority: 100,
          wins: false,
          importedBy: expect.arrayContaining(["base.nix", "more.nix"]),
        }),
      ]),
    });
  });

  it("gives several at once as a list", async () => {
    const [domain, name, ips] = await show(
      "mail",
      "networking.domain",
      "networking.hostName",
      'networking.wireguard.interfaces."mesh0".ips',
    );
    expect(domain).toMatchObject({ status: "known", value: "harbour.example" });
    expect(name).toMatchObject({ status: "known", value: "mail" });
    expect(ips).toMatchObject({ status: "known", value: ["10.9.0.8/24"] });
  });

  it("never prints a secret, and says what is unknown", async () => {
    const [password, notes] = await show("web", "users.users.ada.password", "mesh.notes");
    expect(password.value).toEqual({ $secret: 15 });
    expect(JSON.stringify(password)).not.toContain("tops3cret");
    expect(notes).toMatchObject({
      status: "partly",
      value: {
        deep: [1, 2.5, null, { a: true }],
        token: { $secret: 16 },
        when: { $unknown: expect.any(String) },
      },
    });
    expect(JSON.stringify(notes)).not.toContain("abcdefgh");
  });

  it("tells an option that nobody defines from one that is false", async () => {
    const [nobody, off] = await show("web", "mesh.nothing", "networking.search");
    expect(nobody).toMatchObject({ status: "undefined", value: null, definitions: [] });
    expect(off.definitions).toContainEqual(
      expect.objectContaining({ file: "more.nix", line: 5, condition: "false", wins: false }),
    );
  });

  it("is readable", async () => {
    const { stdout } = await nixlint(["show", "web", "time.timeZone"], { cwd: fleet });
    expect(stdout).toContain('time.timeZone of web\n  "UTC"\n');
    expect(stdout).toContain('  base.nix:10  wins, mkForce\n    "UTC"\n');
  });

  it("knows the near miss of a host", async () => {
    const outcome = await nixlint(["show", "wbe", "time.timeZone"], { cwd: fleet });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain("nixlint: there is no host 'wbe'; did you mean 'web'?");
    expect((await nixlint(["show", "web"], { cwd: fleet })).stderr).toContain(
      "missing required argument",
    );
  });
});

describe.concurrent("nixlint init", () => {
  const bare = folderWith({
    "flake.nix": `{
  outputs = { nixpkgs, ... }: let
    host = n: nixpkgs.lib.nixosSystem { modules = [ {
      services.openssh.enable = true;
      services.openssh.ports = [ 2222 ];
      networking.wireguard.interfaces.mesh0.ips = [ "10.9.0.\${toString n}/32" ];
    } ]; };
  in {
    nixosConfigurations = { web = host 1; mail = host 2; };
    spareConfigurations.spare = host 3;
    packages = { };
  };
}
`,
  });

  it("writes what it finds, once, and lint takes it", async () => {
    const written = await nixlint(["init"], { cwd: bare });
    expect(written).toEqual({
      code: 0,
      stdout: "",
      stderr: "nixlint: nixlint.json written, for 2 hosts\n",
    });
    expect(JSON.parse(readFileSync(join(bare, "nixlint.json"), "utf8"))).toEqual({
      $schema: "./node_modules/nixlint/nixlint.schema.json",
      preset: "recommended",
      hostSets: ["spareConfigurations"],
      networks: { mesh0: "10.9.0.0/24" },
      sshPort: 2222,
      rules: {},
    });
    const again = await nixlint(["init"], { cwd: bare });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("'nixlint.json' is there already");
    const linted = await nixlint(["--format", "json"], { cwd: bare });
    expect(JSON.parse(linted.stdout).hosts).toEqual(["mail", "spare", "web"]);
  });
});
