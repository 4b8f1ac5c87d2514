import { Command, CommanderError } from "commander";
import { err, out } from "./terminal.ts";

/** The help or a complaint is out already; the process ends with this code. */
export class HelpShown extends Error {
  readonly exitCode: 0 | 2;

  constructor(exitCode: 0 | 2) {
    super("help was shown");
    this.exitCode = exitCode;
  }
}

/** A command line that is read but does nothing itself. */
export function commandLine(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out(text),
      writeErr: (text) => void err(text),
      outputError: (text, write) => write(text.replace(/^error: /, "nixlint: ")),
    })
    .configureHelp({ sortOptions: false, showGlobalOptions: false })
    .showSuggestionAfterError(true);
}

/** Reads arguments. Throws `HelpShown` when that is all there was to do. */
export function parseArguments(command: Command, args: readonly string[]): Command {
  try {
    return command.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new HelpShown(error.exitCode === 0 ? 0 : 2);
  }
}
