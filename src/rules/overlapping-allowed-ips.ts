import {
  type OverlappingRanges,
  overlappingRanges,
  shownRange,
} from "../fleet/query/peer-pairs.ts";
import { peerName } from "../fleet/query/wireguard.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<OverlappingRanges>({
  id: "overlapping-allowed-ips",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "wireguard"],
  summary: "Two peers of one WireGuard interface claim overlapping ranges.",
  docs: {
    why: "WireGuard sends a packet to the peer with the longest matching range, and keeps a range with the last peer that claims it. The other peer silently loses these addresses, and what it sends from them is dropped.",
    remedy: "Give every peer only the addresses and networks that are behind it.",
    whenToAllow:
      "A peer that routes for a whole network of which others are reached directly, where no endpoint says that it is a gateway.",
    blindSpots:
      "A default route, and a wide range of a peer with an endpoint, are taken to be meant; ranges that are not known are not compared.",
  },
  *find(fleet) {
    yield* overlappingRanges(fleet);
  },
  say({ on, first, second, firstRange, secondRange, same }) {
    const [wrong, right] = same ? [second, first] : [first, second];
    const at = wrong.at ?? wrong.span ?? on.span;
    if (at === null) throw new Error(`no peer of ${on.host.name} has a place`);
    const [one, two] = [peerName(first), peerName(second)];
    const wide = shownRange(firstRange);
    const narrow = shownRange(secondRange);
    return {
      at,
      severity: same ? "error" : "warning",
      message: same
        ? `On '${on.host.name}', peers '${one}' and '${two}' of ${on.name} both claim ${wide}.`
        : `On '${on.host.name}', peer '${one}' of ${on.name} claims ${wide}, which holds ${narrow} of peer '${two}'.`,
      help: same
        ? "WireGuard leaves a range with the last peer that claims it: give it to one."
        : `Allow '${one}' its own addresses only, or say what the others do not have.`,
      related:
        right.at === null
          ? []
          : [
              {
                at: right.at,
                message: `${same ? wide : narrow} is claimed by '${peerName(right)}' here`,
              },
            ],
      hosts: [on.host.name],
      key: `${on.host.name} ${on.name} ${wide} ${narrow} ${first.publicKey} ${second.publicKey}`,
    };
  },
});
