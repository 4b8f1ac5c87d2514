import { Command } from "commander";
import { formats } from "../../reporters/index.ts";
import { rules } from "../../rules/index.ts";
import {
  type CompletionWords,
  completionScript,
  SHELLS,
  type Shell,
} from "../completion-scripts.ts";
import { ExitCode } from "../exit-code.ts";
import { declareLintOptions } from "../lint-options.ts";
import { OutputList } from "../outputs.ts";
import { commandLine, parseArguments } from "../parse-arguments.ts";
import { out } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import type { CliCommand } from "./command.ts";
import { commands } from "./index.ts";

/** `nixlint completions SHELL`. */
const command: CliCommand = {
  async run(args) {
    const line = commandLine("nixlint completions", "Prints completions for a shell.").argument(
      "<shell>",
      SHELLS.join(", "),
    );
    const [shell = ""] = parseArguments(line, args).args;
    if (!isShell(shell)) {
      throw new UserError(`there are no completions for '${shell}'`, [
        `Shells: ${SHELLS.join(", ")}`,
      ]);
    }
    await out(completionScript(shell, words()));
    return ExitCode.clean;
  },
};

export default command;

function isShell(word: string): word is Shell {
  return (SHELLS as readonly string[]).includes(word);
}

function words(): CompletionWords {
  const lint = declareLintOptions(new Command(), new OutputList());
  const ids = rules.map(({ id }) => id);
  const values: Record<string, readonly string[]> = {
    "--format": formats,
    "--rule": ids,
    "--only": ids,
    "--skip": ids,
  };
  return {
    commands: commands.map(({ name, summary }) => ({ name, summary })),
    options: lint.options.map((option) => ({
      name: option.long ?? "",
      summary: option.description,
      takesValue: option.required,
      values: option.argChoices ?? values[option.long ?? ""] ?? [],
    })),
    rules: ids,
  };
}
