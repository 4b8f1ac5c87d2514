import type { Span } from "../../core/span.ts";
import type { Fleet } from "../fleet.ts";
import type { AddressNode } from "../graph.ts";

/** Where an address begins: the entry of a data file that only this host's address depends on. */
export interface Allocation {
  readonly at: Span;
  readonly message: string;
}

/** The entries that the addresses of these holders were computed from, where that can be told. */
export function allocationsOf(fleet: Fleet, holders: readonly AddressNode[]): Allocation[] {
  const found: Allocation[] = [];
  for (const holder of holders) {
    for (const at of fleet.originOf(holder.host, holder.option, holder.address)) {
      found.push({ at, message: `'${holder.host.name}' gets it from this entry` });
    }
  }
  return found;
}
