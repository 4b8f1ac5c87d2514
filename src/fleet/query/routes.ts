import type { Span } from "../../core/span.ts";
import { type ParsedAddress, parseAddress, rangesOverlap } from "../address.ts";
import { definedValue, placeOf, winnersOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { attributes, elements, numberOf, ownAttribute, readValue, textOf } from "../read.ts";
import { positionIn } from "./reservations.ts";
import { type WireGuardInterface, wireGuardInterfaces } from "./wireguard.ts";

/** A route through a WireGuard interface. */
export interface TunnelRoute {
  readonly on: WireGuardInterface;
  readonly destination: ParsedAddress;
  readonly span: Span | null;
}

/** Routes through WireGuard interfaces whose peers are all known, and of which none takes the destination. */
export function routesWithoutPeer(fleet: Fleet): TunnelRoute[] {
  return wireGuardInterfaces(fleet)
    .filter((on) => on.peersKnown)
    .flatMap((on) => routesThrough(on))
    .filter(
      ({ on, destination }) =>
        !on.peers.some((peer) =>
          peer.allowedIPs.some((range) => rangesOverlap(range, destination)),
        ),
    );
}

function routesThrough(on: WireGuardInterface): TunnelRoute[] {
  return [...ofInterfaces(on), ...ofNetworkd(on), ...ofCommands(on)];
}

/** `networking.interfaces.<name>.ipv4.routes` and its IPv6 twin. */
function ofInterfaces(on: WireGuardInterface): TunnelRoute[] {
  const path = ["networking", "interfaces", on.name];
  const value = definedValue(on.host, path) ?? null;
  return ["ipv4", "ipv6"].flatMap((family) => {
    const option = [...path, family, "routes"];
    return elements(ownAttribute(ownAttribute(value, family) ?? null, "routes") ?? null).flatMap(
      (route) => {
        const length = numberOf(ownAttribute(route, "prefixLength"));
        const address = textOf(ownAttribute(route, "address"));
        const kind = textOf(ownAttribute(route, "type")) ?? "unicast";
        if (length === undefined || address === undefined || kind !== "unicast") return [];
        const span = positionIn(route, ["address"]) ?? placeOf(on.host, option);
        return made(on, `${address}/${length}`, span);
      },
    );
  });
}

function ofNetworkd(on: WireGuardInterface): TunnelRoute[] {
  const path = ["systemd", "network", "networks"];
  return attributes(definedValue(on.host, path) ?? null).flatMap(({ name, value }) => {
    if (!isFor(value, on.name)) return [];
    return elements(ownAttribute(value, "routes") ?? null).flatMap((element) => {
      const route = ownAttribute(element, "routeConfig") ?? element;
      const text = textOf(ownAttribute(route, "Destination"));
      const kind = textOf(ownAttribute(route, "Type")) ?? "unicast";
      if (text === undefined || kind !== "unicast") return [];
      const span =
        positionIn(route, ["Destination"]) ?? placeOf(on.host, [...path, name, "routes"]);
      return made(on, text, span);
    });
  });
}

function isFor(network: Parameters<typeof ownAttribute>[0], name: string): boolean {
  const match = ownAttribute(network, "matchConfig") ?? null;
  const matched = textOf(ownAttribute(match, "Name")) ?? textOf(ownAttribute(network, "name"));
  return matched === name;
}

/** `ip route add 10.0.0.0/24 dev wg0` in the commands that set the interface up. */
function ofCommands(on: WireGuardInterface): TunnelRoute[] {
  return on.commands
    .filter(({ option }) => !/Shutdown|Down/.test(option.at(-1) ?? ""))
    .flatMap(({ text, option }) =>
      text.split(/[\n;]|&&/).flatMap((line) => {
        const found =
          /\broute\s+(?:add|replace)\s+([0-9a-f.:]+(?:\/\d+)?)\s+(.*\bdev\s+([\w%.-]+).*)$/i.exec(
            line,
          );
        if (found === null || ![on.name, "%i"].includes(found[3] as string)) return [];
        return made(on, found[1] as string, placeOf(on.host, option));
      }),
    );
}

function made(on: WireGuardInterface, text: string, span: Span | null): TunnelRoute[] {
  const destination = parseAddress(text);
  return destination === undefined ? [] : [{ on, destination, span }];
}

/** A default gateway that no static address of its host has a network with. */
export interface LostGateway {
  readonly host: Host;
  readonly gateway: ParsedAddress;
  readonly networks: readonly string[];
  readonly span: Span | null;
}

/** Gateways of hosts with static addresses only: with DHCP or an interface named, they may be reached otherwise. */
export function lostGateways(fleet: Fleet): LostGateway[] {
  return fleet.hosts.flatMap((host) => {
    if (host.variantOf !== null) return [];
    const option = ["networking", "defaultGateway"];
    // Its type is not in the catalogue: a text stands for a set with the address.
    const [winner, ...others] = winnersOf(host, option);
    if (winner === undefined || others.length > 0 || winner.condition !== "true") return [];
    const value = readValue(winner.value);
    const gateway = parseAddress(textOf(value) ?? textOf(ownAttribute(value, "address")) ?? "");
    const device = ownAttribute(value, "interface");
    if (gateway === undefined || (device !== undefined && device !== null)) return [];
    if (usesDhcp(host)) return [];
    const addresses = fleet.graph.addresses.filter(
      (node) =>
        node.host === host && node.version === gateway.version && node.interfaceType === "ethernet",
    );
    if (addresses.length === 0 || addresses.some((node) => node.prefixLength === null)) return [];
    if (addresses.some((node) => rangesOverlap(node, gateway) || node.certainty !== "proven")) {
      return [];
    }
    const networks = addresses.map((node) => `${node.address}/${node.prefixLength}`);
    return [{ host, gateway, networks, span: placeOf(host, option) }];
  });
}

function usesDhcp(host: Host): boolean {
  if (definedValue(host, ["networking", "useDHCP"]) !== false) return true;
  const interfaces = definedValue(host, ["networking", "interfaces"]) ?? null;
  return (
    definedValue(host, ["networking", "networkmanager", "enable"]) === true ||
    definedValue(host, ["systemd", "network", "networks"]) !== undefined ||
    attributes(interfaces).some(({ value }) => {
      const dhcp = ownAttribute(value, "useDHCP");
      return dhcp !== undefined && dhcp !== null && dhcp !== false;
    })
  );
}
