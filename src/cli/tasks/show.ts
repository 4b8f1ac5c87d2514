import { didYouMean } from "../../core/near-miss.ts";
import { Places } from "../../linter/places.ts";
import { type ShownOption, showOption } from "../../linter/show-option.ts";
import { parseAttrPath } from "../eval-args.ts";
import { UserError } from "../user-error.ts";
import { type FleetJob, loadRepository } from "./fleet.ts";
import type { TaskContext } from "./index.ts";

export interface ShowJob extends FleetJob {
  readonly host: string;
  /** Attribute paths as written. */
  readonly options: readonly string[];
}

/** `nixlint show`. */
export async function showTask(job: ShowJob, context: TaskContext): Promise<ShownOption[]> {
  const paths = job.options.map(optionPath);
  const { fleet } = await loadRepository(job, context);
  const host = fleet.hosts.find(({ name }) => name === job.host);
  if (host === undefined) {
    const names = fleet.hosts.map(({ name }) => name);
    throw new UserError(`there is no host '${job.host}'${didYouMean(job.host, names)}`, [
      names.length === 0 ? "There are no hosts." : `Hosts: ${names.join(", ")}`,
    ]);
  }
  const places = new Places(fleet.root);
  return paths.map((path) => showOption(host, path, places));
}

function optionPath(text: string): string[] {
  try {
    return parseAttrPath(text);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}
