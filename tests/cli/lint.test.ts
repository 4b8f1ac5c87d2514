import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, json, nixlint } from "./cli.ts";

const MISTAKE = "{ a = 1; a = 2; }\n";
const FOLDER = {
  "flake.nix": "{ outputs = { ... }: { }; }\n",
  "a.nix": MISTAKE,
  "hosts/b.nix": `{ imports = [ ./c/ ]; }\n`,
  "hosts/c.nix": "{ b = 1; b = 2; }\n",
};

/** The rules that these tests are about; others may find more. */
const RULES = ["duplicate-attribute", "path-slash", "syntax-error"];
const ONLY = ["--only", RULES.join()];

/** `file rule` of the findings of a run. */
async function found(args: readonly string[], cwd: string): Promise<string[]> {
  const outcome = await nixlint(["--format", "json", ...args], { cwd });
  expect(outcome.stderr).toBe("");
  const findings = json(outcome).findings.filter(({ rule }) => RULES.includes(rule));
  return findings.map(({ file, rule }) => `${file} ${rule}`);
}

function git(folder: string, ...args: string[]): void {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
  execFileSync("git", [...identity, ...args], { cwd: folder, stdio: "ignore" });
}

const ALL = [
  "a.nix duplicate-attribute",
  "hosts/b.nix path-slash",
  "hosts/c.nix duplicate-attribute",
];

describe.concurrent("what is linted", () => {
  const folder = folderWith(FOLDER);

  it("is the folder, and the repository around it of which a part is named", async () => {
    expect(await found([], folder)).toEqual(ALL);
    expect(await found(["."], folder)).toEqual(ALL);
    expect(await found(["hosts"], folder)).toEqual(ALL.slice(1));
    expect(await found([], join(folder, "hosts"))).toEqual(ALL.slice(1));
    expect(await found(["../a.nix"], join(folder, "hosts"))).toEqual(ALL.slice(0, 1));
    expect(await found([join(folder, "a.nix"), "hosts/b.nix"], folder)).toEqual(ALL.slice(0, 2));
    expect(await found(["hosts/*.nix"], folder)).toEqual(ALL.slice(1));
  });

  it("leaves out what git ignores, unless it is named", async () => {
    const ignoring = folderWith({ ...FOLDER, ".gitignore": "hosts/\n", ".hidden/d.nix": MISTAKE });
    git(ignoring, "init", "-q");
    expect(await found([], ignoring)).toEqual([".hidden/d.nix duplicate-attribute", ALL[0]]);
    expect(await found(["hosts/c.nix"], ignoring)).toEqual([ALL[2]]);
    expect(await found(["--force-exclude", "hosts/c.nix", "a.nix"], ignoring)).toEqual([ALL[0]]);
  });

  it("leaves out what the configuration ignores", async () => {
    const ignoring = folderWith({ ...FOLDER, "nixlint.json": '{ "ignore": ["hosts", "x/**"] }' });
    expect(await found([], ignoring)).toEqual([ALL[0]]);
    expect(await found(["--no-config"], ignoring)).toEqual(ALL);
  });

  it("can be several repositories", async () => {
    const two = folderWith({
      "x/flake.nix": "{ }",
      "x/a.nix": MISTAKE,
      "y/flake.nix": "{ }",
      "y/b/c.nix": MISTAKE,
    });
    expect(await found(["x", "y"], two)).toEqual([
      "x/a.nix duplicate-attribute",
      "y/b/c.nix duplicate-attribute",
    ]);
  });

  it("can be standard input, in the place of a file", async () => {
    const args = [...ONLY, "--format", "json", "-", "--stdin-filename", "hosts/b.nix"];
    const outcome = await nixlint(args, { cwd: folder, stdin: "{ x = 1; x = 2; }" });
    expect(json(outcome).findings).toMatchObject([
      { file: "hosts/b.nix", rule: "duplicate-attribute" },
    ]);
    const nameless = await nixlint([...ONLY, "--format", "json", "-"], {
      cwd: folder,
      stdin: "{ x = ; }",
    });
    expect(json(nameless).findings).toMatchObject([{ file: "stdin.nix", rule: "syntax-error" }]);
  });

  it("can be what a change touches", async () => {
    const changed = folderWith(FOLDER);
    git(changed, "init", "-q");
    git(changed, "add", ".");
    git(changed, "commit", "-qm", "one");
    expect(await found(["--changed"], changed)).toEqual([]);
    writeFileSync(join(changed, "hosts/c.nix"), "{ b = 1; b = 3; }\n");
    writeFileSync(join(changed, "new.nix"), MISTAKE);
    expect(await found(["--changed", "."], changed)).toEqual([
      ALL[2],
      "new.nix duplicate-attribute",
    ]);
    expect(await found(["--changed", "HEAD", "hosts"], changed)).toEqual([ALL[2]]);
  });
});

describe.concurrent("rules and severities", () => {
  const folder = folderWith(FOLDER);

  it("one rule, some rules, all but some", async () => {
    expect(await found(["--rule", "path-slash"], folder)).toEqual([ALL[1]]);
    expect(await found(["--only", "path-slash,syntax-error"], folder)).toEqual([ALL[1]]);
    expect(await found(["--skip", "path-slash"], folder)).toEqual([ALL[0], ALL[2]]);
    expect(await found(["--rule", "path-slash=off"], folder)).toEqual([ALL[0], ALL[2]]);
  });

  it("decide the exit code", async () => {
    const code = async (...args: string[]) =>
      (await nixlint([...ONLY, ...args], { cwd: folder })).code;
    const warn = ["--rule", "duplicate-attribute=warning", "--rule", "path-slash=info"];
    expect(await code()).toBe(1);
    expect(await code("--exit-zero")).toBe(0);
    expect(await code("--fail-on", "never")).toBe(0);
    expect(await code(...warn)).toBe(1);
    expect(await code(...warn, "--rule", "duplicate-attribute=info")).toBe(0);
    expect(await code(...warn, "--rule", "duplicate-attribute=info", "--fail-on", "info")).toBe(1);
    expect(await code(...warn, "--fail-on", "error")).toBe(0);
    expect(await code(...warn, "--fail-on", "warning")).toBe(1);
    expect(await code(...warn, "--max-warnings", "1")).toBe(1);
    expect(await code(...warn, "--max-warnings", "2")).toBe(0);
    expect(await code(...warn, "--quiet")).toBe(0);
    expect(await code(...warn, "--severity", "error")).toBe(0);
  });

  it("come from the configuration, which can be printed", async () => {
    const configured = folderWith({
      ...FOLDER,
      "base.json": '{ "rules": { "path-slash": "off", "syntax-error": "info" }, "sshPort": 22 }',
      "nixlint.json":
        '{ "extends": "./base.json", "overrides": [{ "files": ["hosts"], "rules": { "duplicate-attribute": "off" } }] }',
    });
    expect(await found([], configured)).toEqual([ALL[0]]);
    const printed = await nixlint(["--print-config"], { cwd: configured });
    expect(JSON.parse(printed.stdout)).toMatchObject({
      rules: { "path-slash": "off", "syntax-error": "info" },
      overrides: [{ files: ["hosts"], rules: { "duplicate-attribute": "off" } }],
      sshPort: 22,
    });
    const nix = folderWith({ ...FOLDER, "nixlint.nix": '{ rules.path-slash = "off"; }' });
    expect(await found([], nix)).toEqual([ALL[0], ALL[2]]);
    const circle = folderWith({ "nixlint.json": '{ "extends": "./nixlint.json" }' });
    const refused = await nixlint([], { cwd: circle });
    expect(refused.stderr).toBe(
      "nixlint: nixlint.json: It extends itself: nixlint.json → nixlint.json.\n",
    );
  });
});

describe.concurrent("where reports go", () => {
  const folder = folderWith(FOLDER);

  it("to stdout, with the way from the working directory", async () => {
    const outcome = await nixlint([...ONLY, "--format", "compact", ".."], {
      cwd: join(folder, "hosts"),
    });
    expect(outcome.stdout.split("\n")[0]).toBe(
      "../a.nix:1:10: error: Attribute 'a' is defined twice. [duplicate-attribute]",
    );
  });

  it("to files, several at once, by option or by extension", async () => {
    const to = folderWith({});
    const outcome = await nixlint(
      [
        ...[...ONLY, "-f", "compact", "--format", "sarif", "--output", join(to, "x/out.sarif")],
        ...["-o", join(to, "out.json"), "."],
      ],
      { cwd: folder },
    );
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toBe("");
    const sarif = JSON.parse(readFileSync(join(to, "x/out.sarif"), "utf8"));
    expect(sarif.runs[0].results).toHaveLength(3);
    expect(JSON.parse(readFileSync(join(to, "out.json"), "utf8")).findings).toHaveLength(3);
    expect(outcome.stdout).toMatch(/^a\.nix:1:10: error/);
  });

  it("through a formatter of one's own", async () => {
    const own = folderWith({
      "mine.mjs": `export default ([{ filePath, messages }], { rulesMeta }) =>
        [messages.length, messages[0].ruleId, filePath.endsWith(".nix"), "path-slash" in rulesMeta].join(" ");`,
      "bad.mjs": "export const x = 1;",
    });
    const outcome = await nixlint([...ONLY, "--format", join(own, "mine.mjs"), "a.nix"], {
      cwd: folder,
    });
    expect(outcome.stdout).toBe("1 duplicate-attribute true true\n");
    const bad = await nixlint(["--format", join(own, "bad.mjs")], { cwd: folder });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("exports no function as its default");
  });

  it("with colours only where they are wanted", async () => {
    const colored = async (args: string[], env = {}) =>
      (await nixlint(args, { cwd: folder, env })).stdout.includes("\u001b[");
    expect(await colored([])).toBe(false);
    expect(await colored(["--color", "always"])).toBe(true);
    expect(await colored([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await colored(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
    expect(await colored(["--color", "always"], { NO_COLOR: "1" })).toBe(true);
  });

  it("with paths from the git root in SARIF", async () => {
    const inner = folderWith({ "fleet/flake.nix": "{ }", "fleet/a.nix": MISTAKE });
    git(inner, "init", "-q");
    const outcome = await nixlint(["--format", "sarif", "fleet"], { cwd: inner });
    expect(outcome.stdout).toContain('"uri": "fleet/a.nix"');
  });
});

describe.concurrent("a baseline", () => {
  it("is written, hides what it holds, and goes out of date", async () => {
    const folder = folderWith(FOLDER);
    const written = await nixlint([...ONLY, "--write-baseline", "known.json"], { cwd: folder });
    expect(written.code).toBe(0);
    expect(written.stderr).toBe("nixlint: 3 findings written to known.json\n");
    expect(await found(["--baseline", "known.json"], folder)).toEqual([]);
    writeFileSync(join(folder, "a.nix"), "{ a = 1; }\n");
    writeFileSync(join(folder, "z.nix"), MISTAKE);
    const outcome = await nixlint([...ONLY, "--format", "json", "--baseline", "known.json"], {
      cwd: folder,
    });
    expect(json(outcome).findings).toMatchObject([{ file: "z.nix" }]);
    expect(
      json(outcome)
        .notes.map(({ message }) => message)
        .join(),
    ).toContain("an entry of the baseline is no longer found: duplicate-attribute in 'a.nix'");
  });
});

describe.concurrent("a commit as baseline", () => {
  it("leaves what is new since then, and the repository as it was", async () => {
    const folder = folderWith(FOLDER);
    git(folder, "init", "-q");
    git(folder, "add", ".");
    git(folder, "commit", "-qm", "one");
    writeFileSync(join(folder, "a.nix"), `\n\n${MISTAKE}`);
    writeFileSync(join(folder, "z.nix"), MISTAKE);
    git(folder, "add", "a.nix");
    const before = execFileSync("git", ["status", "--porcelain"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(await found(["--baseline-ref", "HEAD"], folder)).toEqual(["z.nix duplicate-attribute"]);
    expect(await found(["--baseline-ref", "HEAD", "hosts"], folder)).toEqual([]);
    const after = execFileSync("git", ["status", "--porcelain"], { cwd: folder, encoding: "utf8" });
    expect(after).toBe(before);
    const unknown = await nixlint(["--baseline-ref", "nothing"], { cwd: folder });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("git knows no commit 'nothing'");
    const bare = await nixlint(["--baseline-ref", "HEAD"], { cwd: folderWith(FOLDER) });
    expect(bare.stderr).toContain("is not in a git repository");
  });
});

describe.concurrent("the other commands", () => {
  it("--version and --help", async () => {
    expect((await nixlint(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await nixlint(["-V"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await nixlint(["--help"]);
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(
      /Usage: nixlint \[options\] \[path\.\.\.\][\s\S]*Commands[\s\S]*explain/,
    );
  });

  it("rules, explain", async () => {
    const rules = JSON.parse((await nixlint(["rules", "--json"])).stdout).rules;
    expect((await nixlint(["rules"])).stdout.trim().split("\n")).toHaveLength(rules.length);
    for (const { id, docs } of rules) expect(`${id} ${docs.why}`).not.toBe("");
    const explained = await nixlint(["explain", "path-slash"]);
    expect(explained.stdout).toMatch(/^path-slash {2}\(error, scope file, since/);
    expect(explained.stdout).toContain("What to do:\n  Leave the slash out.");
  });

  it("eval", async () => {
    const outcome = await nixlint(["eval", "-e", "map (x: x * 2) [ 1 2 ]", "--json"]);
    expect(outcome).toEqual({ code: 0, stdout: "[2,4]\n", stderr: "" });
    expect((await nixlint(["eval", "-"], { stdin: "1 + 1" })).stdout).toBe("2\n");
    expect((await nixlint(["eval", "-e", "1 +"])).code).toBe(1);
  });

  it("completions for each shell that parse there", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { code, stdout } = await nixlint(["completions", shell]);
      expect(code).toBe(0);
      expect(stdout).toContain("stdin-filename");
      if (shell === "bash") {
        execFileSync("bash", ["-n"], { input: stdout });
        const script = `${stdout}\nCOMP_WORDS=(nixlint --rule syn); COMP_CWORD=2; _nixlint; echo "\${COMPREPLY[@]}"`;
        expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toBe("syntax-error\n");
      }
    }
  });
});
