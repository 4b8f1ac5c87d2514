import { existsSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CONFIGURATION_NAMES } from "../configuration-names.ts";
import { ExitCode } from "../exit-code.ts";
import { commandLine, parseArguments } from "../parse-arguments.ts";
import { startProgress } from "../progress.ts";
import { runInWorker } from "../run-in-worker.ts";
import { err, out } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import type { CliCommand } from "./command.ts";

/** Where editors find the schema once nixlint is installed in the repository. */
const SCHEMA = "./node_modules/nixlint/nixlint.schema.json";

/** `nixlint init`. */
const command: CliCommand = {
  async run(args) {
    const line = commandLine(
      "nixlint init",
      "Writes a nixlint.json with what is found in a repository.",
    )
      .argument("[path]", "the repository, or a folder in it", ".")
      .option("--force", "overwrite a configuration that is there")
      .option("--stdout", "print it instead");
    const parsed = parseArguments(line, args);
    const { force, stdout } = parsed.opts<{ force?: true; stdout?: true }>();
    const progress = startProgress(true);
    const { root, hosts, configuration } = await runInWorker(
      "init",
      { cwd: process.cwd(), path: parsed.args[0] ?? ".", configFile: false, inputs: new Map() },
      { onPhase: (phase) => progress?.phase(phase) },
    ).finally(() => progress?.stop());
    const text = `${JSON.stringify({ $schema: SCHEMA, preset: "recommended", ...configuration, rules: {} }, null, 2)}\n`;
    if (stdout) {
      await out(text);
      return ExitCode.clean;
    }
    const there = CONFIGURATION_NAMES.find((name) => existsSync(join(root, name)));
    if (there !== undefined && !force) {
      throw new UserError(`'${there}' is there already`, ["Overwrite it with --force."]);
    }
    const file = join(root, "nixlint.json");
    writeFileSync(file, text);
    await err(`nixlint: ${relative(process.cwd(), file)} written, for ${hosts} hosts\n`);
    return ExitCode.clean;
  },
};

export default command;
