import { commands, lintCommand } from "./commands/index.ts";
import { ExitCode } from "./exit-code.ts";
import { HelpShown } from "./parse-arguments.ts";
import { warmUp } from "./run-in-worker.ts";
import { err, ignoreClosedPipes } from "./terminal.ts";
import { UserError } from "./user-error.ts";

/** Runs the command that the arguments name; gives the exit code. Shows no trace, unless NIXLINT_DEBUG is set. */
export async function start(args: readonly string[]): Promise<ExitCode> {
  ignoreClosedPipes();
  const named = commands.find(({ name }) => name === args[0]);
  try {
    if (named === undefined && !args.includes("--help") && !args.includes("-h")) warmUp("lint");
    const command = await (named ?? lintCommand).load();
    return await command.run(named === undefined ? args : args.slice(1));
  } catch (error) {
    if (error instanceof HelpShown) return error.exitCode;
    await err(explanation(error));
    return ExitCode.failure;
  }
}

function explanation(error: unknown): string {
  if (error instanceof UserError) {
    const lines = error.message.split("\n").map((line) => `nixlint: ${line}`);
    return `${[...lines, ...error.hints.map((hint) => `  ${hint}`)].join("\n")}\n`;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const trace = process.env.NIXLINT_DEBUG ? `${stack}\n` : "";
  return `nixlint: a failure of its own: ${message}\n  Set NIXLINT_DEBUG=1 for the details, and please report it.\n${trace}`;
}
