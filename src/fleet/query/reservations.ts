import type { Span } from "../../core/span.ts";
import type { Value } from "../../evaluator/value.ts";
import { Attrs } from "../../evaluator/value.ts";
import { parseAddress } from "../address.ts";
import { certaintyOf, definedValue } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { literalAt, placeOfMatch } from "../places.ts";
import { attributes, elements, ownAttribute, textOf } from "../read.ts";

/** What a DHCP server gives to one client. */
export interface Reservation {
  readonly server: Host;
  /** `dnsmasq`, `kea`, `networkd`. */
  readonly service: string;
  /** Tells the networks of one server apart. */
  readonly scope: string;
  /** In lower case, with colons; empty where clients are told otherwise. */
  readonly macs: readonly string[];
  /** Normalised IPv4; null where only a name is given. */
  readonly address: string | null;
  readonly name: string | null;
  readonly span: Span | null;
}

/** The subnet that kea says a scope is; null for others. */
export interface Scope {
  readonly subnet: string | null;
}

const known = new WeakMap<Fleet, readonly Reservation[]>();

/** Every reservation that the repository surely has, server by server, in the order they are written. */
export function reservationsOf(fleet: Fleet): readonly Reservation[] {
  let found = known.get(fleet);
  if (found === undefined) {
    found = fleet.hosts
      .filter((host) => host.variantOf === null && host.evaluation !== null)
      .flatMap((host) => [
        ...ofDnsmasq(fleet, host),
        ...ofKea(host),
        ...ofDhcpd(host),
        ...ofNetworkd(host),
      ]);
    known.set(fleet, found);
  }
  return found;
}

const MAC = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;

function normalMac(text: string | undefined): string[] {
  if (text === undefined || !MAC.test(text.trim())) return [];
  return [text.trim().toLowerCase().replaceAll("-", ":")];
}

function normalAddress(text: string | undefined): string | null {
  const parsed = parseAddress(text ?? "");
  return parsed?.version === 4 ? parsed.address : null;
}

/** `dhcp-host=[<hwaddr>][,id:…][,set:<tag>][,tag:<tag>][,<ipaddr>][,<hostname>][,<lease>]`, as dnsmasq(8) says. */
function ofDnsmasq(fleet: Fleet, server: Host): Reservation[] {
  if (definedValue(server, ["services", "dnsmasq", "enable"]) !== true) return [];
  const option = ["services", "dnsmasq", "settings", "dhcp-host"];
  const value = definedValue(server, option);
  if (value === undefined || certaintyOf(server, option) !== "proven") return [];
  const single = textOf(value);
  return (single === undefined ? elements(value) : [value]).flatMap((element) => {
    const text = textOf(element);
    if (text === undefined) return [];
    const parts = text.split(",").map((part) => part.trim());
    if (parts.includes("ignore")) return [];
    const tags = parts.filter((part) => /^(?:tag|net):/.test(part));
    const rest = parts.filter((part) => !/^(?:set|tag|net|id):/.test(part) && !part.includes("*"));
    const macs = rest.flatMap((part) => normalMac(part));
    const address = rest.map((part) => normalAddress(part)).find((part) => part !== null) ?? null;
    const name = rest.find(
      (part) =>
        /^[a-z][\w-]*(?:\.[\w-]+)*$/i.test(part) &&
        !MAC.test(part) &&
        part !== "infinite" &&
        normalAddress(part) === null,
    );
    const at = placeOfMatch(server, option, (one) => textOf(one) === text);
    return [
      {
        server,
        service: "dnsmasq",
        scope: tags.join(","),
        macs,
        address,
        name: name ?? null,
        span: at === null ? null : literalAt(fleet, at, text),
      },
    ];
  });
}

function ofKea(server: Host): Reservation[] {
  const option = ["services", "kea", "dhcp4", "settings"];
  const settings = definedValue(server, option) ?? null;
  const subnets = elements(ownAttribute(settings, "subnet4") ?? null);
  const networks = elements(ownAttribute(settings, "shared-networks") ?? null);
  const all = [
    ...subnets,
    ...networks.flatMap((one) => elements(ownAttribute(one, "subnet4") ?? null)),
  ];
  const scoped = all.map((one) => ({ one, scope: textOf(ownAttribute(one, "subnet")) ?? "" }));
  return [{ one: settings, scope: "" }, ...scoped].flatMap(({ one, scope }) =>
    elements(ownAttribute(one, "reservations") ?? null).map((reservation) => ({
      server,
      service: "kea",
      scope,
      macs: normalMac(textOf(ownAttribute(reservation, "hw-address"))),
      address: normalAddress(textOf(ownAttribute(reservation, "ip-address"))),
      name: textOf(ownAttribute(reservation, "hostname")) ?? null,
      span:
        positionIn(reservation, ["ip-address", "hw-address"]) ??
        placeOfMatch(server, [...option, "subnet4"], () => false),
    })),
  );
}

function ofDhcpd(server: Host): Reservation[] {
  const option = ["services", "dhcpd4", "machines"];
  return elements(definedValue(server, option) ?? null).map((machine) => ({
    server,
    service: "dhcpd4",
    scope: "",
    macs: normalMac(textOf(ownAttribute(machine, "ethernetAddress"))),
    address: normalAddress(textOf(ownAttribute(machine, "ipAddress"))),
    name: textOf(ownAttribute(machine, "hostName")) ?? null,
    span:
      positionIn(machine, ["ipAddress", "ethernetAddress"]) ??
      placeOfMatch(server, option, () => false),
  }));
}

function ofNetworkd(server: Host): Reservation[] {
  const path = ["systemd", "network", "networks"];
  return attributes(definedValue(server, path) ?? null).flatMap(({ name, value }) =>
    elements(ownAttribute(value, "dhcpServerStaticLeases") ?? null).map((element) => {
      const lease = ownAttribute(element, "dhcpServerStaticLeaseConfig") ?? element;
      return {
        server,
        service: "networkd",
        scope: name,
        macs: normalMac(textOf(ownAttribute(lease, "MACAddress"))),
        address: normalAddress(textOf(ownAttribute(lease, "Address"))),
        name: null,
        span:
          positionIn(lease, ["Address", "MACAddress"]) ??
          placeOfMatch(server, [...path, name, "dhcpServerStaticLeases"], () => false),
      };
    }),
  );
}

/** Where the first of some attributes is written; null for what no file of the user's says. */
export function positionIn(value: Value, names: readonly string[]): Span | null {
  if (!(value instanceof Attrs)) return null;
  for (const name of names) {
    const span = value.position(name);
    if (span !== undefined && !span.file.path.startsWith("«")) return span;
  }
  return null;
}

/** Two reservations of one server that cannot both hold. */
export interface SharedReservation {
  readonly by: "address" | "mac" | "name";
  readonly value: string;
  readonly first: Reservation;
  readonly second: Reservation;
}

export function sharedReservations(fleet: Fleet): SharedReservation[] {
  const found: SharedReservation[] = [];
  const seen: Reservation[] = [];
  for (const second of reservationsOf(fleet)) {
    const one = seen
      .filter((first) => first.server === second.server && first.service === second.service)
      .map((first) => conflict(first, second))
      .find((conflict) => conflict !== null);
    if (one) found.push(one);
    seen.push(second);
  }
  return found;
}

function conflict(first: Reservation, second: Reservation): SharedReservation | null {
  const sameScope = first.scope === second.scope;
  const mac = first.macs.find((one) => second.macs.includes(one));
  if (first.address !== null && first.address === second.address) {
    // The same line twice changes nothing where the server takes it.
    if (mac !== undefined && second.service !== "dnsmasq" && first.name === second.name)
      return null;
    return { by: "address", value: first.address, first, second };
  }
  // A client may have an address on each network that it roams to.
  if (!sameScope || !sameNetwork(first.address, second.address)) return null;
  if (mac !== undefined) return { by: "mac", value: mac, first, second };
  if (first.name === null || second.name === null || first.macs.length === 0) return null;
  if (first.name.toLowerCase() !== second.name.toLowerCase()) return null;
  return { by: "name", value: first.name, first, second };
}

/** Whether two addresses are of one /24; a reservation without an address is of any. */
function sameNetwork(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return a.replace(/\.\d+$/, "") === b.replace(/\.\d+$/, "");
}
