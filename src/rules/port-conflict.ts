import type { Span } from "../core/span.ts";
import type { ListenerNode } from "../fleet/graph-network.ts";
import { literalAt } from "../fleet/places.ts";
import { isVariant } from "../fleet/query/network.ts";
import { type PortConflict, portConflicts } from "../fleet/query/port-conflicts.ts";
import { defineHostRule } from "./define.ts";

interface Fact extends PortConflict {
  readonly at: Span;
  readonly other: Span | null;
}

export default defineHostRule<Fact>({
  id: "port-conflict",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network"],
  summary: "Two services of one host listen on the same port.",
  docs: {
    why: "Only one of them gets the port: the other fails to start, and which one it is changes from boot to boot.",
    remedy: "Give one of them another port, and change what connects to it as well.",
    whenToAllow: "Services of which only one ever runs at a time.",
    blindSpots:
      "Services that the catalogue does not know, and those that systemd gives a network of their own.",
  },
  *find({ host, fleet }) {
    if (isVariant(host)) return;
    for (const conflict of portConflicts(host)) {
      // What the user has written is what can be changed.
      const { first, second } = conflict;
      const [one, two] = second.portIsSet || !first.portIsSet ? [second, first] : [first, second];
      const at = placeOf(one);
      const other = placeOf(two);
      const place = at ?? other;
      if (place === null) continue;
      yield { ...conflict, at: literalAt(fleet, place, conflict.port), other };
    }
  },
  say({ host, first, second, port, at, other }) {
    const address = [...new Set([...(first.binds ?? []), ...(second.binds ?? [])])]
      .map((one) => (one === "*" ? "every address" : one))
      .join(", ");
    return {
      at,
      message: `On '${host.name}', '${first.service}' and '${second.service}' both listen on ${first.protocol} port ${port} (${address}).`,
      related:
        other === null || other === at
          ? []
          : [{ at: other, message: "the other one gets it from here" }],
      hosts: [host.name],
      key: `${first.service} ${second.service} ${first.protocol}/${port}`,
    };
  },
});

function placeOf(listener: ListenerNode): Span | null {
  return (listener.portIsSet ? listener.portSpan : null) ?? listener.span;
}
