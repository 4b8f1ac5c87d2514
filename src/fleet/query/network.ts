import { buildFirewall, type Firewall, rulesMayOpen } from "../build-firewall.ts";
import { buildListeners } from "../build-listeners.ts";
import type { NamedInterfaces, Zone } from "../build-zones.ts";
import { buildZones, interfacesAreTold, type ZonedInterface, zoneOf } from "../build-zones.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { ListenerNode, OpeningNode, Protocol } from "../graph-network.ts";

const listeners = new WeakMap<Host, readonly ListenerNode[]>();
const firewalls = new WeakMap<Host, Firewall>();

/** Everything that listens on a host, made once. */
export function listenersOf(host: Host): readonly ListenerNode[] {
  let found = listeners.get(host);
  if (found === undefined) {
    found = buildListeners(host);
    listeners.set(host, found);
  }
  return found;
}

/** The firewall of a host, made once. */
export function firewallOf(host: Host): Firewall {
  let found = firewalls.get(host);
  if (found === undefined) {
    found = buildFirewall(host, listenersOf(host));
    firewalls.set(host, found);
  }
  return found;
}

/** The interfaces of a host that its options name, and where each leads. */
export function zonesOf(fleet: Fleet, host: Host, named: NamedInterfaces): ZonedInterface[] {
  const own = <T extends { host: Host }>(nodes: readonly T[]) =>
    nodes.filter((node) => node.host === host);
  return buildZones(host, own(fleet.graph.interfaces), own(fleet.graph.addresses), named);
}

/** Whether a host repeats another: rules on hosts look at origins only. */
export function isVariant(host: Host): boolean {
  return host.variantOf !== null;
}

/** Whether a listener may have a port: one whose port is not known may have any. */
export function mayListen(listener: ListenerNode, protocol: Protocol, port: number): boolean {
  if (listener.protocol !== protocol) return false;
  if (listener.port === null) return true;
  return listener.port <= port && port <= (listener.lastPort ?? listener.port);
}

/** Openings of a port, for all interfaces and for single ones. */
export function openingsOf(host: Host, protocol: Protocol, port: number): readonly OpeningNode[] {
  return firewallOf(host).openings.filter(
    (one) => one.protocol === protocol && one.from <= port && port <= one.to,
  );
}

/** How a port of a host is reached from outside. */
export interface Exposure {
  /** Null where the firewall is off. */
  readonly opening: OpeningNode | null;
  /** The interface that leads outside; null for any. */
  readonly interface: ZonedInterface | null;
  readonly zone: Zone;
}

/** The worst way in which a port is let in from outside; null where it surely is not, or that is not known. */
export function exposureOf(
  fleet: Fleet,
  host: Host,
  port: { readonly protocol: Protocol; readonly port: number },
  named: NamedInterfaces,
): Exposure | null {
  const zones = zonesOf(fleet, host, named);
  const firewall = firewallOf(host);
  const outer =
    zones.find((one) => one.zone === "external") ?? zones.find((one) => one.zone === "lan") ?? null;
  // Only interfaces that are told can be known to be inner ones, all of them.
  const leadsOut = outer !== null || !interfacesAreTold(host, zones);
  const everywhere = (opening: OpeningNode | null): Exposure => ({
    opening,
    interface: outer,
    zone: outer?.zone ?? "unknown",
  });
  if (firewall.enabled === false) return leadsOut ? everywhere(null) : null;
  if (firewall.enabled === null) return null;
  let best: Exposure | null = null;
  for (const opening of openingsOf(host, port.protocol, port.port)) {
    if (opening.certainty !== "proven") continue;
    if (opening.interface === null) {
      if (leadsOut) return everywhere(opening);
      continue;
    }
    const zone = zoneOf(zones, opening.interface);
    if (zone !== "external" && zone !== "lan") continue;
    const found = zones.find((one) => one.name === opening.interface) ?? null;
    if (best === null || zone === "external") best = { opening, interface: found, zone };
  }
  return best;
}

/** Whether a port is surely closed to what comes in by an interface (null: by any that nothing is said of). */
export function isClosed(
  host: Host,
  protocol: Protocol,
  port: number,
  onInterface: string | null,
): boolean {
  const firewall = firewallOf(host);
  if (firewall.enabled !== true || rulesMayOpen(firewall.rules, port)) return false;
  if (firewall.unsettled.has("*")) return false;
  if (onInterface === null ? firewall.unsettled.size > 0 : firewall.unsettled.has(onInterface)) {
    return false;
  }
  if (firewall.trusted.some(({ name }) => onInterface === null || fits(name, onInterface))) {
    return false;
  }
  return !openingsOf(host, protocol, port).some(
    (one) => one.interface === null || onInterface === null || fits(one.interface, onInterface),
  );
}

/** The names of interfaces may end with `+`, which stands for anything. */
function fits(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  return /[+*]$/.test(pattern) && name.startsWith(pattern.slice(0, -1));
}
