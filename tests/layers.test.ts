import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Files below a folder, by paths relative to the repository. */
function filesBelow(folder: string, ending = /\.(ts|mjs)$/): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file.replaceAll("\\", "/")))
    .filter((file) => ending.test(file) && statSync(join(root, file)).isFile())
    .sort();
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Program text without its comments and string contents; line breaks stay. */
function codeOnly(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|(?<![:\\"'`])\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g,
    (part) => (/^["']/.test(part) ? '""' : part.replace(/[^\n]/g, "")),
  );
}

/** What a file imports, static, re-exported or dynamic, types too. */
function imports(file: string): string[] {
  const found = read(file).matchAll(
    /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm,
  );
  return [...found].map((match) => (match[1] ?? match[2]) as string);
}

/** The path of an import relative to the repository; undefined for packages. */
function target(file: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : undefined;
}

const sourceFiles = filesBelow("src");

/** A guard with nothing behind it guards nothing. Not asked before the command exists: folders come one by one. */
function expectSomething(found: readonly string[], guarded: string): void {
  if (!existsSync(join(root, "src/cli/main.ts"))) return;
  expect(found, `this guard protects ${guarded}, and there is nothing`).not.toEqual([]);
}

/** Each folder of src, what it may import, and why no more. */
const LAYERS: Readonly<Record<string, { below: readonly string[]; why: string }>> = {
  core: { below: [], why: "everything stands on core, so it can stand on nothing" },
  parser: { below: ["core"], why: "a syntax tree does not depend on what it evaluates to" },
  evaluator: { below: ["core", "parser"], why: "Nix, the language, knows nothing of NixOS" },
  modules: {
    below: ["core", "parser", "evaluator"],
    why: "the module system works for any options, and knows no service and no flake",
  },
  catalog: {
    below: ["core", "parser", "evaluator", "modules"],
    why: "facts about options do not depend on the fleet they are used for",
  },
  inputs: {
    below: ["core", "parser", "evaluator", "modules", "catalog"],
    why: "a model of a flake does not depend on the fleet that takes it",
  },
  fleet: {
    below: ["core", "parser", "evaluator", "modules", "inputs", "catalog"],
    why: "the graph says what is there; what is wrong with it is for rules to say",
  },
  rules: {
    below: ["core", "parser", "evaluator", "modules", "inputs", "catalog", "fleet"],
    why: "a rule finds and says; running and suppressing are the linter's",
  },
  linter: {
    below: ["core", "parser", "evaluator", "modules", "inputs", "catalog", "fleet", "rules"],
    why: "the linter gives findings as data; showing them is for reporters and cli",
  },
  reporters: { below: ["core"], why: "a report can be made of any result, without its program" },
  cli: {
    below: [
      ...["core", "parser", "evaluator", "modules", "inputs", "catalog"],
      ...["fleet", "rules", "linter", "reporters"],
    ],
    why: "cli is on top",
  },
};

describe("dependencies point one way", () => {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

  it("every folder of src has its layer, and nothing lies beside the folders", () => {
    expect(folders.filter((folder) => !(folder in LAYERS))).toEqual([]);
    expect(sourceFiles.filter((file) => file.split("/").length < 3)).toEqual([]);
  });

  for (const [layer, { below, why }] of Object.entries(LAYERS)) {
    it(`src/${layer} imports nothing but ${[layer, ...below].join(", ")}: ${why}`, () => {
      const own = sourceFiles.filter((file) => file.startsWith(`src/${layer}/`));
      expectSomething(own, `src/${layer}`);
      const wrong = own.flatMap((file) =>
        imports(file)
          .map((specifier) => target(file, specifier))
          .filter((path) => path !== undefined && path !== "package.json")
          .filter((path) => ![layer, ...below].some((it) => path?.startsWith(`src/${it}/`)))
          .map((path) => `${file} imports ${path}`),
      );
      expect(wrong, why).toEqual([]);
    });
  }
});

describe("rules", () => {
  const isRule = (file: string): boolean =>
    /^src\/rules\/[^/]+\.ts$/.test(file) && !/\/(index|define|settings)\.ts$/.test(file);
  const ruleFiles = sourceFiles.filter(isRule);

  it("import no other rule: each can be read, switched off and removed alone", () => {
    expectSomething(ruleFiles, "src/rules/*.ts");
    const others = sourceFiles.filter((file) => file.startsWith("src/rules/") && !isIndex(file));
    const wrong = others.flatMap((file) =>
      imports(file)
        .map((specifier) => target(file, specifier) ?? "")
        .filter(isRule)
        .map((path) => `${file} imports ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  function isIndex(file: string): boolean {
    return file === "src/rules/index.ts";
  }
});

/** Modules of Node that only compute. */
const PURE_BUILTINS = ["buffer", "crypto", "path", "path/posix", "util"];
/** Packages that read the disk, start workers or look at the command line. */
const EFFECTFUL_PACKAGES = ["commander", "globby"];

describe("only src/cli touches the world", () => {
  const pure = sourceFiles.filter((file) => !file.startsWith("src/cli/"));
  const effectful = sourceFiles.filter((file) => file.startsWith("src/cli/"));

  const reads = (file: string): string[] =>
    imports(file)
      .map((specifier) => specifier.replace(/^node:/, ""))
      .filter((name) => builtinModules.includes(name) || EFFECTFUL_PACKAGES.includes(name))
      .filter((name) => !PURE_BUILTINS.includes(name))
      .map((name) => `${file} imports ${name}`);
  const prints = (file: string): string[] =>
    [
      ...codeOnly(read(file)).matchAll(
        /\bconsole\.\w+|\bprocess\.(?:std\w+|exit\w*|env|cwd|argv|chdir|hrtime|memoryUsage)\b/g,
      ),
    ].map((match) => `${file} uses ${match[0]}`);

  it("the rest does no IO: the evaluator must not be able to read what it may not", () => {
    expect(pure.flatMap(reads)).toEqual([]);
    expectSomething(effectful.flatMap(reads), "what src/cli reads with");
  });

  it("the rest does not print or look at the process: it must work in an editor and in a test", () => {
    expect(pure.flatMap(prints)).toEqual([]);
    expectSomething(effectful.flatMap(prints), "what src/cli prints with");
  });
});

/** Files that were longer when the ceiling came. Numbers only go down, and a file that has become short leaves. */
const LONG_FILES: Readonly<Record<string, number>> = {};
const CEILING = 400;

describe("files", () => {
  const files = ["src", "tests", "scripts"].flatMap((folder) => filesBelow(folder));
  const lines = (file: string): number => read(file).split("\n").length - 1;

  it(`have at most ${CEILING} lines: more is more than one noun`, () => {
    expect(files).not.toEqual([]);
    const long = files.filter((file) => lines(file) > (LONG_FILES[file] ?? CEILING));
    expect(long.map((file) => `${file} has ${lines(file)} lines`)).toEqual([]);
  });

  it("on the list of longer ones are still that long", () => {
    const stale = Object.entries(LONG_FILES).filter(
      ([file, allowed]) => !files.includes(file) || lines(file) < allowed || allowed <= CEILING,
    );
    expect(stale.map(([file]) => `${file}: lower its number, or take it off the list`)).toEqual([]);
  });

  it("of src have no name like util, helpers, common or misc: it says nothing", () => {
    const vague = sourceFiles.filter((file) => /\/(utils?|helpers?|common|misc)[/.]/.test(file));
    expect(vague).toEqual([]);
  });
});
