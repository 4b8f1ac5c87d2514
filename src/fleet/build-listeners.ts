import { type ServiceFact, type ServicePort, serviceFacts } from "../catalog/index.ts";
import type { Span } from "../core/span.ts";
import { Choice, Unknown, type Value } from "../evaluator/value.ts";
import { otherListeners } from "./build-other-listeners.ts";
import { SPECIAL_LISTENERS } from "./build-web-listeners.ts";
import { certaintyOf, definedValue, optionValue, placeOf } from "./definitions.ts";
import { boundAddresses, parseEndpoint } from "./endpoint.ts";
import type { Host } from "./fleet.ts";
import type { ListenerNode } from "./graph-network.ts";
import { optionMatches, splitPattern } from "./query/option-paths.ts";
import { attributes, elements, numberOf, ownAttribute, textOf } from "./read.ts";
import { listenerOf, type Running } from "./running-service.ts";

/** Everything that listens on a host, as far as its options tell. */
export function buildListeners(host: Host): ListenerNode[] {
  if (host.kind !== "nixos" || host.evaluation === null) return [];
  const listeners: ListenerNode[] = [];
  const isNamed = namesBelow(host);
  for (const fact of serviceFacts()) {
    if (VIRTUAL_HOSTS.has(fact.name) || !isNamed(fact)) continue;
    for (const running of runningServices(host, fact)) {
      const special = SPECIAL_LISTENERS.get(fact.name);
      listeners.push(...(special === undefined ? plainListeners(running) : special(running)));
    }
  }
  return [...listeners, ...otherListeners(host)];
}

/** Whether the repository says anything at all below the option of a service: most are not even named. */
function namesBelow(host: Host): (fact: ServiceFact) => boolean {
  const services = definedValue(host, ["services"]) ?? null;
  const prometheus = ownAttribute(services, "prometheus") ?? null;
  const exporters = ownAttribute(prometheus, "exporters") ?? null;
  return ({ enable }) => {
    const [first, second = "", third, fourth = ""] = enable.split(".", 4);
    if (first !== "services") return true;
    if (third === "exporters") return ownAttribute(exporters, fourth) !== undefined;
    return ownAttribute(services, second) !== undefined;
  };
}

/** Services that are virtual hosts of a web server: that one listens. */
const VIRTUAL_HOSTS = new Set(["fluidd", "mainsail", "nextcloud"]);

function runningServices(host: Host, fact: ServiceFact): Running[] {
  const path = splitPattern(fact.enable);
  if (["wireguard", "wg-quick", "openvpn"].includes(fact.name)) {
    return named(host, fact, splitPattern(fact.ports[0]?.option ?? "").slice(0, 3));
  }
  if (path.some((segment) => segment.startsWith("<"))) {
    return optionMatches(host, path).flatMap(({ option, value }) => {
      const instance = option[path.findIndex((segment) => segment.startsWith("<"))] ?? null;
      return runningBy(host, fact, option, value, instance);
    });
  }
  const value = definedValue(host, path);
  return value === undefined ? [] : runningBy(host, fact, path, value, null);
}

/** Services that are on by having instances. */
function named(host: Host, fact: ServiceFact, path: readonly string[]): Running[] {
  const value = definedValue(host, path);
  return attributes(value ?? null).map(({ name }) => ({
    host,
    fact,
    instance: name,
    certainty: certaintyOf(host, [...path, name]),
    span: placeOf(host, [...path, name]),
  }));
}

function runningBy(
  host: Host,
  fact: ServiceFact,
  option: readonly string[],
  value: Value,
  instance: string | null,
): Running[] {
  const unsure = value instanceof Unknown || value instanceof Choice;
  if (value !== true && !unsure) return [];
  const span = placeOf(host, option);
  return [{ host, fact, instance, certainty: unsure ? "possible" : "proven", span }];
}

/** A pattern of the fact's with the instance's name in it. */
export function instancePath(pattern: string, instance: string | null): string[] {
  const path = splitPattern(pattern);
  const at = path.findIndex((segment) => segment.startsWith("<"));
  if (at >= 0 && instance !== null) path[at] = instance;
  return path;
}

/** Addresses that a service binds to, and what they come from. */
export interface Binding {
  readonly addresses: readonly string[] | null;
  readonly isSet: boolean;
  readonly span: Span | null;
}

function plainListeners(running: Running): ListenerNode[] {
  const { fact } = running;
  const binding = bindingOf(running);
  return fact.ports.flatMap((port, index) => {
    if (isClientPort(fact, port)) return [];
    return portsOf(running, port).map((found) =>
      listenerOf(running, {
        protocol: port.protocol,
        port: found.port,
        lastPort: found.port,
        binds: found.binds ?? (index === 0 || fact.bind.option === null ? binding.addresses : null),
        bindIsSet: binding.isSet,
        portIsSet: found.isSet,
        bindSpan: binding.span,
        portSpan: found.span,
        sure: isSure(fact, index, found.isSet, binding.isSet),
      }),
    );
  });
}

/** `ssh` addresses that a forge only prints; ports that are random unless set. */
function isClientPort(fact: ServiceFact, port: ServicePort): boolean {
  if (port.option?.endsWith("SSH_PORT")) return true;
  return port.option === null && port.default === null && fact.name !== "docker";
}

/** Whether port and address are facts, not guesses: read in the module, or set by the user. */
function isSure(fact: ServiceFact, index: number, portSet: boolean, bindSet: boolean): boolean {
  if (fact.verified === "full") return true;
  if (fact.verified === "partial") return index === 0 || portSet;
  return portSet || (bindSet && index === 0);
}

interface FoundPort {
  readonly port: number | null;
  readonly isSet: boolean;
  readonly span: Span | null;
  /** Where the option holds an address as well. */
  readonly binds?: readonly string[] | null;
}

function portsOf(running: Running, port: ServicePort): FoundPort[] {
  const fallback = { port: port.default, isSet: false, span: null };
  if (port.option === null) return [fallback];
  const path = instancePath(port.option, running.instance);
  if (isLocalSocket(running.host, path)) return [];
  const matches = optionMatches(running.host, path);
  if (matches.length > 0) {
    return matches.flatMap(({ option, value }) => {
      const span = placeOf(running.host, option);
      return portsIn(value).map((found) => ({ ...found, isSet: true, span }));
    });
  }
  if (path.some((segment) => segment.startsWith("<") || segment === "*")) return [fallback];
  const value = optionValue(running.host, path);
  const known = value === undefined ? [] : portsIn(value).filter(({ port: one }) => one !== null);
  if (known.length > 0) return known.map((found) => ({ ...found, isSet: false, span: null }));
  // Redis: only the instance without a name has a port of its own.
  if (running.fact.name === "redis" && running.instance !== "") return [];
  return port.default === null ? [] : [fallback];
}

/** Whether a setting beside the port says that a socket of the file system is used instead. */
function isLocalSocket(host: Host, port: readonly string[]): boolean {
  return ["PROTOCOL", "protocol"].some((name) => {
    const value = definedValue(host, [...port.slice(0, -1), name]);
    return /unix|socket/.test(textOf(value) ?? "");
  });
}

/** Ports in an option's value; one that is null for a value that is not known. */
function portsIn(value: Value): { port: number | null; binds?: readonly string[] | null }[] {
  if (value === null || value === false) return [];
  if (typeof value === "number") return value === 0 ? [] : [{ port: value }];
  const text = textOf(value);
  if (text !== undefined) {
    const endpoint = parseEndpoint(text);
    if (endpoint === undefined || endpoint.port === null) return [];
    const alone = /^\s*\d+\s*$/.test(text);
    return [
      alone
        ? { port: endpoint.port }
        : { port: endpoint.port, binds: boundAddresses(endpoint.host) ?? null },
    ];
  }
  const list = elements(value);
  if (list.length > 0) return list.flatMap(portsIn);
  if (Array.isArray(value)) return [];
  return [{ port: numberOf(value) ?? null }];
}

/** The addresses of a service's own option, its default where the option is left alone. */
export function bindingOf(running: Running): Binding {
  const { fact, host, instance } = running;
  const byDefault = (): readonly string[] | null =>
    fact.bind.default === null ? null : [fact.bind.default === "0.0.0.0" ? "*" : fact.bind.default];
  const unset = { addresses: byDefault(), isSet: false, span: null };
  if (fact.bind.option === null || fact.bind.honoured === false) return unset;
  const path = instancePath(fact.bind.option, instance);
  const [match] = optionMatches(host, path);
  if (fact.name === "dnsmasq" && bindsToInterfaces(host)) {
    return { addresses: null, isSet: true, span: null };
  }
  if (match === undefined) return unset;
  const span = placeOf(host, match.option);
  const { value } = match;
  if (fact.bind.kind === "flags") {
    if (typeof value !== "boolean") return { addresses: null, isSet: true, span };
    return { addresses: value ? ["*"] : ["127.0.0.1", "::1"], isSet: true, span };
  }
  // Interfaces are no addresses.
  if (/interface/i.test(path.at(-1) ?? "") && fact.name !== "unbound") {
    return { addresses: null, isSet: true, span };
  }
  if (value === null || (Array.isArray(value) && value.length === 0)) return { ...unset, span };
  return { addresses: addressesIn(value), isSet: true, span };
}

/** dnsmasq told by which interfaces to listen. */
function bindsToInterfaces(host: Host): boolean {
  const base = ["services", "dnsmasq", "settings"];
  return ["interface", "except-interface", "bind-interfaces", "bind-dynamic"].some(
    (name) => definedValue(host, [...base, name]) !== undefined,
  );
}

function addressesIn(value: Value): readonly string[] | null {
  const text = textOf(value);
  if (text !== undefined) {
    const found: string[] = [];
    for (const part of text.split(/[,\s]+/)) {
      const endpoint = parseEndpoint(part);
      const addresses = endpoint && boundAddresses(/^\d+$/.test(part) ? "" : endpoint.host);
      if (addresses === undefined) return null;
      found.push(...addresses);
    }
    return found;
  }
  const found: string[] = [];
  if (!Array.isArray(value)) return null;
  for (const element of elements(value)) {
    const addresses = addressesIn(ownAttribute(element, "addr") ?? element);
    if (addresses === null) return null;
    found.push(...addresses);
  }
  return found;
}
