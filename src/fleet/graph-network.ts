import type { ServiceFact } from "../catalog/index.ts";
import type { Certainty } from "../core/finding.ts";
import type { Span } from "../core/span.ts";
import type { Host } from "./fleet.ts";

export type Protocol = "tcp" | "udp";

/** Something that accepts connections on a host. */
export interface ListenerNode {
  readonly kind: "listener";
  readonly host: Host;
  /** The catalogue's name of the service; `container web`, `socket foo` for the user's own. */
  readonly service: string;
  readonly protocol: Protocol;
  /** Null where it is not known: then it may be any port. */
  readonly port: number | null;
  /** The last port of a range; the same as `port` for one. */
  readonly lastPort: number | null;
  /** Addresses it is bound to (`0.0.0.0`, `::`, `*` for all of them); null where that is not known. */
  readonly binds: readonly string[] | null;
  /** Whether the user's own configuration gives the bind address. */
  readonly bindIsSet: boolean;
  /** Whether the user's own configuration gives the port. */
  readonly portIsSet: boolean;
  /** Where it is switched on. */
  readonly span: Span | null;
  readonly bindSpan: Span | null;
  readonly portSpan: Span | null;
  /** Possible where it may be off, or the catalogue is not sure of port and address. */
  readonly certainty: Certainty;
  /** Whether packets reach it by NAT, past the firewall: published ports of containers. */
  readonly pastFirewall: boolean;
  readonly fact: ServiceFact | null;
}

/** A range of ports that the firewall of a host lets in. */
export interface OpeningNode {
  readonly kind: "opening";
  readonly host: Host;
  readonly protocol: Protocol;
  readonly from: number;
  readonly to: number;
  /** Null for every interface. */
  readonly interface: string | null;
  /** The option that opens it, as written: `networking.firewall.allowedTCPPorts`. */
  readonly option: readonly string[];
  readonly span: Span | null;
  readonly certainty: Certainty;
  /** The service that opens its own port; null for lists of the firewall. */
  readonly service: string | null;
}

/** A forward of a port by NAT. */
export interface ForwardNode {
  readonly kind: "forward";
  readonly host: Host;
  readonly protocol: Protocol;
  readonly from: number;
  readonly to: number;
  /** Normalised address that it leads to; null where that is not known. */
  readonly target: string | null;
  readonly targetPort: number | null;
  /** The address that it is reached by, where only one; null for all. */
  readonly address: string | null;
  readonly option: readonly string[];
  readonly span: Span | null;
  readonly certainty: Certainty;
}

/** A target of a Prometheus server. */
export interface ScrapeNode {
  readonly kind: "scrape";
  /** The host that scrapes. */
  readonly host: Host;
  readonly job: string;
  /** As written: `10.88.127.3:9100`. */
  readonly target: string;
  readonly metricsPath: string;
  /** What else tells requests of the same target from each other: parameters, relabelling. */
  readonly distinct: boolean;
  readonly span: Span | null;
  readonly certainty: Certainty;
}

/** Something that passes requests on to an address and port. */
export interface ProxyNode {
  readonly kind: "proxy";
  readonly host: Host;
  readonly service: string;
  /** The virtual host and location, for messages. */
  readonly what: string;
  readonly targetHost: string;
  readonly targetPort: number;
  readonly option: readonly string[];
  readonly span: Span | null;
  readonly certainty: Certainty;
}
