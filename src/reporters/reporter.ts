import type { LintResult } from "../core/finding.ts";
import type { RuleMeta } from "../core/rule-meta.ts";

/** What a reporter may know besides the result. */
export interface ReporterOptions {
  /** Version of nixlint, as in package.json. */
  readonly version: string;
  /** Facts about every rule that ran. */
  readonly rules: readonly RuleMeta[];
  /** Colour: 0 none, 1 the 16 basic ones, 2 of 256, 3 true colour. Only `text` uses it. */
  readonly color: 0 | 1 | 2 | 3;
  /** Columns of the terminal; 0 when unknown (a pipe, pre-commit), and then nothing is wrapped. */
  readonly width: number;
  /** Adds why and help, every related place and what made values unknown to `text`. */
  readonly verbose: boolean;
  /** What leads from the working directory to the root, `""` when they are the same; for clickable places. */
  readonly pathPrefix?: string;
  /** Address of the project, where there is one. */
  readonly homepage?: string;
  /** SARIF `automationDetails.id` without its closing slash. */
  readonly sarifCategory?: string;
}

/** Turns a result into the whole text of one format. Pure; the text ends with a newline. */
export type Reporter = (result: LintResult, options: ReporterOptions) => string;
