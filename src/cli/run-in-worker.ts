import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { TaskName, Tasks } from "./tasks/index.ts";
import { UserError } from "./user-error.ts";
import type { WorkerMessage } from "./worker.ts";

/** In the package beside the bundle or above its chunks; the source when that runs. */
const PLACES = ["./worker.js", "../worker.js", "./worker.ts"];

/**
 * Stack sizes in MB, the next where a machine refuses one. 400 MB hold a recursion 500,000 deep. A larger stack only
 * makes endless recursion slower to find.
 */
const STACKS = [400, 128, 64];
const HEAP_MB = 4096;

export interface WorkerOptions {
  readonly onPhase?: (phase: string) => void;
}

let waiting: Worker | undefined;

/** Starts the thread before it is known what it has to do: it loads its code while the arguments are read. */
export function warmUp(task: TaskName): void {
  waiting = startWorker(task);
  // It must not keep a process alive that has nothing for it to do.
  waiting.unref();
}

/** Runs a task in a thread with a large stack. Rejects with `UserError` for the user's mistakes. */
export async function runInWorker<Name extends TaskName>(
  task: Name,
  input: Parameters<Tasks[Name]>[0],
  options: WorkerOptions = {},
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  const worker = waiting ?? startWorker(task);
  waiting = undefined;
  worker.ref();
  worker.postMessage({ task, input });
  try {
    return await outcome<Awaited<ReturnType<Tasks[Name]>>>(worker, options);
  } finally {
    void worker.terminate();
  }
}

function startWorker(workerData: TaskName): Worker {
  const url = PLACES.map((place) => new URL(place, import.meta.url)).find((it) => existsSync(it));
  if (url === undefined) throw new Error("worker.js is missing: the installation is not complete");
  let refused: unknown;
  for (const stackSizeMb of STACKS) {
    try {
      return new Worker(url, {
        workerData,
        resourceLimits: { stackSizeMb, maxOldGenerationSizeMb: HEAP_MB },
      });
    } catch (error) {
      refused = error;
    }
  }
  throw refused;
}

function outcome<Output>(worker: Worker, { onPhase }: WorkerOptions): Promise<Output> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "phase") onPhase?.(message.phase);
      else if (message.kind === "done") resolve(message.output as Output);
      else if (message.kind === "user-error") reject(new UserError(message.message, message.hints));
      else reject(Object.assign(new Error(message.message), { stack: message.stack }));
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      const full = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      reject(
        full ? new UserError(`nixlint needs more than ${HEAP_MB} MB of memory for this`) : error,
      );
    });
    worker.on("exit", (code) => reject(new Error(`the worker ended with exit code ${code}`)));
  });
}
