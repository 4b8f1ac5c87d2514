import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { useCatalogFiles } from "../src/cli/catalog-files.ts";
import { DiskIO } from "../src/cli/disk-io.ts";
import { metaOf } from "../src/cli/rule-facts.ts";
import { prepareParser } from "../src/cli/wasm.ts";
import type { LintResult, Severity } from "../src/core/finding.ts";
import type { EvalIO } from "../src/evaluator/io.ts";
import type { Baseline } from "../src/linter/baseline.ts";
import {
  type Configuration,
  DEFAULT_CONFIGURATION,
  withFile,
} from "../src/linter/configuration.ts";
import { ConfigurationChecker } from "../src/linter/configuration-file.ts";
import { DEFAULT_STEPS, lint } from "../src/linter/lint.ts";
import { text } from "../src/reporters/text.ts";
import type { AnyRule } from "../src/rules/define.ts";
import { rules as allRules } from "../src/rules/index.ts";
import { memoryIO } from "./memory-io.ts";

export interface FolderOptions {
  /** The rules that are there; all where left out. */
  readonly rules?: readonly AnyRule[];
  readonly only?: readonly string[] | null;
  readonly skip?: readonly string[];
  readonly severity?: Severity;
  readonly baseline?: { readonly file: string; readonly content: Baseline };
  readonly hosts?: readonly string[];
  readonly paths?: readonly string[];
  readonly configuration?: Configuration;
  readonly onFailure?: (error: unknown) => void;
}

/** Lints a folder in this process, with its `nixlint.json`. The day is always the same. */
export function lintFolder(root: string, options: FolderOptions = {}): LintResult {
  const configuration = options.configuration ?? configurationOf(root);
  return run(root, new DiskIO({ root }), filesIn(root), { ...options, configuration });
}

/** Lints files that are only in memory, by path relative to the root. */
export function lintFiles(
  files: Readonly<Record<string, string>>,
  options: FolderOptions = {},
): LintResult {
  const root = "/fleet";
  const absolute = Object.entries(files).map(([path, text]) => [`${root}/${path}`, text]);
  const io = memoryIO(Object.fromEntries(absolute), root);
  return run(root, io, Object.keys(files).sort(), options);
}

function run(root: string, io: EvalIO, files: string[], options: FolderOptions): LintResult {
  prepareParser();
  useCatalogFiles();
  return lint(
    {
      root,
      prefix: "",
      files: files.filter((path) => path.endsWith(".nix")),
      repositoryFiles: files,
      configuration: options.configuration ?? DEFAULT_CONFIGURATION,
      inputs: new Map(),
      only: options.only ?? null,
      skip: options.skip ?? [],
      paths: options.paths ?? null,
      hosts: options.hosts ?? null,
      severity: options.severity ?? "info",
      baseline: options.baseline ?? null,
      today: "2026-01-01",
      steps: DEFAULT_STEPS,
    },
    {
      io,
      rules: options.rules ?? allRules,
      clock: () => 0,
      ...(options.onFailure && { onFailure: options.onFailure }),
    },
  );
}

/** The findings of a result as a user sees them. */
export function findingsText(result: LintResult): string {
  const options = { version: "0.0.0", color: 0, width: 0, verbose: false } as const;
  return text({ ...result, notes: [] }, { ...options, rules: allRules.map(metaOf) });
}

function configurationOf(root: string): Configuration {
  const file = join(root, "nixlint.json");
  if (!existsSync(file)) return DEFAULT_CONFIGURATION;
  const checker = new ConfigurationChecker(allRules);
  return withFile(DEFAULT_CONFIGURATION, checker.readJson(file, readFileSync(file, "utf8")));
}

/** The report beside a fixture is none of its files. */
function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => file !== "report.txt")
    .sort();
}
