/** What a task may tell while it works. */
export interface TaskContext {
  onPhase(phase: string): void;
}

/** What the worker can do, one file a task, each loaded when it is asked for. In and out goes plain data only. */
export const tasks = {
  lint: async () => (await import("./lint.ts")).lintTask,
  hosts: async () => (await import("./hosts.ts")).hostsTask,
  show: async () => (await import("./show.ts")).showTask,
  init: async () => (await import("./init.ts")).initTask,
  eval: async () => (await import("./eval.ts")).evalTask,
};

export type TaskName = keyof typeof tasks;
export type Tasks = { [Name in TaskName]: Awaited<ReturnType<(typeof tasks)[Name]>> };
