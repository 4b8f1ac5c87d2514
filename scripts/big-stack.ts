import { isMainThread, Worker } from "node:worker_threads";

/** Runs a script's work in a thread with a stack as large as that of nixlint's own worker. */
export function inBigStack(script: string, work: () => void): void {
  if (!isMainThread) {
    work();
    return;
  }
  const worker = new Worker(new URL(script), {
    argv: process.argv.slice(2),
    execArgv: ["--import", "tsx"],
    resourceLimits: { stackSizeMb: 900, maxOldGenerationSizeMb: 4096 },
  });
  worker.on("error", (error) => {
    console.error(error);
    process.exitCode = 2;
  });
  worker.on("exit", (code) => {
    process.exitCode = process.exitCode || code;
  });
}
