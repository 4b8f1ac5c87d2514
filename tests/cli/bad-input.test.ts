import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, json, nixlint, type Outcome } from "./cli.ts";

/** One host, in the way of a small flake. */
const FLAKE = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; };
    nixosConfigurations.mail = nixpkgs.lib.nixosSystem { modules = [ ./mail.nix ]; };
  };
}
`;
const HOST = (name: string) =>
  `{ networking.hostName = "${name}"; nixpkgs.hostPlatform = "x86_64-linux"; system.stateVersion = "25.11"; }\n`;
const FLEET = { "flake.nix": FLAKE, "web.nix": HOST("web"), "mail.nix": HOST("mail") };
const MISTAKE = "{ a = 1; a = 2; }\n";

function expectNoTrace({ stdout, stderr }: Outcome): void {
  expect(stdout + stderr).not.toMatch(/\n\s+at .*[(:]\d+\)?|node:internal|\.js:\d+|of its own/);
}

/** Lints a folder as JSON; there must be no trace, and the exit code is that of findings or none. */
async function lint(files: Parameters<typeof folderWith>[0]) {
  const outcome = await nixlint(["--format", "json", folderWith(files)]);
  expectNoTrace(outcome);
  expect(outcome.stderr).toBe("");
  const result = json(outcome);
  const failing = result.findings.filter(({ severity }) => severity !== "info");
  expect(outcome.code).toBe(failing.length > 0 ? 1 : 0);
  return result;
}

describe.concurrent("what is not there", () => {
  it("a path that does not exist is named, and the exit code is 2", async () => {
    const outcome = await nixlint(["/nowhere/at/all"]);
    expect(outcome).toEqual({
      code: 2,
      stdout: "",
      stderr: "nixlint: '/nowhere/at/all' does not exist\n",
    });
  });

  it("a mistyped path gets its near miss", async () => {
    const folder = folderWith({ "hosts/web.nix": "{ }" });
    const outcome = await nixlint(["hosts/wbe.nix"], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toBe(
      "nixlint: 'hosts/wbe.nix' does not exist; did you mean 'hosts/web.nix'?\n",
    );
  });

  it("a glob that matches nothing is a mistake, unless it is allowed", async () => {
    const folder = folderWith({ "a.nix": "{ }" });
    expect((await nixlint(["hosts/*.nix"], { cwd: folder })).code).toBe(2);
    const allowed = ["--no-error-on-unmatched", "hosts/*.nix"];
    expect((await nixlint(allowed, { cwd: folder })).code).toBe(0);
  });

  it("a folder without Nix files is told so", async () => {
    const result = await lint({ "README.md": "# Nothing" });
    expect(result.notes.map(({ message }) => message).join()).toMatch(/there are no Nix files/);
  });

  it("without a flake.nix there are no hosts, and rules about files run", async () => {
    const result = await lint({ "a.nix": MISTAKE });
    expect(result.notes.map(({ message }) => message).join()).toMatch(
      /no hosts were found.*there is no flake\.nix/,
    );
    expect(result.findings.map(({ rule }) => rule)).toContain("duplicate-attribute");
  });
});

describe.concurrent("a file that cannot be used", () => {
  it("is noted when nobody may read it, and the others are linted", async () => {
    // For root every file is readable.
    if (process.getuid?.() === 0) return;
    const result = await lint({ "a.nix": MISTAKE, "locked.nix": null });
    expect(result.findings).toHaveLength(1);
    expect(result.notes.some(({ message }) => /cannot read 'locked\.nix'/.test(message))).toBe(
      true,
    );
  });

  it("is noted when it is no regular file", async () => {
    const folder = folderWith({ "a.nix": MISTAKE });
    mkdirSync(join(folder, "folder.nix"));
    symlinkSync("loop.nix", join(folder, "loop.nix"));
    symlinkSync("nowhere", join(folder, "dangling.nix"));
    const outcome = await nixlint(["--format", "json", folder]);
    expectNoTrace(outcome);
    expect(json(outcome).findings.some(({ file }) => file === "a.nix")).toBe(true);
  });

  it("is a finding when it is not UTF-8", async () => {
    const result = await lint({ ...FLEET, "old.nix": Buffer.from('{ a = "\xe9"; }', "latin1") });
    expect(result.hosts).toEqual(["mail", "web"]);
    expect(result.findings).toContainEqual(
      expect.objectContaining({ rule: "syntax-error", file: "old.nix", line: 1 }),
    );
  });

  it.each([
    ["binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0xff, 0xfe])],
    ["UTF-16", Buffer.from("\ufeff{ a = 1; }", "utf16le")],
    ["empty", ""],
    ["deep", `${"(".repeat(100_000)}1${")".repeat(100_000)}`],
    ["one long line", `[ ${"1 ".repeat(300_000)} ]`],
  ])("is a finding or nothing when it is %s, and the others are linted", async (name, content) => {
    const result = await lint({ ...FLEET, "odd.nix": content, "z.nix": MISTAKE });
    const rules = result.findings.filter(({ file }) => file === "odd.nix").map(({ rule }) => rule);
    if (name !== "one long line") expect(rules).toContain("syntax-error");
    expect(result.findings.some(({ file }) => file === "z.nix")).toBe(true);
    expect(result.hosts).toEqual(["mail", "web"]);
  });
});

describe.concurrent("a mistake in one host", { timeout: 60_000 }, () => {
  const others = (result: Awaited<ReturnType<typeof lint>>) => {
    expect(result.hosts).toEqual(["mail", "web"]);
    expect(result.findings.some(({ file }) => file === "z.nix")).toBe(true);
    return [...result.findings, ...result.notes];
  };
  const fleet = (web: string) => lint({ ...FLEET, "web.nix": web, "z.nix": MISTAKE });

  it("in its syntax is a finding with its place", async () => {
    const said = others(await fleet('{\n  networking.hostName = "web"\n}\n'));
    expect(said).toContainEqual(
      expect.objectContaining({ rule: "syntax-error", file: "web.nix", line: 2 }),
    );
  });

  it("that imports a missing file is told, with its place", async () => {
    const said = others(await fleet("{\n  imports = [ ./missing.nix ];\n}\n"));
    expect(
      said.some(
        ({ message, file, line }) =>
          /missing\.nix/.test(message) && file === "web.nix" && line === 2,
      ),
    ).toBe(true);
  });

  it("that needs itself is told, with its place, and ends", async () => {
    const said = others(
      await fleet("{ config, ... }:\n{\n  networking.hostName = config.networking.hostName;\n}\n"),
    );
    expect(
      said.some(
        (it) => /infinite recursion/.test(it.message) && it.file === "web.nix" && it.line === 3,
      ),
    ).toBe(true);
  });

  it("that calls itself for ever is told, and ends", async () => {
    const said = others(
      await fleet("let f = n: f (n + 1); in\n{\n  networking.hostName = f 0;\n}\n"),
    );
    expect(said.some(({ message }) => /stack overflow|budget/.test(message))).toBe(true);
  });

  it("that recurses without end is told, and ends", async () => {
    const said = others(
      await fleet("let f = n: 1 + f (n + 1); in\n{\n  networking.hostName = toString (f 0);\n}\n"),
    );
    expect(said.some(({ message }) => /stack overflow|budget/.test(message))).toBe(true);
  });

  it("that throws is told, with its place", async () => {
    const said = others(await fleet('{\n  networking.hostName = throw "no name yet";\n}\n'));
    expect(said.some((it) => it.message.includes("no name yet") && it.file === "web.nix")).toBe(
      true,
    );
  });
});

describe.concurrent("a broken flake", () => {
  it("with a flake.lock that is no JSON is told, with its place", async () => {
    const result = await lint({ ...FLEET, "flake.lock": '{\n  "nodes": {\n' });
    const said = [...result.findings, ...result.notes];
    expect(
      said.some(({ file, message }) => file === "flake.lock" || /flake\.lock/.test(message)),
    ).toBe(true);
    expect(result.hosts).toEqual(["mail", "web"]);
  });

  it.each([
    ["a syntax error", "{ outputs = { self }: {\n"],
    ["no outputs", "{ }"],
    ["outputs that are no function", "{ outputs = 1; }"],
    ["outputs that throw", '{ outputs = { ... }: throw "not today"; }'],
    ["an input that nobody declares", "{ outputs = { nothing }: { nixosConfigurations = { }; }; }"],
    ["another value", "[ ]"],
    ["hosts that are no set", "{ outputs = { ... }: { nixosConfigurations = 1; }; }"],
  ])("with %s is told, and the files are linted", async (_, flake) => {
    const result = await lint({ ...FLEET, "flake.nix": flake, "z.nix": MISTAKE });
    expect(result.findings.some(({ file }) => file === "z.nix")).toBe(true);
    expect([...result.notes, ...result.findings].length).toBeGreaterThan(1);
  });
});

describe.concurrent("wrong use", () => {
  it.each([
    [["--formt", "json"], "unknown option '--formt'\n(Did you mean --format?)"],
    [["--format", "sarf"], "there is no format 'sarf'; did you mean 'sarif'?"],
    [
      ["--rule", "duplicate-adress"],
      "there is no rule 'duplicate-adress'; did you mean 'duplicate-address'?",
    ],
    [["--rule", "duplicate-address=eror"], "'eror' is no severity for 'duplicate-address'"],
    [["--host", "wbe"], "there is no host 'wbe'; did you mean 'web'?"],
    [["--max-warnings", "many"], "It must be a number."],
    [["--override-input", "nixpkgs"], "It must be 'name=path'."],
    [
      ["--override-input", "nixpkgs=/nowhere"],
      "the folder for flake input 'nixpkgs' does not exist",
    ],
    [["--config", "none.json"], "the configuration 'none.json' does not exist"],
    [["--baseline", "none.json"], "the baseline 'none.json' does not exist"],
    [["--format", "json", "--format", "sarif"], "only one format can go to stdout"],
    [["--format", "./none.mjs"], "the formatter './none.mjs' does not exist"],
    [["--changed", "no-such-commit"], "git knows no commit 'no-such-commit'"],
    [["explain", "syntax-eror"], "there is no rule 'syntax-eror'; did you mean 'syntax-error'?"],
    [["completions", "tcsh"], "there are no completions for 'tcsh'"],
    [["rulse"], "'rulse' does not exist; did you mean 'rules'?"],
  ])("%j is explained", async (args, message) => {
    const outcome = await nixlint(args, { cwd: folderWith(FLEET) });
    expect(outcome.stderr).toContain(`nixlint: ${message}`.replace("nixlint: It", "It"));
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toBe("");
    expectNoTrace(outcome);
  });

  it("a configuration with mistakes names file, line and column", async () => {
    const config = '{\n  "rules": { "syntax-eror": "off" }\n}\n';
    const outcome = await nixlint(["."], { cwd: folderWith({ "nixlint.json": config }) });
    expect(outcome).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "nixlint: nixlint.json:2:14: There is no rule 'syntax-eror'; did you mean 'syntax-error'?\n",
    });
  });
});
