import { routesWithoutPeer, type TunnelRoute } from "../fleet/query/routes.ts";
import { peerName } from "../fleet/query/wireguard.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<TunnelRoute>({
  id: "route-without-peer",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "wireguard"],
  summary: "A route leads into a WireGuard interface of which no peer takes the destination.",
  docs: {
    why: "WireGuard chooses the peer by its allowed IPs. What the kernel routes into the interface and no peer claims is dropped with 'Required key not available'.",
    remedy:
      "Add the network to the `allowedIPs` of the peer that leads there, or remove the route.",
    whenToAllow: "Peers that a program adds at run time.",
    blindSpots:
      "Routes that programs add, and interfaces whose peers are not all known, are not looked at. A route that a peer takes in part is taken to be meant.",
  },
  *find(fleet) {
    yield* routesWithoutPeer(fleet);
  },
  say({ on, destination, span }) {
    const at = span ?? on.span;
    if (at === null) throw new Error(`no place for a route of ${on.host.name}`);
    const length = destination.prefixLength ?? (destination.version === 4 ? 32 : 128);
    const shown = `${destination.address}/${length}`;
    return {
      at,
      message: `On '${on.host.name}', ${shown} is routed through ${on.name}, but no peer of it allows any of that.`,
      help: `Add ${shown} to the allowed IPs of the peer that leads there.`,
      related: on.peers.slice(0, 5).flatMap((peer) =>
        peer.at === null
          ? []
          : [
              {
                at: peer.at,
                message: `peer '${peerName(peer)}' allows ${peer.allowedIPs.map((range) => `${range.address}/${range.prefixLength}`).join(", ") || "nothing"}`,
              },
            ],
      ),
      hosts: [on.host.name],
      key: `${on.host.name} ${on.name} ${shown}`,
    };
  },
});
