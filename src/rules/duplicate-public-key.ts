import { type SharedKey, sharedKeys, shownRange } from "../fleet/query/peer-pairs.ts";
import { peerName, shownKey } from "../fleet/query/wireguard.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<SharedKey>({
  id: "duplicate-public-key",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "wireguard"],
  summary: "Two WireGuard peers of one interface, or two hosts, have the same key.",
  docs: {
    why: "To WireGuard the key is the peer. Of two entries with one key only the last counts, and of two hosts with one key only the one that spoke last is reached: the tunnel flaps between them.",
    remedy: "Make a key pair for each host, and give each peer the key of its own host.",
    whenToAllow: "Never on one interface; a peer with more ranges is one entry with a longer list.",
    blindSpots: "Keys that are read from outside of the repository are not known.",
  },
  *find(fleet) {
    yield* sharedKeys(fleet);
  },
  say(fact) {
    const key = shownKey(fact.key);
    if (fact.kind === "hosts") {
      const { first, second } = fact;
      const at = second.span ?? first.span;
      if (at === null) throw new Error(`${second.name} of ${second.host.name} has no place`);
      return {
        at,
        message: `'${first.host.name}' (${first.name}) and '${second.host.name}' (${second.name}) have the same WireGuard key, '${key}'.`,
        help: "Make a new key pair for one of them, and keep the private keys out of the repository.",
        related:
          first.span === null
            ? []
            : [{ at: first.span, message: `'${first.host.name}' has it here` }],
        hosts: [first.host.name, second.host.name],
        key: `${fact.key} ${first.host.name} ${second.host.name}`,
      };
    }
    const { on, first, second } = fact.pair;
    const at = second.at ?? second.span ?? on.span;
    if (at === null) throw new Error(`no peer of ${on.host.name} has a place`);
    const what = (peer: typeof first) =>
      peer.name === null ? peer.allowedIPs.map(shownRange).join(", ") : `'${peerName(peer)}'`;
    return {
      at,
      message: `On '${on.host.name}', two peers of ${on.name} have the key '${key}': ${what(first)} and ${what(second)}.`,
      help: "Give each peer the key of its own host, or make one peer of the two with all ranges.",
      related: first.at === null ? [] : [{ at: first.at, message: "the first of them is here" }],
      hosts: [on.host.name],
      key: `${on.host.name} ${on.name} ${fact.key}`,
    };
  },
});
