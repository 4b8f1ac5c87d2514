import { rules } from "../../rules/index.ts";
import { ExitCode } from "../exit-code.ts";
import { commandLine, parseArguments } from "../parse-arguments.ts";
import { metaOf } from "../rule-facts.ts";
import { out } from "../terminal.ts";
import type { CliCommand } from "./command.ts";

/** `nixlint rules`. */
const command: CliCommand = {
  async run(args) {
    const line = commandLine("nixlint rules", "Lists the rules, with severity and scope.").option(
      "--json",
      "everything that is known of them, as JSON",
    );
    const { json } = parseArguments(line, args).opts<{ json?: true }>();
    if (json) {
      await out(`${JSON.stringify({ rules: rules.map(metaOf) }, null, 2)}\n`);
      return ExitCode.clean;
    }
    const width = Math.max(...rules.map(({ id }) => id.length));
    const lines = rules.map(({ id, severity, scope, summary }) => {
      return `${id.padEnd(width)}  ${severity.padEnd(7)}  ${scope.padEnd(5)}  ${summary}`;
    });
    await out(`${lines.join("\n")}\n`);
    return ExitCode.clean;
  },
};

export default command;
