import { inRange, networkAddress, rangesOverlap } from "../address.ts";
import type { Fleet } from "../fleet.ts";
import type { AddressNode } from "../graph.ts";
import { covers, isSingle, type WireGuardInterface, wireGuardInterfaces } from "./wireguard.ts";

/** A host whose address is outside of the network that all others of a WireGuard network are in. */
export interface Outlier {
  readonly on: WireGuardInterface;
  readonly address: AddressNode;
  /** `10.88.127.0/24`. */
  readonly network: string;
  /** Some of those that are in it. */
  readonly inside: readonly WireGuardInterface[];
}

/** `configured` are the ranges of the networks that the configuration names. */
export function outliers(fleet: Fleet, configured: readonly string[]): Outlier[] {
  const byName = new Map<string, WireGuardInterface[]>();
  for (const one of wireGuardInterfaces(fleet)) {
    if (!one.addressesKnown || one.addresses.every(({ version }) => version !== 4)) continue;
    byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  }
  const found: Outlier[] = [];
  for (const group of byName.values()) {
    const network = commonNetwork(group, configured);
    if (network === null) continue;
    const inside = group.filter((one) => isInside(one, network));
    for (const on of group) {
      const address = on.addresses.find(({ version }) => version === 4);
      if (address === undefined || inside.includes(on)) continue;
      if (address.certainty !== "proven" || !belongs(on, inside)) continue;
      // An address that the others route on purpose.
      if (inside.some((one) => one.peers.some((peer) => covers(peer, address)))) continue;
      found.push({ on, address, network, inside });
    }
  }
  return found;
}

function isInside(one: WireGuardInterface, network: string): boolean {
  return one.addresses.some(({ address }) => inRange(address, network));
}

/** The smallest network that all interfaces of a name but a few are in: at least two, and twice as many as are not. */
function commonNetwork(
  group: readonly WireGuardInterface[],
  configured: readonly string[],
): string | null {
  const candidates = new Set(configured);
  for (const one of group) {
    for (const node of one.addresses) {
      const { version, prefixLength } = node;
      if (version !== 4 || prefixLength === null || isSingle({ version, prefixLength })) continue;
      candidates.add(`${networkAddress(node)}/${prefixLength}`);
    }
    for (const range of one.peers.flatMap((peer) => peer.allowedIPs)) {
      if (range.version !== 4 || range.prefixLength < 8 || isSingle(range)) continue;
      if (one.addresses.some((node) => rangesOverlap(range, { ...node, prefixLength: null })))
        candidates.add(`${range.address}/${range.prefixLength}`);
    }
  }
  const size = (network: string) => Number(network.split("/")[1]);
  const fitting = [...candidates].filter((network) => {
    const inside = group.filter((one) => isInside(one, network)).length;
    return inside >= 2 && inside < group.length && inside >= 2 * (group.length - inside);
  });
  // A wider one that all are in means that nobody is outside.
  if ([...candidates].some((network) => group.every((one) => isInside(one, network)))) return null;
  return fitting.sort((a, b) => size(a) - size(b))[0] ?? null;
}

/** Whether a host takes part in the network of the others: a peer for one of them, or with a key that they use. */
function belongs(on: WireGuardInterface, inside: readonly WireGuardInterface[]): boolean {
  return on.peers.some((peer) =>
    inside.some(
      (one) =>
        one.addresses.some(
          (address) =>
            peer.allowedIPs.some((range) => range.prefixLength >= 8) && covers(peer, address),
        ) ||
        one.peers.some((other) => other.publicKey !== null && other.publicKey === peer.publicKey),
    ),
  );
}
