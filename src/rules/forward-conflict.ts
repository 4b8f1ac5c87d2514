import type { Span } from "../core/span.ts";
import { type ForwardConflict, forwardConflicts, targetOf } from "../fleet/query/forwards.ts";
import { isVariant } from "../fleet/query/network.ts";
import { defineHostRule } from "./define.ts";

interface Fact extends ForwardConflict {
  readonly at: Span;
}

export default defineHostRule<Fact>({
  id: "forward-conflict",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "nat"],
  summary: "A port is forwarded twice, or taken from a service of the host by a forward.",
  docs: {
    why: "The first rule that matches wins: what the other one forwards, or the service on the host, is never reached from outside.",
    remedy: "Give one of them another port.",
    whenToAllow: "Forwards that only hold for one of several addresses of the host.",
    blindSpots: "Forwards that are written as rules of the firewall's own language.",
  },
  *find({ host }) {
    if (isVariant(host)) return;
    for (const conflict of forwardConflicts(host)) {
      const at = conflict.forward.span ?? conflict.other.span;
      if (at !== null) yield { ...conflict, at };
    }
  },
  say({ forward, other, port, at }) {
    const what =
      other.kind === "forward"
        ? `forwarded to ${targetOf(other)} as well`
        : `where '${other.service}' of the host itself listens`;
    return {
      at,
      message: `'${forward.host.name}' forwards ${forward.protocol} port ${port} to ${targetOf(forward)}, ${other.kind === "forward" ? `and it is ${what}` : what}.`,
      certainty: forward.certainty,
      related:
        other.span === null || other.span === at
          ? []
          : [
              {
                at: other.span,
                message:
                  other.kind === "forward"
                    ? "the other forward"
                    : "the service is switched on here",
              },
            ],
      hosts: [forward.host.name],
      key: `${forward.protocol}/${port}`,
    };
  },
});
