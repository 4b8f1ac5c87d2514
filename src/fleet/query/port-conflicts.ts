import { bindsOverlap } from "../endpoint.ts";
import type { Host } from "../fleet.ts";
import type { ListenerNode } from "../graph-network.ts";
import { listenersOf } from "./network.ts";

/** Two services of one host that want the same port of the same address. */
export interface PortConflict {
  readonly host: Host;
  readonly first: ListenerNode;
  readonly second: ListenerNode;
  readonly port: number;
}

/** Ports of multicast protocols: every program on them shares the socket. */
const SHARED_PORTS = new Set([1900, 3702, 5353]);

/** Pairs of listeners of a host that surely get in each other's way. */
export function portConflicts(host: Host): PortConflict[] {
  const sure = listenersOf(host).filter(
    (one) => one.certainty === "proven" && one.port !== null && one.binds !== null,
  );
  const found: PortConflict[] = [];
  for (const [i, first] of sure.entries()) {
    for (const second of sure.slice(i + 1)) {
      if (first.service === second.service || first.protocol !== second.protocol) continue;
      const port = sharedPort(first, second);
      if (port === null || (first.protocol === "udp" && SHARED_PORTS.has(port))) continue;
      const overlap = first.binds?.some((a) => second.binds?.some((b) => bindsOverlap(a, b)));
      if (overlap) found.push({ host, first, second, port });
    }
  }
  return oncePerPair(found);
}

function sharedPort(a: ListenerNode, b: ListenerNode): number | null {
  if (a.port === null || b.port === null) return null;
  const from = Math.max(a.port, b.port);
  return from <= Math.min(a.lastPort ?? a.port, b.lastPort ?? b.port) ? from : null;
}

/** A server has several sockets on a port; a clash of two services is one. */
function oncePerPair(found: readonly PortConflict[]): PortConflict[] {
  const seen = new Set<string>();
  return found.filter(({ first, second, port }) => {
    const id = [first.service, second.service, first.protocol, port].join("\0");
    return !seen.has(id) && seen.add(id);
  });
}
