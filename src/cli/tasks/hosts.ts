import { type HostRow, hostTable } from "../../fleet/query/host-table.ts";
import { Places } from "../../linter/places.ts";
import { type FleetJob, loadRepository } from "./fleet.ts";
import type { TaskContext } from "./index.ts";

/** One host; the shape of `nixlint hosts --json`. */
export interface ListedHost {
  readonly name: string;
  readonly kind: string;
  readonly set: string;
  readonly system: string | null;
  readonly release: string | null;
  readonly addresses: readonly {
    readonly address: string;
    readonly interface: string;
    readonly network: string | null;
    readonly file: string | null;
    readonly line: number | null;
  }[];
  readonly knownShare: number;
  readonly unknown: readonly { readonly reason: string; readonly count: number }[];
  /** Why the host cannot be evaluated; missing where it can. */
  readonly error?: string;
}

export interface HostsOutput {
  readonly hosts: readonly ListedHost[];
  /** What was to be said of the fleet. */
  readonly notes: readonly string[];
}

/** `nixlint hosts`. */
export async function hostsTask(job: FleetJob, context: TaskContext): Promise<HostsOutput> {
  const { repository, fleet } = await loadRepository(job, context);
  const places = new Places(fleet.root);
  const { networks } = repository.configuration.settings;
  return {
    hosts: hostTable(fleet, networks).map((row) => listed(row, places)),
    notes: fleet.notes.map(({ message }) => message),
  };
}

function listed(row: HostRow, places: Places): ListedHost {
  const { name, kind, set, system, release, census, error } = row;
  return {
    ...{ name, kind, set, system, release },
    addresses: row.addresses.map(({ at, ...address }) => {
      const place = at === null ? null : places.place(at);
      return { ...address, file: place?.file ?? null, line: place?.line ?? null };
    }),
    knownShare: census.total === 0 ? 1 : census.known / census.total,
    unknown: census.unknown,
    ...(error !== null && { error }),
  };
}
