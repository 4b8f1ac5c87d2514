import type { NamedInterfaces } from "../build-zones.ts";
import { isPublic } from "../build-zones.ts";
import { isLoopback, isWildcard } from "../endpoint.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { ListenerNode } from "../graph-network.ts";
import {
  type Exposure,
  exposureOf,
  firewallOf,
  isClosed,
  listenersOf,
  openingsOf,
} from "./network.ts";

/** A service that is not meant for the outside and can be reached from there, or nearly. */
export interface ExposedService {
  readonly host: Host;
  readonly listener: ListenerNode;
  /** Null where the firewall still holds and only the bind address is wide. */
  readonly exposure: Exposure | null;
}

/** Services that find each other on a local network by design: to be let in is what they are for. */
const LOCAL_DISCOVERY = new Set([
  "avahi",
  "samba-wsdd",
  "minidlna",
  "shairport-sync",
  "snapserver",
  "kea-dhcp4",
  "ntp",
  "chrony",
  "openssh",
]);

/** Services that share with a local network, which every interface may be that is not known to lead further. */
const LOCAL_SHARING = new Set(["samba", "nfs-server", "printing"]);

/** Ports of discovery and address assignment. */
const DISCOVERY_PORTS = new Set([67, 68, 137, 138, 1900, 3702, 5353]);

/** Internal and admin services of a host that are let in from outside. */
export function exposedServices(
  fleet: Fleet,
  host: Host,
  named: NamedInterfaces,
): ExposedService[] {
  const found: ExposedService[] = [];
  for (const listener of listenersOf(host)) {
    const { fact, port } = listener;
    if (fact === null || port === null || listener.certainty !== "proven") continue;
    if (fact.exposure === "public-by-design" || LOCAL_DISCOVERY.has(fact.name)) continue;
    if (DISCOVERY_PORTS.has(port) || !facesOut(listener)) continue;
    const exposure = exposureOf(fleet, host, { protocol: listener.protocol, port }, named);
    if (exposure !== null) {
      if (LOCAL_SHARING.has(fact.name) && exposure.zone !== "external") continue;
      found.push({ host, listener, exposure });
    }
    if (exposure === null && isWideForNobody(listener))
      found.push({ host, listener, exposure: null });
  }
  return found;
}

/** Bound to every address, or to one of the Internet's. */
function facesOut({ binds }: ListenerNode): boolean {
  return binds?.some((address) => isWildcard(address) || isPublic(address)) ?? false;
}

/**
 * A service that would listen on loopback only, that the user has bound to every address though the firewall lets
 * nobody in on any interface.
 */
function isWideForNobody(listener: ListenerNode): boolean {
  const { fact, host, port, bindIsSet, protocol, binds } = listener;
  if (!bindIsSet || port === null || fact === null || fact.authByDefault === true) return false;
  if (fact.bind.default === null || !isLoopback(fact.bind.default)) return false;
  if (!(binds ?? []).every(isWildcard) || openingsOf(host, protocol, port).length > 0) return false;
  return !firewallOf(host).mayOpenMore && isClosed(host, protocol, port, null);
}
