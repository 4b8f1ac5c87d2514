import { parentPort, workerData } from "node:worker_threads";
import { ConfigurationError } from "../linter/configuration-error.ts";
import { type TaskContext, type TaskName, tasks } from "./tasks/index.ts";
import { UserError } from "./user-error.ts";

/** What a worker tells the thread that started it. */
export type WorkerMessage =
  | { readonly kind: "phase"; readonly phase: string }
  | { readonly kind: "done"; readonly output: unknown }
  | { readonly kind: "user-error"; readonly message: string; readonly hints: readonly string[] }
  | { readonly kind: "failure"; readonly message: string; readonly stack: string };

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

async function run(task: TaskName, input: unknown): Promise<void> {
  const context: TaskContext = { onPhase: (phase) => post({ kind: "phase", phase }) };
  try {
    const work = (await tasks[task]()) as (input: unknown, context: TaskContext) => unknown;
    post({ kind: "done", output: await work(input, context) });
  } catch (error) {
    post(described(error));
  }
}

function described(error: unknown): WorkerMessage {
  if (error instanceof UserError) {
    return { kind: "user-error", message: error.message, hints: error.hints };
  }
  if (error instanceof ConfigurationError) {
    return { kind: "user-error", message: error.message, hints: [] };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: "failure", message: `${name}: ${message}`, stack: stack ?? "" };
}

parentPort?.once("message", ({ task, input }: { task: TaskName; input: unknown }) => {
  void run(task, input);
});
// Loaded already when the work comes; where it cannot be loaded, that is said then.
await tasks[workerData as TaskName]().catch(() => undefined);
