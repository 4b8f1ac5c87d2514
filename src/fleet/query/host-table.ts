import type { Span } from "../../core/span.ts";
import { inRange } from "../address.ts";
import type { Fleet, Host, HostKind } from "../fleet.ts";
import { platformOf } from "../hosts.ts";
import { valueIn } from "../read.ts";
import { type Census, censusOf } from "./census.ts";

/** What `nixlint hosts` tells of one host. */
export interface HostRow {
  readonly name: string;
  readonly kind: HostKind;
  readonly set: string;
  /** `x86_64-linux`; null while unknown. */
  readonly system: string | null;
  /** `system.stateVersion` is not it: the release of nixpkgs the host is evaluated with. */
  readonly release: string | null;
  readonly addresses: readonly HostAddress[];
  readonly census: Census;
  /** Why the host cannot be evaluated; null if it can. */
  readonly error: string | null;
}

export interface HostAddress {
  readonly address: string;
  readonly interface: string;
  /** The name of the configured network it is in; null for none. */
  readonly network: string | null;
  readonly at: Span | null;
}

/** The hosts of the fleet with what is known of each. `networks` names ranges. */
export function hostTable(
  fleet: Fleet,
  networks: Readonly<Record<string, string>>,
): readonly HostRow[] {
  return fleet.hosts.map((host) => rowOf(fleet, host, networks));
}

function rowOf(fleet: Fleet, host: Host, networks: Readonly<Record<string, string>>): HostRow {
  const addresses = fleet.graph.addresses
    .filter((node) => node.host === host)
    .map((node) => ({
      address: node.prefixLength === null ? node.address : `${node.address}/${node.prefixLength}`,
      interface: node.interface,
      network:
        Object.entries(networks).find(([, range]) => inRange(node.address, range))?.[0] ?? null,
      at: node.span,
    }));
  return {
    name: host.name,
    kind: host.kind,
    set: host.set,
    system: platformOf(host),
    release: releaseOf(host),
    addresses,
    census: censusOf(host),
    error: host.error?.message ?? host.unknown,
  };
}

function releaseOf(host: Host): string | null {
  if (host.evaluation === null) return null;
  const release = valueIn(host.evaluation, ["system", "nixos", "release"]);
  return typeof release === "string" ? release : null;
}
