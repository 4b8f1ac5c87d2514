import type { Certainty } from "../core/finding.ts";
import type { Span } from "../core/span.ts";
import type { Host } from "./fleet.ts";

/** What all nodes have: the host they belong to, the places they come from, how sure they are. */
interface Node {
  readonly host: Host;
  /** The definition that gives it, the most exact place known. */
  readonly span: Span | null;
  readonly certainty: Certainty;
}

/** How an interface came to be. */
export type InterfaceKind = "wireguard" | "ethernet" | "bridge" | "container" | "vm" | "other";

export interface InterfaceNode extends Node {
  readonly kind: "interface";
  readonly name: string;
  readonly type: InterfaceKind;
}

/** An address that a host holds on an interface. */
export interface AddressNode extends Node {
  readonly kind: "address";
  /** Name of the interface, or of the container or VM that holds it. */
  readonly interface: string;
  readonly interfaceType: InterfaceKind;
  /** Normalised, without prefix length: `10.88.127.3`, `fd00::1`. */
  readonly address: string;
  readonly version: 4 | 6;
  /** Null where none is given. */
  readonly prefixLength: number | null;
  /** The option that holds it: `networking.wireguard.interfaces.wg0.ips`. */
  readonly option: readonly string[];
}

/** A peer of a WireGuard interface. */
export interface PeerNode extends Node {
  readonly kind: "peer";
  readonly interface: string;
  readonly publicKey: string | null;
  /** As evaluated: `10.88.127.3/32`. */
  readonly allowedIPs: readonly AllowedRange[];
  /** Whether `allowedIPs` is surely all there is. */
  readonly allowedIPsKnown: boolean;
  readonly endpoint: string | null;
  readonly name: string | null;
  readonly option: readonly string[];
  /** The set of this very peer where it can be told, else what `span` says. */
  readonly at: Span | null;
}

export interface AllowedRange {
  /** Normalised network address. */
  readonly address: string;
  readonly version: 4 | 6;
  readonly prefixLength: number;
  readonly span: Span | null;
}

/** The fleet graph; filled once by `build`, read by `query`. */
export interface Graph {
  readonly interfaces: readonly InterfaceNode[];
  readonly addresses: readonly AddressNode[];
  readonly peers: readonly PeerNode[];
}
