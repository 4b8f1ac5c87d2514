import { type Command, InvalidArgumentError, Option } from "commander";
import type { Severity } from "../core/finding.ts";
import type { Level, Preset } from "../linter/configuration.ts";
import type { ColorWhen } from "./color.ts";
import type { OutputList } from "./outputs.ts";

/** What the command line of `nixlint [PATH...]` says, as commander gives it. */
export interface LintOptions {
  readonly rule?: readonly string[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly preset?: Preset;
  readonly severity?: Severity;
  readonly failOn: Severity | "never";
  readonly maxWarnings?: number;
  readonly exitZero?: true;
  readonly host?: readonly string[];
  /** A path, or false for `--no-config`. */
  readonly config?: string | false;
  readonly printConfig?: true;
  readonly overrideInput?: ReadonlyMap<string, string>;
  readonly baseline?: string;
  readonly baselineRef?: string;
  readonly writeBaseline?: string;
  /** `true` without a commit. */
  readonly changed?: string | true;
  readonly fix?: true;
  readonly fixUnsafe?: true;
  readonly fixDryRun?: true;
  readonly stdinFilename?: string;
  readonly forceExclude?: true;
  readonly errorOnUnmatched: boolean;
  readonly color: ColorWhen | false;
  readonly progress: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly timing?: true;
  readonly sarifCategory?: string;
}

const SEVERITIES = ["error", "warning", "info"];
const LEVELS: readonly Level[] = ["off", "info", "warning", "error", "on"];

/** Gives a command the options of linting; reports go to `outputs` in the order in which they are asked for. */
export function declareLintOptions(command: Command, outputs: OutputList): Command {
  const choice = (flags: string, description: string, choices: readonly string[]) =>
    new Option(flags, description).choices(choices);
  return command
    .argument("[path...]", "repositories, folders, files or globs; '-' is standard input")
    .option(
      "-f, --format <format>",
      "text, compact, json, jsonl, sarif, github, gitlab, junit, checkstyle, rdjson, markdown, or a module",
      (name) => outputs.format(name),
    )
    .option("-o, --output <file>", "where the format before it goes, instead of stdout", (file) =>
      outputs.output(file),
    )
    .addOption(
      new Option(
        "--rule <rule>",
        "run this rule only; with =SEVERITY, set how bad its findings are",
      ).argParser(list),
    )
    .addOption(new Option("--only <ids>", "run these rules only").argParser(list))
    .addOption(new Option("--skip <ids>", "do not run these rules").argParser(list))
    .addOption(choice("--preset <preset>", "which rules run", ["recommended", "strict", "all"]))
    .addOption(choice("--severity <severity>", "report nothing less bad", SEVERITIES))
    .addOption(
      choice("--fail-on <severity>", "exit with 1 for findings at least that bad", [
        ...SEVERITIES,
        "never",
      ]).default("warning"),
    )
    .option("--max-warnings <n>", "exit with 1 for more warnings, and not for fewer", number)
    .option("--exit-zero", "exit with 0 whatever is found")
    .addOption(new Option("--host <names>", "report what concerns these hosts").argParser(list))
    .option(
      "-c, --config <file>",
      "configuration, instead of nixlint.json or nixlint.nix in the root",
    )
    .option("--no-config", "use no configuration")
    .option("--print-config", "print the configuration, and lint nothing")
    .addOption(
      new Option(
        "--override-input <name=path>",
        "where a flake input is on this machine",
      ).argParser(pairs),
    )
    .option("--baseline <file>", "report only what is not in this file")
    .option("--baseline-ref <commit>", "report only what is not found in a commit")
    .option("--write-baseline <file>", "write what is found to a file, as known")
    .option("--changed [commit]", "report only on files that differ from a commit (HEAD)")
    .option("--fix", "fix what can be fixed safely")
    .option("--fix-unsafe", "fix, too, where a value may change")
    .option("--fix-dry-run", "show what --fix would change, and change nothing")
    .option("--stdin-filename <path>", "what standard input stands for")
    .option("--force-exclude", "skip ignored files even when they are named")
    .option("--no-error-on-unmatched", "skip paths that do not exist")
    .addOption(choice("--color <when>", "colours", ["auto", "always", "never"]).default("auto"))
    .option("--no-color", "no colours")
    .option("--no-progress", "show no progress")
    .option("-q, --quiet", "errors only, and no notes")
    .option("--verbose", "why each finding matters, what to do, and what could not be known")
    .option("--timing", "how long phases and rules took")
    .option("--sarif-category <name>", "category of SARIF's automationDetails");
}

/** `--rule id` names a rule to run, `--rule id=severity` sets a severity. */
export function readRules(given: readonly string[]): {
  only: string[];
  levels: Map<string, Level>;
} {
  const only: string[] = [];
  const levels = new Map<string, Level>();
  for (const word of given) {
    const [id = "", level] = word.split("=", 2);
    if (level === undefined) only.push(id);
    else if (isLevel(level)) levels.set(id, level);
    else {
      throw new InvalidArgumentError(
        `'${level}' is no severity for '${id}'; it can be ${LEVELS.join(", ")}.`,
      );
    }
  }
  return { only, levels };
}

function isLevel(word: string): word is Level {
  return (LEVELS as readonly string[]).includes(word);
}

function list(given: string, before: readonly string[] = []): string[] {
  return [...before, ...given.split(",").filter((word) => word !== "")];
}

/** Reads `name=path`, one at a time. */
export function pairs(
  given: string,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const equals = given.indexOf("=");
  if (equals <= 0) throw new InvalidArgumentError("It must be 'name=path'.");
  return new Map([...before, [given.slice(0, equals), given.slice(equals + 1)]]);
}

function number(given: string): number {
  if (!/^\d+$/.test(given)) throw new InvalidArgumentError("It must be a number.");
  return Number(given);
}
