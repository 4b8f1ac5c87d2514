import type { ExitCode } from "../exit-code.ts";

/** One command of nixlint. */
export interface CliCommand {
  /** Does the work; `args` are the words behind the command's name. Throws `UserError`. */
  run(args: readonly string[]): Promise<ExitCode>;
}

/** What is known of a command without loading it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CliCommand>;
}
