import { describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import { DEFAULT_CONFIGURATION, withFile, withLevels } from "../../src/linter/configuration.ts";
import { ConfigurationError } from "../../src/linter/configuration-error.ts";
import { ConfigurationChecker } from "../../src/linter/configuration-file.ts";
import { readNixConfiguration } from "../../src/linter/configuration-nix.ts";
import { defineFileRule } from "../../src/rules/define.ts";
import { memoryIO } from "../memory-io.ts";
import { todo } from "./sample-rules.ts";

const sized = defineFileRule<never>({
  ...(todo as Parameters<typeof defineFileRule<never>>[0]),
  id: "too-large",
  optionsSchema: {
    type: "object",
    additionalProperties: false,
    properties: { lines: { type: "integer", minimum: 1 } },
  },
});
const checker = new ConfigurationChecker([todo, sized]);

/** What is wrong with a JSON text, as `line:column message`. */
function problems(text: string): string[] {
  try {
    checker.readJson("nixlint.json", text);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
}

describe("nixlint.json", () => {
  it("may have comments and trailing commas", () => {
    const text = '// ours\n{ "preset": "strict", /* x */ "ignore": ["vendor/**",], }';
    expect(checker.readJson("nixlint.json", text)).toEqual({
      preset: "strict",
      ignore: ["vendor/**"],
    });
  });

  it.each([
    ["", "1:1 Value expected."],
    ['{\n  "rules": {\n', "3:1 Close brace expected."],
    ['{ "rulse": {} }', "1:3 The configuration has no key 'rulse'; did you mean 'rules'?"],
    ['{\n  "rules": { "tood": "off" }\n}', "2:14 There is no rule 'tood'; did you mean 'todo'?"],
    [
      '{ "rules": { "todo": "eror" } }',
      `1:22 'rules.todo' cannot be "eror"; did you mean 'error'?`,
    ],
    [
      '{ "rules": { "todo": "critical" } }',
      `1:22 'rules.todo' cannot be "critical"; it can be off, info, warning, error or on.`,
    ],
    ['{ "rules": { "todo": 2 } }', "1:22 'rules.todo' must be a string or a list."],
    [
      '{ "rules": { "todo": ["error", { "a": 1 }] } }',
      "1:32 'rules.todo.1': the rule has no options.",
    ],
    [
      '{ "rules": { "too-large": ["error", { "line": 1 }] } }',
      "1:39 'rules.too-large.1' has no key 'line'; did you mean 'lines'?",
    ],
    [
      '{ "rules": { "too-large": ["error", { "lines": 0 }] } }',
      "1:48 'rules.too-large.1.lines' must be >= 1.",
    ],
    [
      '{ "networks": { "mesh": "10.0.0.1" } }',
      `1:25 'networks.mesh' must be a range of addresses such as "10.20.0.0/24".`,
    ],
    ['{ "overrides": [{ "files": ["a"] }] }', "1:17 'overrides.0' lacks 'rules'."],
    ['{ "sshPort": 70000 }', "1:14 'sshPort' must be <= 65535."],
    ['{ "sshPort": "22" }', "1:14 'sshPort' must be an integer."],
    ['{ "preset": "all", "preset": "strict" }', "1:20 'preset' is there twice."],
    ["[]", "1:1 The configuration must be an object."],
  ])("%s", (text, problem) => {
    expect(problems(text)).toContain(problem);
    expect(problems(text)).toHaveLength(1);
  });

  it("tells several mistakes at once, in order", () => {
    expect(problems('{ "sshPort": 0,\n "preset": "some" }')).toEqual([
      "1:14 'sshPort' must be >= 1.",
      "2:12 'preset' cannot be \"some\"; it can be recommended, strict or all.",
    ]);
  });
});

describe("nixlint.nix", () => {
  const read = (text: string) => {
    prepareParser();
    const path = "/fleet/nixlint.nix";
    const io = memoryIO({ [path]: text, "/fleet/nets.json": '{ "mesh": "10.0.0.0/8" }' });
    return readNixConfiguration({ io, path, shown: "nixlint.nix", checker });
  };
  const message = (text: string) => {
    try {
      read(text);
      return "";
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      return error.message;
    }
  };

  it("has the same shape", () => {
    const text = `{
      preset = "all";
      rules.todo = "off";
      hostSets = map (n: n + "Configurations") [ "dormant" ];
      networks = builtins.fromJSON (builtins.readFile ./nets.json);
    }`;
    expect(read(text)).toEqual({
      preset: "all",
      rules: { todo: "off" },
      hostSets: ["dormantConfigurations"],
      networks: { mesh: "10.0.0.0/8" },
    });
  });

  it("is checked in the same way, with places", () => {
    expect(message('{\n  rules.tood = "off";\n}')).toBe(
      "nixlint.nix:2:3: There is no rule 'tood'; did you mean 'todo'?",
    );
    expect(message('{ sshPort = "22"; }')).toBe("nixlint.nix:1:3: 'sshPort' must be an integer.");
    expect(message("{ a = ; }")).toMatch(/^nixlint\.nix:1:7: Expected an expression/);
    expect(message("{ preset = x: x; }")).toMatch(/'preset' must be plain data/);
    expect(message("{ preset = missing; }")).toMatch(/^nixlint\.nix:1:12: undefined variable/);
    expect(message("{ preset = builtins.currentTime; }")).toMatch(
      /^nixlint\.nix:1:3: 'preset' is not known/,
    );
    expect(message("let f = x: f x; in f 1")).not.toBe("");
  });
});

describe("configurations over each other", () => {
  it("merge rules one by one, add lists, replace the rest", () => {
    const base = withFile(DEFAULT_CONFIGURATION, {
      preset: "strict",
      rules: { todo: ["warning", { a: 1 }], "too-large": "off" },
      ignore: ["a"],
      sshPort: 22,
      networks: { one: "10.0.0.0/8" },
    });
    const over = withFile(base, {
      rules: { todo: "error" },
      ignore: ["b"],
      networks: { two: "10.1.0.0/16" },
    });
    expect(over.preset).toBe("strict");
    expect(over.rules.get("todo")).toEqual({ level: "error", options: { a: 1 } });
    expect(over.rules.get("too-large")).toEqual({ level: "off", options: {} });
    expect(over.ignore).toEqual(["a", "b"]);
    expect(over.settings.sshPort).toBe(22);
    expect(over.settings.networks).toEqual({ two: "10.1.0.0/16" });
    expect(withLevels(over, new Map([["todo", "off"]])).rules.get("todo")).toEqual({
      level: "off",
      options: { a: 1 },
    });
  });
});
