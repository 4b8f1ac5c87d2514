import type { Span } from "../core/span.ts";
import { type Unmonitored, unmonitoredHosts } from "../fleet/query/scrapes.ts";
import { defineFleetRule } from "./define.ts";

interface Fact extends Unmonitored {
  readonly at: Span;
}

export default defineFleetRule<Fact>({
  id: "unmonitored-host",
  scope: "fleet",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["monitoring"],
  summary: "A host runs an exporter that no Prometheus of the fleet scrapes.",
  docs: {
    why: "Nobody is told when its disk is full or when it is gone: it was forgotten in the list of targets.",
    remedy: "Add it to the targets, or switch its exporter off.",
    whenToAllow: "Hosts that somebody else's Prometheus watches.",
    blindSpots:
      "Nothing is said while a server may scrape more than is known: service discovery, unknown targets.",
  },
  *find(fleet) {
    for (const one of unmonitoredHosts(fleet)) {
      const at = one.host.span ?? one.exporter.span;
      if (at !== null) yield { ...one, at };
    }
  },
  say({ host, exporter, server, others, at }) {
    const names = others.map(({ name }) => `'${name}'`);
    const shown =
      names.length > 3
        ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
        : names.join(" and ");
    const related = [
      { at: exporter.span, message: "its exporter is switched on here" },
      { at: server.span, message: "the others are scraped from here" },
    ].flatMap((one) =>
      one.at === null || one.at === at ? [] : [{ at: one.at, message: one.message }],
    );
    return {
      at,
      message: `'${host.name}' has a node exporter on port ${exporter.port} that nobody scrapes; ${shown} are scraped by '${server.host.name}'.`,
      certainty: server.certainty,
      related,
      hosts: [host.name],
      key: host.name,
    };
  },
});
