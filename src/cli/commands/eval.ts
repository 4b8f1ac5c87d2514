import { ExitCode } from "../exit-code.ts";
import { runInWorker } from "../run-in-worker.ts";
import { err, out, readStdin } from "../terminal.ts";
import type { CliCommand } from "./command.ts";

/** `nixlint eval`; `src/cli/eval.ts` knows its arguments. */
const command: CliCommand = {
  async run(args) {
    const result = await runInWorker("eval", {
      args,
      cwd: process.cwd(),
      stdin: args.includes("-") ? (await readStdin()).toString("utf8") : "",
      nixPath: (process.env.NIX_PATH ?? "").split(":").filter((entry) => entry !== ""),
    });
    await out(result.stdout);
    await err(result.stderr);
    return CODES[result.exitCode];
  },
};

export default command;

const CODES = { 0: ExitCode.clean, 1: ExitCode.findings, 2: ExitCode.failure };
