import type { Span } from "../core/span.ts";
import { interfacesAreTold } from "../fleet/build-zones.ts";
import { definedValue, isOwn, winnersOf } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import { firewallOf, isVariant, zonesOf } from "../fleet/query/network.ts";
import { defineHostRule } from "./define.ts";

interface Fact {
  readonly host: Host;
  readonly at: Span;
}

export default defineHostRule<Fact>({
  id: "firewall-disabled",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "6.5",
  tags: ["security", "network", "firewall"],
  summary: "A host has its firewall switched off and no other in its place.",
  docs: {
    why: "Every service that listens can be reached from every network the host is on, those that are switched on later included.",
    remedy:
      "Leave the firewall on, and open the ports that are needed on the interfaces that need them.",
    whenToAllow: "Hosts on a network that is closed by other means, and throw-away machines.",
    blindSpots: "Firewalls in front of the host, at a cloud provider for example, are not known.",
  },
  *find({ host, fleet }, { settings }) {
    if (isVariant(host) || host.kind !== "nixos") return;
    const firewall = firewallOf(host);
    if (firewall.enabled !== false || firewall.enabledSpan === null) return;
    const option = ["networking", "firewall", "enable"];
    const sure = winnersOf(host, option).some((one) => isOwn(one) && one.condition === "true");
    if (!sure || hasOther(host) || isGuest(host)) return;
    const zones = zonesOf(fleet, host, settings);
    const inside = zones.every(({ zone }) => zone === "internal");
    if (inside && interfacesAreTold(host, zones)) return;
    yield { host, at: firewall.enabledSpan };
  },
  say({ host, at }) {
    return {
      at,
      message: `'${host.name}' has no firewall: 'networking.firewall.enable' is false and nothing else filters.`,
      hosts: [host.name],
      key: "networking.firewall.enable",
    };
  },
});

const OTHER_FIREWALLS: readonly (readonly string[])[] = [
  ["networking", "nftables", "firewall", "enable"],
  ["networking", "nftables", "ruleset"],
  ["networking", "nftables", "rulesetFile"],
  ["networking", "nftables", "tables"],
  ["networking", "nftables", "chains"],
  ["services", "firewalld", "enable"],
  ["services", "ferm", "enable"],
  ["services", "shorewall", "enable"],
  ["services", "shorewall6", "enable"],
  ["services", "opensnitch", "enable"],
  ["networking", "awall", "enable"],
];

/** Another firewall, or rules of the user's own. */
function hasOther(host: Host): boolean {
  return OTHER_FIREWALLS.some((path) => {
    const value = definedValue(host, path);
    return value !== undefined && value !== false && value !== null && value !== "";
  });
}

/** Containers, WSL and images to install from: their network is another's. */
function isGuest(host: Host): boolean {
  return [
    ["boot", "isContainer"],
    ["boot", "isNspawnContainer"],
    ["wsl", "enable"],
    ["isoImage", "makeEfiBootable"],
    ["isoImage", "isoName"],
    ["netboot", "squashfsCompression"],
  ].some((path) => ![undefined, false, null].includes(definedValue(host, path) as never));
}
