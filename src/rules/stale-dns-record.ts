import { type StaleRecord, staleRecords } from "../fleet/query/host-records.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<StaleRecord>({
  id: "stale-dns-record",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "dns"],
  summary: "A DNS or hosts record gives a host of the fleet an address that it does not hold.",
  docs: {
    why: "Whoever asks for the host by name reaches another machine or none. It shows when somebody deploys to the wrong one, or trusts an answer that came from it.",
    remedy: "Give the record the host's address, best by computing both from the same data.",
    whenToAllow: "Names that lead to a proxy or a router in front of the host on purpose.",
    blindSpots:
      "Only names that are surely a host's (its host name, alone or with its domain) are compared, in networking.hosts, extraHosts, dnsmasq, unbound, blocky and AdGuard Home; the addresses of hosts with DHCP are not known.",
  },
  *find(fleet, { settings }) {
    yield* staleRecords(fleet, settings);
  },
  say({ record, target, holds, holder }) {
    const at = record.span;
    if (at === null) throw new Error(`no place for the record of ${record.name}`);
    const own = holds.map(({ address }) => address);
    const whose = holder === null ? "" : `, the address of '${holder.host.name}'`;
    return {
      at,
      message: `${record.source} on '${record.host.name}' says '${record.name}' is ${record.address}${whose}, but '${target.name}' has ${own.join(", ")}.`,
      help: `Change it to ${own[0] ?? "the host's address"}, or remove the record.`,
      related: holds
        .slice(0, 3)
        .flatMap(({ span, address }) =>
          span === null ? [] : [{ at: span, message: `'${target.name}' has ${address} here` }],
        ),
      hosts: [record.host.name, target.name],
      key: `${record.host.name} ${record.name} ${record.address}`,
    };
  },
});
