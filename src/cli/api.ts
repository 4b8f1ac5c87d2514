import type { LintResult, Severity } from "../core/finding.ts";
import type { RuleMeta } from "../core/rule-meta.ts";
import type { Level, Preset } from "../linter/configuration.ts";
import { type Format, isFormat, reporters } from "../reporters/index.ts";
import type { LintJob } from "./lint-job.ts";
import { runInWorker } from "./run-in-worker.ts";
import { UserError } from "./user-error.ts";
import { homepage, version } from "./version.ts";

export type {
  Certainty,
  Edit,
  Finding,
  Fix,
  LintResult,
  Note,
  RelatedPlace,
  Severity,
} from "../core/finding.ts";
export type { RuleMeta, RuleScope } from "../core/rule-meta.ts";
export type { Place } from "../core/span.ts";
export type { Level, Preset } from "../linter/configuration.ts";
export type { Format } from "../reporters/index.ts";
export { UserError } from "./user-error.ts";
export { version } from "./version.ts";

/** What can be said of a run; the command line has the same. */
export interface LintOptions {
  /** Where relative paths begin; the working directory by default. */
  readonly cwd?: string;
  /** A configuration file, or false for none; by default that in the root of the repository. */
  readonly config?: string | false;
  readonly preset?: Preset;
  /** Severities by rule, over those of the configuration. */
  readonly rules?: Readonly<Record<string, Level>>;
  /** Only these rules run. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** What is less bad is not reported; everything is by default. */
  readonly severity?: Severity;
  /** Only what concerns these hosts is reported. */
  readonly hosts?: readonly string[];
  /** Flake inputs by folder, as `--override-input`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** A file with known findings. */
  readonly baseline?: string;
  /** A text that stands for a file of the repository, of which alone is reported: what an editor has not saved. */
  readonly text?: { readonly file: string; readonly content: string };
  /** Says what is being done. */
  readonly onPhase?: (phase: string) => void;
}

/**
 * Lints a repository, or reports on some of its files and folders, in a thread of its own. Rejects with `UserError`
 * for a path or a rule that is not there and for a configuration with mistakes.
 */
export async function lint(
  paths: string | readonly string[] = ".",
  options: LintOptions = {},
): Promise<LintResult> {
  const { onPhase } = options;
  const { result } = await runInWorker("lint", jobOf(paths, options), {
    ...(onPhase && { onPhase }),
  });
  if (result === null) throw new UserError("there is nothing to lint");
  return result;
}

/** A result in one of the formats of the command line, without colours. */
export async function format(result: LintResult, name: Format): Promise<string> {
  if (!isFormat(name)) throw new UserError(`there is no format '${name}'`);
  return reporters[name](result, {
    version,
    rules: await rules(),
    color: 0,
    width: 0,
    verbose: false,
    ...(homepage !== undefined && { homepage }),
  });
}

/** What there is to know of every rule. */
export async function rules(): Promise<readonly RuleMeta[]> {
  const [{ rules: all }, { metaOf }] = await Promise.all([
    import("../rules/index.ts"),
    import("./rule-facts.ts"),
  ]);
  return all.map(metaOf);
}

function jobOf(paths: string | readonly string[], options: LintOptions): LintJob {
  const { text } = options;
  return {
    cwd: options.cwd ?? process.cwd(),
    paths: [paths].flat(),
    stdin:
      text === undefined ? null : { filename: text.file, bytes: Buffer.from(text.content, "utf8") },
    configFile: options.config ?? null,
    preset: options.preset ?? null,
    levels: new Map(Object.entries(options.rules ?? {})),
    only: options.only ?? null,
    skip: options.skip ?? [],
    severity: options.severity ?? "info",
    hosts: options.hosts ?? null,
    inputs: new Map(Object.entries(options.inputs ?? {})),
    baseline: options.baseline ?? null,
    baselineRef: null,
    noBaseline: false,
    changed: null,
    forceExclude: false,
    errorOnUnmatched: true,
    printConfig: false,
    commands: [],
  };
}
