import type { LintResult, Severity } from "../core/finding.ts";
import type { RuleMeta } from "../core/rule-meta.ts";
import type { Configuration, Level, Preset } from "../linter/configuration.ts";
import type { FixedFile } from "../linter/fixes.ts";

/** What the command line asks of the worker, as plain data. */
export interface LintJob {
  /** Absolute. */
  readonly cwd: string;
  /** Paths and globs as given; none is the working directory. */
  readonly paths: readonly string[];
  /** Content of a file that is not saved. */
  readonly stdin: { readonly filename: string | null; readonly bytes: Uint8Array } | null;
  /** As given; null for the one in the root, false for none. */
  readonly configFile: string | null | false;
  readonly preset: Preset | null;
  readonly levels: ReadonlyMap<string, Level>;
  readonly only: readonly string[] | null;
  readonly skip: readonly string[];
  readonly severity: Severity;
  readonly hosts: readonly string[] | null;
  /** `--override-input`: name → path as given. */
  readonly inputs: ReadonlyMap<string, string>;
  /** As given; null for the configuration's. */
  readonly baseline: string | null;
  /** The commit whose findings are known; null for none. */
  readonly baselineRef: string | null;
  /** Read no baseline at all, as when one is to be written. */
  readonly noBaseline: boolean;
  /** Report only on what differs from this commit. */
  readonly changed: string | null;
  readonly forceExclude: boolean;
  readonly errorOnUnmatched: boolean;
  /** Whether and how far findings are fixed; null or left out for not at all. */
  readonly fix?: { readonly unsafe: boolean; readonly dryRun: boolean } | null;
  /** Give the configuration, and lint nothing. */
  readonly printConfig: boolean;
  /** Words that are commands, for a mistyped one. */
  readonly commands: readonly string[];
}

export interface LintOutput {
  /** Null where nothing was to be linted. */
  readonly result: LintResult | null;
  /** Facts about every rule that could run. */
  readonly rules: readonly RuleMeta[];
  readonly configuration: Configuration | null;
  /** What was fixed, or would be; absolute paths. */
  readonly fixed: readonly FixedFile[];
  /** Phases and rules with what they took in milliseconds. */
  readonly timings: readonly { readonly name: string; readonly ms: number }[];
  /** Traces of failures of nixlint itself, for a report about them. */
  readonly traces: readonly string[];
}
