import { DiskIO } from "../disk-io.ts";
import { type CommandResult, run } from "../eval.ts";
import { prepareParser } from "../wasm.ts";

export interface EvalJob {
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of standard input; empty where the arguments do not ask for it. */
  readonly stdin: string;
  readonly nixPath: readonly string[];
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: "x86_64",
  arm64: "aarch64",
  arm: "armv7l",
  ia32: "i686",
};

/** `nixlint eval`. */
export function evalTask(job: EvalJob): CommandResult {
  prepareParser();
  return run(job.args, {
    cwd: job.cwd,
    open: (granted) => new DiskIO({ root: job.cwd, granted }),
    readStdin: () => job.stdin,
    system: currentSystem(),
    nixPath: job.nixPath,
  });
}

function currentSystem(): string {
  const kernel = process.platform === "darwin" ? "darwin" : "linux";
  return `${ARCHITECTURES[process.arch] ?? process.arch}-${kernel}`;
}
