/** What the process says when it ends. */
export const ExitCode = {
  /** Nothing found, or nothing that is to fail. */
  clean: 0,
  findings: 1,
  /** Wrong use, a path that does not exist, a configuration with mistakes, a failure of nixlint itself. */
  failure: 2,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
