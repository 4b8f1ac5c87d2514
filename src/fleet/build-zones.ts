import ipaddr from "ipaddr.js";
import type { Span } from "../core/span.ts";
import { inRange, parseAddress } from "./address.ts";
import { definedValue, optionValue, placeOf } from "./definitions.ts";
import type { Host } from "./fleet.ts";
import type { AddressNode, InterfaceNode } from "./graph.ts";
import { attributes, elements, ownAttribute, textOf } from "./read.ts";

/** Where an interface leads. `lan`: outside of the host, but behind a router that translates addresses. */
export type Zone = "internal" | "external" | "lan" | "unknown";

/** An interface of a host and where it leads, with what says so. */
export interface ZonedInterface {
  readonly name: string;
  readonly zone: Zone;
  readonly why: string;
  readonly span: Span | null;
}

/** The interfaces that a fleet names itself, as patterns with `*`. */
export interface NamedInterfaces {
  readonly externalInterfaces: readonly string[];
  readonly internalInterfaces: readonly string[];
}

/** Names that only tunnels, bridges of containers and virtual machines have. */
const INTERNAL_NAME =
  /^(?:lo|wg[\w-]*|wireg[\w-]*|tailscale\d*|ts\d+|zt[\w]+|nebula[\w.-]*|tun\d+|tap\d+|docker\d*|br-[0-9a-f]{12}|veth\w*|ve-.*|vb-.*|virbr\d*|vnet\d+|podman\d*\+?|cni\w*|incusbr\d*|lxdbr\d*|lxcbr\d*|microvm\w*|vm-.*|dummy\d*|nb-\w+|wt\d+|hs\d*)$/;

/** The interfaces of a host that its options name, and where each leads. */
export function buildZones(
  host: Host,
  interfaces: readonly InterfaceNode[],
  addresses: readonly AddressNode[],
  named: NamedInterfaces,
): ZonedInterface[] {
  const zones = new Map<string, ZonedInterface>();
  const set = (name: string, zone: Zone, why: string, span: Span | null) => {
    if (!zones.has(name)) zones.set(name, { name, zone, why, span });
  };
  const names = new Set(interfaces.map(({ name }) => name));
  const nat = ["networking", "nat", "externalInterface"];
  const external = textOf(definedValue(host, nat));
  const gateways = gatewaysOf(host);
  for (const one of [external, ...gateways.map((gateway) => gateway.interface)]) {
    if (one) names.add(one);
  }
  for (const name of firewallNames(host)) names.add(name);
  for (const name of names) {
    if (matches(name, named.internalInterfaces)) set(name, "internal", "named internal", null);
    if (matches(name, named.externalInterfaces)) set(name, "external", "named external", null);
  }
  if (external !== undefined) set(external, "external", "NAT's outer side", placeOf(host, nat));
  const tunnels = tunnelNames(host);
  for (const name of names) {
    const node = interfaces.find((one) => one.name === name);
    if (node?.type === "wireguard" || tunnels.has(name) || INTERNAL_NAME.test(name)) {
      set(name, "internal", "a tunnel or an inner network", node?.span ?? null);
    }
    if (trustedNames(host).has(name)) set(name, "internal", "trusted", null);
  }
  const inner = definedValue(host, ["networking", "nat", "internalInterfaces"]);
  for (const element of elements(inner ?? null)) {
    const name = textOf(element);
    if (name !== undefined) set(name, "internal", "NAT's inner side", null);
  }
  for (const name of names) {
    const held = addresses.filter((one) => one.interface === name);
    const open = held.find((one) => isPublic(one.address));
    if (open) set(name, "external", `holds ${open.address}`, open.span);
    const gateway = gateways.find(
      (one) =>
        one.interface === name ||
        (one.interface === null &&
          held.some((address) =>
            inRange(one.address, `${address.address}/${address.prefixLength}`),
          )),
    );
    if (gateway) {
      const behind = held.length > 0 || !isPublic(gateway.address);
      set(name, behind ? "lan" : "external", "leads to the default gateway", gateway.span);
    }
    const dynamic = isDynamic(host, name);
    if (held.length > 0 && !dynamic) set(name, "internal", "holds private addresses only", null);
    set(name, "unknown", "nothing says where it leads", null);
  }
  return [...zones.values()];
}

/** Whether all interfaces of a host are sure to be named by its options. */
export function interfacesAreTold(host: Host, zones: readonly ZonedInterface[]): boolean {
  const dhcp = optionValue(host, ["networking", "useDHCP"]);
  const manager = optionValue(host, ["networking", "networkmanager", "enable"]);
  const wireless = optionValue(host, ["networking", "wireless", "enable"]);
  const real = zones.filter(({ name }) => !INTERNAL_NAME.test(name));
  return dhcp === false && manager !== true && wireless !== true && real.length > 0;
}

/** The zone of one interface; openings may name some that nothing else does. */
export function zoneOf(zones: readonly ZonedInterface[], name: string): Zone {
  const known = zones.find((one) => one.name === name);
  if (known !== undefined) return known.zone;
  return INTERNAL_NAME.test(name) ? "internal" : "unknown";
}

function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(name);
  });
}

/** Whether an address can be reached from the Internet. */
export function isPublic(address: string): boolean {
  if (parseAddress(address) === undefined) return false;
  return ipaddr.parse(address).range() === "unicast";
}

interface Gateway {
  readonly address: string;
  readonly interface: string | null;
  readonly span: Span | null;
}

function gatewaysOf(host: Host): Gateway[] {
  const found: Gateway[] = [];
  for (const name of ["defaultGateway", "defaultGateway6"]) {
    const option = ["networking", name];
    const value = definedValue(host, option);
    if (value === undefined || value === null) continue;
    const address = textOf(value) ?? textOf(ownAttribute(value, "address"));
    const parsed = parseAddress(address ?? "");
    if (parsed === undefined) continue;
    found.push({
      address: parsed.address,
      interface: textOf(ownAttribute(value, "interface")) ?? null,
      span: placeOf(host, option),
    });
  }
  return found;
}

function firewallNames(host: Host): string[] {
  const path = ["networking", "firewall", "interfaces"];
  return attributes(definedValue(host, path) ?? null).map(({ name }) => name);
}

const trusted = new WeakMap<Host, Set<string>>();

function trustedNames(host: Host): Set<string> {
  let names = trusted.get(host);
  if (names === undefined) {
    const value = definedValue(host, ["networking", "firewall", "trustedInterfaces"]);
    names = new Set(elements(value ?? null).flatMap((element) => textOf(element) ?? []));
    trusted.set(host, names);
  }
  return names;
}

/** Interfaces that systemd-networkd and services make for tunnels. */
function tunnelNames(host: Host): Set<string> {
  const names = new Set<string>();
  const path = ["systemd", "network", "netdevs"];
  for (const { value } of attributes(definedValue(host, path) ?? null)) {
    const config = ownAttribute(value, "netdevConfig") ?? null;
    const name = textOf(ownAttribute(config, "Name"));
    const kind = textOf(ownAttribute(config, "Kind"));
    if (name !== undefined && /^(?:wireguard|tun|tap|dummy|veth)$/.test(kind ?? ""))
      names.add(name);
  }
  const tailscale = textOf(optionValue(host, ["services", "tailscale", "interfaceName"]));
  if (tailscale !== undefined) names.add(tailscale);
  const nebula = ["services", "nebula", "networks"];
  for (const { name, value } of attributes(definedValue(host, nebula) ?? null)) {
    const device = textOf(ownAttribute(ownAttribute(value, "tun") ?? null, "device"));
    names.add(device ?? `nebula.${name}`);
  }
  return names;
}

/** Whether an interface also gets addresses from outside. */
function isDynamic(host: Host, name: string): boolean {
  const own = definedValue(host, ["networking", "interfaces", name, "useDHCP"]);
  if (own === true) return true;
  const path = ["systemd", "network", "networks"];
  return attributes(definedValue(host, path) ?? null).some(({ value }) => {
    const match = ownAttribute(ownAttribute(value, "matchConfig") ?? null, "Name");
    if (textOf(match) !== name) return false;
    const dhcp = ownAttribute(ownAttribute(value, "networkConfig") ?? null, "DHCP");
    return (
      (dhcp !== undefined && dhcp !== "no" && dhcp !== false) ||
      ownAttribute(value, "gateway") !== undefined ||
      ownAttribute(value, "DHCP") !== undefined
    );
  });
}
