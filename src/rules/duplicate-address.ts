import type { Span } from "../core/span.ts";
import { inRange } from "../fleet/address.ts";
import type { AddressNode } from "../fleet/graph.ts";
import { allocationsOf } from "../fleet/query/allocations.ts";
import {
  type SharedAddress,
  type SharedAllowedIP,
  sharedAddresses,
  sharedAllowedIPs,
} from "../fleet/query/duplicates.ts";
import { defineFleetRule } from "./define.ts";

type Fact =
  | {
      readonly kind: "address";
      readonly shared: SharedAddress;
      readonly network: string | null;
      /** The data that each holder's address was computed from, where that can be told. */
      readonly allocations: readonly { readonly at: Span; readonly message: string }[];
    }
  | { readonly kind: "allowed-ip"; readonly shared: SharedAllowedIP };

export default defineFleetRule<Fact>({
  id: "duplicate-address",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "wireguard"],
  summary: "Two hosts, or two interfaces of one host, hold the same address.",
  docs: {
    why: "Whoever answers first gets the traffic of both. On a WireGuard mesh the hub routes an address to one peer only, so one of the hosts is cut off after the next deploy, deployments over that address included.",
    remedy: "Give one of them another address, in the data that it is computed from.",
    whenToAllow:
      "Addresses that move between hosts on purpose (VRRP, anycast): name them in `sharedAddresses`.",
    blindSpots:
      "Addresses given by DHCP, and those of hosts that could not be evaluated, are not known.",
  },
  *find(fleet, { settings }) {
    const addresses = sharedAddresses(fleet, settings.sharedAddresses);
    for (const shared of addresses) {
      const network = Object.entries(settings.networks).find(([, range]) =>
        inRange(shared.address, range),
      );
      yield {
        kind: "address",
        shared,
        network: network?.[0] ?? null,
        allocations: allocationsOf(fleet, shared.holders),
      };
    }
    // Two hosts with one address are two peers with one address as well: that is said once.
    const said = new Set(addresses.map(({ address }) => address));
    for (const shared of sharedAllowedIPs(fleet)) {
      if (!said.has(shared.range.address)) yield { kind: "allowed-ip", shared };
    }
  },
  say(fact) {
    if (fact.kind === "allowed-ip") return sayAllowedIP(fact.shared);
    const { address, holders } = fact.shared;
    const placed = holders.filter((holder) => holder.span !== null);
    const [first] = placed;
    if (first === undefined) throw new Error(`no holder of ${address} has a place`);
    const hosts = [...new Set(holders.map((holder) => holder.host.name))];
    const network = fact.network === null ? "" : ` of network '${fact.network}'`;
    const related = [
      ...placed.slice(1).map((holder) => ({
        at: holder.span as Span,
        message: `also given to ${holderName(holder)} here`,
      })),
      ...fact.allocations,
    ];
    return {
      at: first.span as Span,
      message: `Address ${address}${network} is held by ${listed(holders.map(holderName))}.`,
      certainty: holders.some((holder) => holder.certainty === "possible") ? "possible" : "proven",
      related,
      hosts,
      key: `${address} ${holders.map((holder) => `${holder.host.name}/${holder.interface}`).join(" ")}`,
    };
  },
});

function sayAllowedIP({ range, first, second }: SharedAllowedIP) {
  const at = second.span ?? first.span;
  if (at === null) throw new Error(`no peer for ${range.address} has a place`);
  const peer = (name: string | null, key: string | null) => name ?? key ?? "without a key";
  const one = peer(first.name, first.publicKey);
  const two = peer(second.name, second.publicKey);
  return {
    at,
    message: `On '${second.host.name}', peers '${one}' and '${two}' of ${second.interface} both claim ${range.address}.`,
    help: "WireGuard sends an address to the last peer that claims it: leave it with one.",
    related:
      first.span === null ? [] : [{ at: first.span, message: `also claimed by '${one}' here` }],
    hosts: [second.host.name],
    key: `${second.host.name} ${second.interface} ${range.address}`,
  };
}

function holderName(holder: AddressNode): string {
  return `'${holder.host.name}' (${holder.interface})`;
}

function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
