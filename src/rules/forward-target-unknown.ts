import type { Span } from "../core/span.ts";
import { type LostForward, lostForwards, targetOf } from "../fleet/query/forwards.ts";
import { isVariant } from "../fleet/query/network.ts";
import { defineHostRule } from "./define.ts";

interface Fact extends LostForward {
  readonly at: Span;
}

export default defineHostRule<Fact>({
  id: "forward-target-unknown",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "nat"],
  summary: "A port is forwarded to an address of the fleet's own network that no host holds.",
  docs: {
    why: "What comes in on that port goes nowhere, and when a new host is given the address it goes to the wrong one.",
    remedy:
      "Forward it to the address of the host that is meant, best taken from its configuration.",
    whenToAllow:
      "Machines on the network that are not in this repository: give them a peer, or a name in `networking.hosts`.",
    blindSpots:
      "Only WireGuard networks are looked at: on others there are machines that a fleet does not know.",
  },
  *find({ host, fleet }) {
    if (isVariant(host)) return;
    for (const lost of lostForwards(fleet, host)) {
      const at = lost.forward.span;
      if (at !== null) yield { ...lost, at };
    }
  },
  say({ forward, network, holders, at }) {
    const ports = forward.from === forward.to ? `${forward.from}` : `${forward.from}-${forward.to}`;
    const hosts = new Set(holders.map(({ host }) => host.name)).size;
    return {
      at,
      message: `'${forward.host.name}' forwards ${forward.protocol} port ${ports} to ${targetOf(forward)}, which none of the ${hosts} hosts on ${network} holds.`,
      certainty: forward.certainty,
      hosts: [forward.host.name],
      key: `${forward.protocol}/${ports} ${targetOf(forward)}`,
    };
  },
});
