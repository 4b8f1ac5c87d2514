import type { Span } from "../core/span.ts";
import type { OpeningNode } from "../fleet/graph-network.ts";
import { literalAt } from "../fleet/places.ts";
import { type IdleOpening, idleOpenings } from "../fleet/query/idle-openings.ts";
import { isVariant } from "../fleet/query/network.ts";
import { shownName } from "../fleet/query/option-paths.ts";
import { mayHaveMore } from "../fleet/query/targets.ts";
import { defineHostRule } from "./define.ts";

interface Fact extends IdleOpening {
  readonly at: Span;
}

export default defineHostRule<Fact>({
  id: "open-port-without-listener",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "medium",
  tags: ["network", "firewall"],
  summary: "The firewall opens a port on which nothing of the host listens.",
  docs: {
    why: "It was left behind when a service was moved or removed, or it is the wrong number and the right port is closed. Whatever listens there next is open to others from its first day.",
    remedy: "Close it, or open the port that is meant.",
    whenToAllow: "Programs that are started by hand, games and development servers among them.",
    blindSpots:
      "Hosts that run programs of their own or containers are only looked at where a service is known to have been moved or switched off.",
  },
  *find({ host, fleet }) {
    if (isVariant(host) || host.kind !== "nixos") return;
    for (const idle of idleOpenings(host)) {
      const { span, from } = idle.opening;
      if (span !== null) yield { ...idle, at: literalAt(fleet, span, from) };
    }
  },
  say({ opening, service, near, at }) {
    const { host, protocol, from } = opening;
    const port = `${protocol} port ${from}`;
    const why =
      near !== null
        ? `'${near.service}' listens on ${near.port}`
        : service === null
          ? "nothing there listens on it"
          : `'${service}', which is known by it, is off`;
    const place = near?.portSpan ?? near?.span ?? null;
    return {
      at,
      message: `'${host.name}' opens ${port} (${optionOf(opening)}), but ${why}.`,
      certainty: mayHaveMore(host) ? "possible" : "proven",
      related: place === null ? [] : [{ at: place, message: "its port comes from here" }],
      hosts: [host.name],
      key: `${optionOf(opening)} ${protocol}/${from}`,
    };
  },
});

function optionOf({ option }: OpeningNode): string {
  return option.map(shownName).join(".");
}
