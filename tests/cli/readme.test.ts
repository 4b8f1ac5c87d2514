import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { declareLintOptions } from "../../src/cli/lint-options.ts";
import { OutputList } from "../../src/cli/outputs.ts";
import { ConfigurationChecker } from "../../src/linter/configuration-file.ts";
import { configurationSchema } from "../../src/linter/configuration-schema.ts";
import { formats } from "../../src/reporters/index.ts";
import { rules } from "../../src/rules/index.ts";
import { lintFiles } from "../lint-folder.ts";
import { folderWith, nixlint } from "./cli.ts";

const repository = join(import.meta.dirname, "../..");
const readme = readFileSync(join(repository, "README.md"), "utf8");

/** The code blocks of the README in a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] as string);
}

describe("README.md", () => {
  it("has a configuration that is right", () => {
    const checker = new ConfigurationChecker(rules);
    const configurations = blocks("json");
    expect(configurations.length).toBeGreaterThan(0);
    for (const text of configurations) checker.readJson("README.md", text);
  });

  it("has suppressions that are understood", () => {
    for (const text of blocks("nix")) {
      const { findings } = lintFiles({ "a.nix": text }, { only: ["unused-suppression"] });
      expect(findings.map(({ message }) => message)).toEqual([]);
      expect(text).toContain("# nixlint-disable");
    }
  });

  it("calls nixlint with options and commands that are there", () => {
    const calls = blocks("sh").flatMap((text) => [...text.matchAll(/^nixlint\b([^#\n]*)/gm)]);
    expect(calls.length).toBeGreaterThan(5);
    for (const [call, words = ""] of calls) {
      const args = words
        .trim()
        .split(/\s+/)
        .filter((word) => word !== "");
      if (commands.some(({ name }) => name === args[0])) continue;
      const line = declareLintOptions(new Command("nixlint"), new OutputList()).exitOverride();
      expect(() => line.parse(args, { from: "user" }), call).not.toThrow();
    }
  });

  it("names every format", () => {
    for (const format of formats) expect(readme).toContain(`\`${format}\``);
  });
});

describe("--help", () => {
  const lint = declareLintOptions(new Command(), new OutputList());
  const tests = readdirSync(import.meta.dirname)
    .map((file) => readFileSync(join(import.meta.dirname, file), "utf8"))
    .join("\n");

  for (const { long } of lint.options) {
    it(`${long} is tried in a test here`, () => {
      expect(tests).toMatch(new RegExp(`["\`]${long}["\`=\\s]`));
    });
  }

  it("describes every command, and each has a help of its own", async () => {
    const { stdout } = await nixlint(["--help"]);
    for (const { name, summary } of commands) {
      expect(stdout).toContain(`  ${name.padEnd(14)}${summary}`);
      const help = await nixlint([name, "--help"]);
      expect(help.code).toBe(0);
      expect(help.stdout.toLowerCase()).toContain("usage: nixlint");
    }
  });

  it("options that are tried nowhere else", async () => {
    const cwd = folderWith({ "a.nix": "{ a = 1; a = 2; }" });
    const verbose = await nixlint(["--verbose", "--no-progress"], { cwd });
    expect(verbose.stdout).toContain("why:  Nix refuses the whole file");
    const timed = await nixlint(["--timing"], { cwd });
    expect(timed.stderr).toMatch(/^ +\d+\.\d ms {2}\S/m);
    const all = await nixlint(["--preset", "all", "--print-config"], { cwd });
    expect(JSON.parse(all.stdout).preset).toBe("all");
    const category = await nixlint(["--format", "sarif", "--sarif-category", "fleet"], { cwd });
    expect(JSON.parse(category.stdout).runs[0].automationDetails.id).toBe("fleet/");
  });
});

describe("nixlint.schema.json", () => {
  const everything = {
    $schema: "./nixlint.schema.json",
    extends: [],
    preset: "strict",
    rules: { "syntax-error": "off" },
    overrides: [{ files: ["a"], hosts: ["b"], rules: { "syntax-error": "on" } }],
    hostSets: ["spareConfigurations"],
    networks: { mesh: "10.0.0.0/8", six: "fd00::/64" },
    sharedAddresses: ["10.0.0.1"],
    interfaces: { external: ["wan*"], internal: ["lan"] },
    sshPort: 22,
    closureBudgets: { web: 100.5 },
    embedded: { platforms: ["armv7l-linux"], except: ["web"] },
    ignore: ["x"],
    inputs: { shared: "." },
    catalog: "facts.json",
    baseline: "known.json",
  };

  it("has no key that is not used here", () => {
    const schema = configurationSchema(rules) as { properties: object };
    expect(Object.keys(everything).sort()).toEqual(Object.keys(schema.properties).sort());
  });

  it("each key comes to the configuration that is printed", async () => {
    const cwd = folderWith({ "nixlint.json": JSON.stringify(everything), "a.nix": "{ }" });
    const { stdout, stderr } = await nixlint(["--print-config"], { cwd });
    expect(stderr).toBe("");
    const { $schema: _, extends: __, ...rest } = everything;
    expect(JSON.parse(stdout)).toEqual({
      ...rest,
      inputs: { shared: cwd },
      catalog: join(cwd, "facts.json"),
      baseline: join(cwd, "known.json"),
    });
  });
});
