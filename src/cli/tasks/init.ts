import type { ConfigurationFile } from "../../linter/configuration.ts";
import { suggestConfiguration } from "../../linter/suggest-configuration.ts";
import { type FleetJob, loadRepository } from "./fleet.ts";
import type { TaskContext } from "./index.ts";

export interface InitOutput {
  readonly root: string;
  readonly hosts: number;
  readonly configuration: ConfigurationFile;
}

/** `nixlint init`, up to the writing. */
export async function initTask(job: FleetJob, context: TaskContext): Promise<InitOutput> {
  const { fleet } = await loadRepository(job, context);
  return {
    root: fleet.root,
    hosts: fleet.hosts.length,
    configuration: suggestConfiguration(fleet),
  };
}
