import type { Span } from "../../core/span.ts";
import { inRange, isHostLocal, parseAddress, rangesOverlap } from "../address.ts";
import {
  certaintyOf,
  definedValue,
  isOpen,
  optionValue,
  placeOf,
  winnersOf,
} from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { AddressNode } from "../graph.ts";
import { literalAt, placeOfMatch } from "../places.ts";
import { attributes, elements, ownAttribute, readValue, textOf } from "../read.ts";
import { sameMachine } from "./duplicates.ts";
import { machines, setText } from "./machines.ts";
import { positionIn } from "./reservations.ts";

/** A name with the address that a host of the fleet tells others for it. */
export interface NameRecord {
  /** The host that says so. */
  readonly host: Host;
  /** `networking.hosts`, `dnsmasq`, `unbound`. */
  readonly source: string;
  /** In lower case, without the dot at its end. */
  readonly name: string;
  /** Normalised. */
  readonly address: string;
  readonly span: Span | null;
}

/** Every record that the repository surely has. */
export function nameRecords(fleet: Fleet): NameRecord[] {
  return fleet.hosts
    .filter((host) => host.variantOf === null && host.evaluation !== null)
    .flatMap((host) => [
      ...ofHosts(host),
      ...ofExtraHosts(host),
      ...ofDnsmasq(fleet, host),
      ...ofUnbound(fleet, host),
      ...ofBlocky(host),
      ...ofAdguard(host),
    ]);
}

function made(
  host: Host,
  source: string,
  names: readonly string[],
  address: string | undefined,
  span: Span | null,
): NameRecord[] {
  const parsed = parseAddress(address ?? "");
  if (parsed === undefined || isHostLocal(parsed.address)) return [];
  return names
    .map((name) => name.toLowerCase().replace(/\.$/, ""))
    .filter((name) => /^[a-z0-9_][\w.-]*$/.test(name))
    .map((name) => ({ host, source, name, address: parsed.address, span }));
}

function ofHosts(host: Host): NameRecord[] {
  const path = ["networking", "hosts"];
  return attributes(definedValue(host, path) ?? null).flatMap(({ name: address, value }) => {
    const option = [...path, address];
    if (certaintyOf(host, option) !== "proven") return [];
    const names = elements(value).flatMap((element) => textOf(element) ?? []);
    return made(host, "networking.hosts", names, address, placeOf(host, option));
  });
}

/** Lines of /etc/hosts. */
function ofExtraHosts(host: Host): NameRecord[] {
  const option = ["networking", "extraHosts"];
  return winnersOf(host, option)
    .filter((one) => one.condition === "true")
    .flatMap(({ value, span }) =>
      (textOf(readValue(value)) ?? "").split("\n").flatMap((line) => {
        const [address, ...names] = line.replace(/#.*$/, "").trim().split(/\s+/);
        const at = span === null ? null : lineIn(span, line.trim());
        return made(host, option.join("."), names, address, at);
      }),
    );
}

/** The only line of a file after `span` that is this text. */
function lineIn(span: Span, line: string): Span {
  const start = span.file.text.indexOf(line, span.start);
  if (line === "" || start < 0 || span.file.text.indexOf(line, start + 1) >= 0) return span;
  return { file: span.file, start, end: start + line.length };
}

function texts(value: Parameters<typeof textOf>[0]): string[] {
  const single = textOf(value);
  if (single !== undefined) return [single];
  return elements(value ?? null).flatMap((element) => textOf(element) ?? []);
}

/** The place of a text in a list that a host defines. */
function placed(fleet: Fleet, host: Host, option: readonly string[], text: string): Span | null {
  const at = placeOfMatch(host, option, (element) => textOf(element) === text);
  return at === null ? null : literalAt(fleet, at, text);
}

/** `address=/<name>/<address>` and `host-record=<name>,<address>`, as dnsmasq(8) says. */
function ofDnsmasq(fleet: Fleet, host: Host): NameRecord[] {
  if (definedValue(host, ["services", "dnsmasq", "enable"]) !== true) return [];
  const settings = ["services", "dnsmasq", "settings"];
  const read = (name: string, parse: (text: string) => readonly string[]): NameRecord[] => {
    const option = [...settings, name];
    if (certaintyOf(host, option) !== "proven") return [];
    return texts(definedValue(host, option)).flatMap((text) => {
      const parts = parse(text);
      const names = parts.filter((part) => parseAddress(part) === undefined && part !== "");
      return parts
        .filter((part) => parseAddress(part) !== undefined)
        .flatMap((address) =>
          made(host, "dnsmasq", names, address, placed(fleet, host, option, text)),
        );
    });
  };
  return [
    ...read("address", (text) => text.split("/").slice(1)),
    ...read("host-record", (text) => text.split(",").map((part) => part.trim())),
  ];
}

/** `local-data: "<name> [<ttl>] [IN] A <address>"`, as unbound.conf(5) says. */
function ofUnbound(fleet: Fleet, host: Host): NameRecord[] {
  const option = ["services", "unbound", "settings", "server", "local-data"];
  return texts(definedValue(host, option)).flatMap((text) => {
    const found =
      /^["']*\s*(\S+)\s+(?:\d+\s+)?(?:IN\s+)?(?:A|AAAA)\s+([\da-fA-F:.]+)\s*["']*$/i.exec(text);
    if (found === null) return [];
    return made(host, "unbound", [found[1] as string], found[2], placed(fleet, host, option, text));
  });
}

function ofBlocky(host: Host): NameRecord[] {
  const option = ["services", "blocky", "settings", "customDNS", "mapping"];
  return attributes(definedValue(host, option) ?? null).flatMap(({ name, value }) =>
    (textOf(value) ?? "")
      .split(",")
      .flatMap((address) =>
        made(host, "blocky", [name], address, placeOf(host, [...option, name])),
      ),
  );
}

function ofAdguard(host: Host): NameRecord[] {
  return ["filtering", "dns"].flatMap((section) => {
    const option = ["services", "adguardhome", "settings", section, "rewrites"];
    return elements(definedValue(host, option) ?? null).flatMap((rewrite) => {
      const name = textOf(ownAttribute(rewrite, "domain"));
      const span = positionIn(rewrite, ["answer"]) ?? placeOf(host, option);
      return name === undefined
        ? []
        : made(host, "adguardhome", [name], textOf(ownAttribute(rewrite, "answer")), span);
    });
  });
}

/** A record that names a host with an address that is not its own. */
export interface StaleRecord {
  readonly record: NameRecord;
  readonly target: Host;
  /** What the host holds in the same network, else all that is known. */
  readonly holds: readonly AddressNode[];
  /** Who has the address instead, if anyone. */
  readonly holder: AddressNode | null;
}

/** What the settings say of addresses. */
export interface AddressSettings {
  readonly networks: Readonly<Record<string, string>>;
  readonly sharedAddresses: readonly string[];
}

export function staleRecords(fleet: Fleet, settings: AddressSettings): StaleRecord[] {
  const byName = hostsByName(fleet);
  const found: StaleRecord[] = [];
  const told = new Set<string>();
  for (const record of nameRecords(fleet)) {
    const target = byName.get(record.name);
    if (target === undefined || target === null) continue;
    const wrong = wrongAddress(fleet, target, record.address, settings);
    if (wrong === null) continue;
    if (wrong.holder !== null && servesName(wrong.holder.host, record.name)) continue;
    // A record that many hosts get from one module is told once.
    const at = record.span === null ? "" : `${record.span.file.path}:${record.span.start}`;
    const key = `${at} ${target.name} ${record.address}`;
    if (told.has(key)) continue;
    told.add(key);
    found.push({ record, target, ...wrong });
  }
  return found;
}

/** Hosts by the names that are surely theirs; null where two have one. */
function hostsByName(fleet: Fleet): Map<string, Host | null> {
  const found = new Map<string, Host | null>();
  const add = (name: string, host: Host) => {
    const before = found.get(name);
    found.set(name, before === undefined || before === host ? host : null);
  };
  for (const host of machines(fleet)) {
    const name = (setText(host, ["networking", "hostName"]) ?? host.name).toLowerCase();
    const domain = setText(host, ["networking", "domain"])?.toLowerCase();
    add(name, host);
    if (domain !== undefined) add(`${name}.${domain}`, host);
    for (const suffix of ["local", "lan", "home", "home.arpa", "internal", "localdomain"]) {
      add(`${name}.${suffix}`, host);
    }
  }
  return found;
}

/**
 * Why an address is surely not the host's: another machine holds it, or the host has an address in the same network
 * that is another. Null where it may be.
 */
export function wrongAddress(
  fleet: Fleet,
  host: Host,
  address: string,
  settings: AddressSettings,
): { readonly holds: readonly AddressNode[]; readonly holder: AddressNode | null } | null {
  const parsed = parseAddress(address);
  if (parsed === undefined || isHostLocal(parsed.address)) return null;
  if (settings.sharedAddresses.some((range) => inRange(parsed.address, range))) return null;
  const holders = fleet.graph.addresses.filter((node) => node.address === parsed.address);
  if (holders.some((node) => sameMachine(node.host, host))) return null;
  const own = fleet.graph.addresses.filter(
    (node) =>
      node.host === host && node.certainty === "proven" && node.interfaceType !== "container",
  );
  const ranges = Object.values(settings.networks);
  const near = own.filter(
    (node) =>
      node.version === parsed.version &&
      ((node.prefixLength !== null &&
        node.prefixLength >= (node.version === 4 ? 8 : 32) &&
        rangesOverlap(node, { ...parsed, prefixLength: null })) ||
        ranges.some((range) => inRange(node.address, range) && inRange(parsed.address, range))),
  );
  const holder = holders.find(
    (node) => node.certainty === "proven" && node.interfaceType !== "container",
  );
  if (near.length > 0 && near.every((node) => isSettled(node))) {
    return { holds: near, holder: holder ?? null };
  }
  if (holder === undefined || own.length === 0) return null;
  return { holds: own, holder };
}

/** Whether the option that gives an address surely gives no others. */
function isSettled(node: AddressNode): boolean {
  const value = definedValue(node.host, node.option);
  return value !== undefined && !isOpen(value);
}

/** Whether a host passes requests for a name on to where they belong: then the name may well lead to it. */
function servesName(host: Host, name: string): boolean {
  const sites = [
    ["services", "nginx", "virtualHosts"],
    ["services", "caddy", "virtualHosts"],
    ["services", "httpd", "virtualHosts"],
  ];
  if (
    ["traefik", "haproxy", "pomerium", "nginx-sso"].some(
      (one) => optionValue(host, ["services", one, "enable"]) === true,
    )
  ) {
    return true;
  }
  return sites.some((path) => {
    const value = definedValue(host, path);
    if (value === undefined) return false;
    if (isOpen(value)) return true;
    return attributes(value).some(
      (site) =>
        site.name.toLowerCase().includes(name) ||
        texts(ownAttribute(site.value, "serverAliases")).includes(name) ||
        textOf(ownAttribute(site.value, "serverName")) === name,
    );
  });
}
