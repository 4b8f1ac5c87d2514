import type { ServiceFact } from "../../catalog/index.ts";
import { definedValue } from "../definitions.ts";
import type { Host } from "../fleet.ts";
import type { ListenerNode, OpeningNode } from "../graph-network.ts";
import { firewallOf, listenersOf, mayListen } from "./network.ts";
import { answerAt, hasUnknownPrograms } from "./targets.ts";

/** A port that the firewall lets in though nothing listens on it. */
export interface IdleOpening {
  readonly opening: OpeningNode;
  /** The service that is known by the port and is off; null where none is. */
  readonly service: string | null;
  /** The service that left the port; null where none did. */
  readonly near: ListenerNode | null;
}

/** Ports that belong to no listener: assigned by protocols, or answered by what sits behind a NAT. */
const NOT_ASKED = new Set([53, 67, 68, 80, 443, 546, 547, 1900, 5353, 5355]);

/** Single ports of a host's own openings on which surely nothing listens. */
export function idleOpenings(host: Host): IdleOpening[] {
  const found: IdleOpening[] = [];
  for (const opening of firewallOf(host).openings) {
    if (opening.service !== null || opening.certainty !== "proven") continue;
    const { from, to, protocol } = opening;
    if (from !== to || NOT_ASKED.has(from)) continue;
    // Services often have a port for both protocols, and lists of both are written alike.
    const other = protocol === "tcp" ? "udp" : "tcp";
    if (listenersOf(host).some((one) => mayListen(one, other, from) && one.port !== null)) continue;
    const target = { host, address: null, local: true };
    const answer = answerAt(target, protocol, from);
    if (answer.kind !== "nobody") continue;
    const explicit = answer.near !== null;
    if (!explicit && hasUnknownPrograms(host)) continue;
    found.push({ opening, service: offService(host, answer.off), near: answer.near });
  }
  return found;
}

/** The service that is meant: the one that the configuration switches off, or the only one known by the port. */
function offService(host: Host, off: readonly ServiceFact[]): string | null {
  const named = off.filter(({ enable }) => definedValue(host, enable.split(".")) !== undefined);
  const [first] = named.length > 0 ? named : off.length === 1 ? off : [];
  return first?.name ?? null;
}
