import { isMainThread, Worker } from "node:worker_threads";

/** Runs a script's work in a thread with a stack as large as that of nixlint's own worker. */
export function inBigStack(script: string, work: () => void): void {
  if (!isMainThread) {
    work();
    return;
  }
  // A worker does not inherit tsx's loader: it registers its own.
  const start = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${JSON.stringify(script)}); })`;
  const worker = new Worker(start, {
    eval: true,
    argv: process.argv.slice(2),
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
