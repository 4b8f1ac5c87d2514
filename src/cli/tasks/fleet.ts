import type { Fleet } from "../../fleet/fleet.ts";
import { loadFleet } from "../../fleet/load.ts";
import { DEFAULT_STEPS } from "../../linter/lint.ts";
import { openRepository, type Repository, type RepositoryOptions } from "../repository.ts";
import { targetsOf } from "../targets.ts";
import { UserError } from "../user-error.ts";
import type { TaskContext } from "./index.ts";

/** What a command about a fleet needs to know. */
export interface FleetJob extends RepositoryOptions {
  /** As given: the repository, or a folder in it. */
  readonly path: string;
}

/** Loads the fleet of a repository. Throws `UserError` and `ConfigurationError`. */
export async function loadRepository(
  job: FleetJob,
  context: TaskContext,
): Promise<{ repository: Repository; fleet: Fleet }> {
  context.onPhase("finding files");
  const [target] = await targetsOf([job.path], {
    cwd: job.cwd,
    commands: [],
    errorOnUnmatched: true,
  });
  if (target === undefined) throw new UserError(`'${job.path}' does not exist`);
  const repository = await openRepository(target, job);
  const fleet = loadFleet({
    root: target.root,
    io: repository.io,
    files: repository.files,
    overrides: repository.inputs,
    hostSets: repository.configuration.hostSets,
    steps: DEFAULT_STEPS,
    onPhase: (phase) => context.onPhase(phase),
  });
  return { repository, fleet };
}
