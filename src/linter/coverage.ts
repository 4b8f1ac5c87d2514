import type { Fleet } from "../fleet/fleet.ts";
import { type Census, censusOf } from "../fleet/query/census.ts";

/** How much of what the repository sets is known, over all hosts. Variants repeat their origin, and are left out. */
export function coverageOf(fleet: Fleet): Census {
  let total = 0;
  let known = 0;
  const reasons = new Map<string, number>();
  for (const host of fleet.hosts) {
    if (host.variantOf !== null) continue;
    const census = censusOf(host);
    total += census.total;
    known += census.known;
    for (const { reason, count } of census.unknown) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    }
  }
  const unknown = [...reasons]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  return { total, known, unknown };
}
