/** One mistake in a configuration. */
export interface ConfigurationProblem {
  /** As the user knows the file: relative to the working directory, or absolute. */
  readonly file: string;
  /** 1-based; undefined where the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** One sentence, with a suggestion where there is one. */
  readonly message: string;
}

/** The configuration cannot be used: a mistake of the user's, to be shown without a trace. */
export class ConfigurationError extends Error {
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(problems.map(problemText).join("\n"));
    this.problems = problems;
  }
}

function problemText({ file, line, column, message }: ConfigurationProblem): string {
  return line === undefined ? `${file}: ${message}` : `${file}:${line}:${column ?? 1}: ${message}`;
}
