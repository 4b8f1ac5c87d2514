import type { Span } from "../core/span.ts";
import { targetAt } from "../fleet/places.ts";
import { type DuplicateScrape, duplicateScrapes } from "../fleet/query/scrapes.ts";
import { defineHostRule } from "./define.ts";

interface Fact extends DuplicateScrape {
  readonly at: Span;
}

export default defineHostRule<Fact>({
  id: "duplicate-scrape-target",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["monitoring"],
  summary: "Prometheus scrapes one target twice.",
  docs: {
    why: "Every series of it is stored two times: sums and counts over it are wrong, alerts fire twice, and inside of one job the samples collide.",
    remedy: "Take the target out of one of the jobs.",
    whenToAllow: "Two jobs that keep different series of one exporter on purpose.",
    blindSpots: "Targets of service discovery, and jobs with relabelling or parameters.",
  },
  *find({ host, fleet }) {
    for (const one of duplicateScrapes(host)) {
      const place = one.second.span ?? one.first.span;
      if (place !== null)
        yield { ...one, at: targetAt(fleet, place, one.second.job, one.second.target) };
    }
  },
  say({ first, second, at }) {
    const jobs =
      first.job === second.job
        ? `job '${first.job}' lists it twice`
        : `jobs '${first.job}' and '${second.job}' both have it`;
    return {
      at,
      message: `Prometheus on '${second.host.name}' scrapes '${second.target}' two times: ${jobs}.`,
      related:
        first.span === null || first.span === at
          ? []
          : [{ at: first.span, message: `job '${first.job}' is defined here` }],
      hosts: [second.host.name],
      key: `${second.target} ${first.job} ${second.job}`,
    };
  },
});
