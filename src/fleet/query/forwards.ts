import { inRange, networkAddress, parseAddress } from "../address.ts";
import { buildForwards } from "../build-forwards.ts";
import { definedValue, isOpen } from "../definitions.ts";
import { isWildcard } from "../endpoint.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { AddressNode } from "../graph.ts";
import type { ForwardNode, ListenerNode } from "../graph-network.ts";
import { attributes, elements, textOf } from "../read.ts";
import { listenersOf } from "./network.ts";

const forwards = new WeakMap<Host, readonly ForwardNode[]>();

/** The ports that a host forwards, made once. */
export function forwardsOf(host: Host): readonly ForwardNode[] {
  let found = forwards.get(host);
  if (found === undefined) {
    found = buildForwards(host);
    forwards.set(host, found);
  }
  return found;
}

/** A forward to an address that nobody holds, on a network all of whose holders the fleet knows. */
export interface LostForward {
  readonly forward: ForwardNode;
  /** The network that the address would be on. */
  readonly network: string;
  /** Hosts of the fleet on that network. */
  readonly holders: readonly AddressNode[];
}

/**
 * Forwards to addresses that no host holds. Only networks that the fleet gives out itself count (WireGuard, bridges
 * of containers): on any other there are machines that it does not know.
 */
export function lostForwards(fleet: Fleet, host: Host): LostForward[] {
  const found: LostForward[] = [];
  for (const forward of forwardsOf(host)) {
    const { target } = forward;
    if (target === null || fleet.graph.addresses.some((node) => node.address === target)) continue;
    if (isMentioned(fleet, target)) continue;
    const own = fleet.graph.addresses.find(
      (node) =>
        node.host === host &&
        node.interfaceType === "wireguard" &&
        node.prefixLength !== null &&
        node.prefixLength < (node.version === 4 ? 32 : 128) &&
        inRange(target, `${node.address}/${node.prefixLength}`),
    );
    if (own === undefined) continue;
    const parsed = parseAddress(`${own.address}/${own.prefixLength}`);
    if (parsed === undefined) continue;
    const network = `${networkAddress(parsed)}/${own.prefixLength}`;
    const holders = fleet.graph.addresses.filter(
      (node) => node.interfaceType === "wireguard" && inRange(node.address, network),
    );
    if (holders.length >= 2) found.push({ forward, network, holders });
  }
  return found;
}

/** Machines that are no hosts of the fleet: peers, reservations, names. */
function isMentioned(fleet: Fleet, address: string): boolean {
  const claimed = fleet.graph.peers.some(
    ({ allowedIPs, allowedIPsKnown }) =>
      !allowedIPsKnown ||
      allowedIPs.some(
        (range) =>
          range.prefixLength === (range.version === 4 ? 32 : 128) && range.address === address,
      ),
  );
  if (claimed) return true;
  return fleet.hosts.some((host) => {
    const names = definedValue(host, ["networking", "hosts"]);
    if (attributes(names ?? null).some(({ name }) => name === address)) return true;
    const leases = definedValue(host, ["services", "dnsmasq", "settings", "dhcp-host"]);
    if (leases !== undefined && isOpen(leases)) return true;
    return elements(leases ?? null).some((one) => textOf(one)?.includes(address) ?? true);
  });
}

/** Two forwards of one port, or a forward of a port on which the host listens itself. */
export interface ForwardConflict {
  readonly forward: ForwardNode;
  readonly other: ForwardNode | ListenerNode;
  readonly port: number;
}

/** Forwards of a host that take a port from another forward or from a service. */
export function forwardConflicts(host: Host): ForwardConflict[] {
  const found: ForwardConflict[] = [];
  const all = forwardsOf(host);
  for (const [i, forward] of all.entries()) {
    const earlier = all
      .slice(0, i)
      .find(
        (other) =>
          other.protocol === forward.protocol &&
          other.target !== null &&
          forward.target !== null &&
          Math.max(other.from, forward.from) <= Math.min(other.to, forward.to) &&
          (other.target !== forward.target || other.targetPort !== forward.targetPort),
      );
    if (earlier !== undefined) {
      found.push({ forward, other: earlier, port: Math.max(earlier.from, forward.from) });
      continue;
    }
    const listener = listenersOf(host).find(
      (one) =>
        one.certainty === "proven" &&
        !one.pastFirewall &&
        one.port !== null &&
        one.protocol === forward.protocol &&
        forward.from <= one.port &&
        one.port <= forward.to &&
        // From inside, and on other addresses, the service is still reached.
        (one.binds?.some(isWildcard) ?? false) &&
        isFor(one),
    );
    if (listener?.port != null) found.push({ forward, other: listener, port: listener.port });
  }
  return found;
}

/** Services that outsiders are meant to reach: a forward takes them away. */
function isFor({ fact }: ListenerNode): boolean {
  return fact?.exposure === "public-by-design" || fact?.name === "openssh";
}

/** Whether two forwards lead to one place; for messages. */
export function targetOf({ target, targetPort }: ForwardNode): string {
  if (target === null) return "an address that is not known";
  return targetPort === null ? target : `${target}:${targetPort}`;
}
