import type { Certainty } from "../core/finding.ts";
import type { Span } from "../core/span.ts";
import type { Value } from "../evaluator/value.ts";
import { PartialText } from "../evaluator/value.ts";
import { definedValue, definitionsOf, isOpen, optionValue, placeOf } from "./definitions.ts";
import type { Host } from "./fleet.ts";
import type { ListenerNode, OpeningNode, Protocol } from "./graph-network.ts";
import { isSettled, placeOfMatch } from "./places.ts";
import { splitPattern } from "./query/option-paths.ts";
import { attributes, elements, numberOf, ownAttribute, readValue, textOf } from "./read.ts";

/** The firewall of a host as its options make it. */
export interface Firewall {
  /** Null where that is not known. */
  readonly enabled: boolean | null;
  readonly enabledSpan: Span | null;
  readonly openings: readonly OpeningNode[];
  /** Interfaces from which everything is let in. */
  readonly trusted: readonly { readonly name: string; readonly span: Span | null }[];
  /** Rules in the firewall's own language; null where there are some that are not known. */
  readonly rules: string | null;
  /** Interfaces of whose openings something is not known; `*` where that may concern all of them. */
  readonly unsettled: ReadonlySet<string>;
  /** Whether modules that could not be read may open more. */
  readonly mayOpenMore: boolean;
}

const FIREWALL = ["networking", "firewall"];
const LISTS: readonly { name: string; protocol: Protocol; range: boolean }[] = [
  { name: "allowedTCPPorts", protocol: "tcp", range: false },
  { name: "allowedUDPPorts", protocol: "udp", range: false },
  { name: "allowedTCPPortRanges", protocol: "tcp", range: true },
  { name: "allowedUDPPortRanges", protocol: "udp", range: true },
];

/** Reads the firewall of a host. `listeners` are those of the host: services may open ports of their own. */
export function buildFirewall(host: Host, listeners: readonly ListenerNode[]): Firewall {
  const openings: OpeningNode[] = [];
  const unsettled = new Set<string>();
  listOpenings(host, FIREWALL, null, openings, unsettled);
  const interfaces = definedValue(host, [...FIREWALL, "interfaces"]);
  if (interfaces !== undefined) {
    for (const { name } of attributes(interfaces)) {
      listOpenings(host, [...FIREWALL, "interfaces", name], name, openings, unsettled);
    }
  }
  const sets = definitionsOf(host, [...FIREWALL, "interfaces"]);
  if (sets.some(({ value, condition }) => condition === "unknown" || isOpen(readValue(value)))) {
    unsettled.add("*");
  }
  for (const listener of listeners) serviceOpening(host, listener, openings);
  const enabled = optionValue(host, [...FIREWALL, "enable"]);
  return {
    enabled: typeof enabled === "boolean" ? enabled : null,
    enabledSpan: placeOf(host, [...FIREWALL, "enable"]),
    openings,
    trusted: trustedInterfaces(host),
    rules: ownRules(host),
    unsettled,
    mayOpenMore: (host.evaluation?.unknownImports.length ?? 0) > 0,
  };
}

function listOpenings(
  host: Host,
  base: readonly string[],
  name: string | null,
  openings: OpeningNode[],
  unsettled: Set<string>,
): void {
  for (const list of LISTS) {
    const option = [...base, list.name];
    if (definitionsOf(host, option).length === 0) continue;
    if (!isSettled(host, option)) unsettled.add(name ?? "*");
    const value = optionValue(host, option);
    const seen = new Set<string>();
    for (const element of elements(value ?? null)) {
      const range = rangeOf(element, list.range);
      if (range === null || seen.has(range.join("-"))) continue;
      seen.add(range.join("-"));
      const same = (other: Value) => rangeOf(other, list.range)?.join("-") === range.join("-");
      openings.push({
        kind: "opening",
        host,
        protocol: list.protocol,
        from: range[0],
        to: range[1],
        interface: name,
        option,
        span: placeOfMatch(host, option, same),
        certainty: certaintyOfMatch(host, option, same),
        service: null,
      });
    }
  }
}

function rangeOf(element: Value, isRange: boolean): [number, number] | null {
  if (!isRange) {
    const port = numberOf(element);
    return port === undefined ? null : [port, port];
  }
  const from = numberOf(ownAttribute(element, "from"));
  const to = numberOf(ownAttribute(element, "to"));
  return from === undefined || to === undefined ? null : [from, to];
}

/** Proven where one definition that brings the element surely holds. */
function certaintyOfMatch(
  host: Host,
  option: readonly string[],
  same: (element: Value) => boolean,
): Certainty {
  const sure = definitionsOf(host, option).some(
    (one) => one.wins && one.condition === "true" && elements(readValue(one.value)).some(same),
  );
  return sure ? "proven" : "possible";
}

/** Openers that open something else than the service's first port. */
const OPENS_OTHER = new Set(["syncthing", "deluge", "pihole-ftl"]);

function serviceOpening(host: Host, listener: ListenerNode, openings: OpeningNode[]): void {
  const { fact, port } = listener;
  if (fact === null || port === null) return;
  if (fact.name === "zerotierone" || fact.name === "nebula") {
    add(fact.enable.split("."), listener.certainty, null);
    return;
  }
  if (fact.openFirewall === null || OPENS_OTHER.has(fact.name)) return;
  const option = splitPattern(fact.openFirewall).map((segment) =>
    segment.startsWith("<") ? (listener.service.split(" ")[1] ?? segment) : segment,
  );
  const value = optionValue(host, option);
  if (value === false || (value === undefined && fact.openFirewallDefault !== true)) return;
  const asked = definedValue(host, option) === true;
  const first = fact.ports.length === 1 || fact.verified === "full" || isFirst(listener);
  const sure = value === true && first && (asked || fact.verified !== "none");
  add(option, sure ? listener.certainty : "possible", filteredInterface(host, option));

  function add(
    path: readonly string[],
    certainty: Certainty,
    only: string | null | undefined,
  ): void {
    openings.push({
      kind: "opening",
      host,
      protocol: listener.protocol,
      from: port as number,
      to: listener.lastPort ?? (port as number),
      interface: only ?? null,
      option: path,
      span: placeOf(host, path) ?? listener.span,
      certainty: only === undefined ? "possible" : certainty,
      service: listener.service,
    });
  }
}

function isFirst({ fact, protocol, port, portIsSet }: ListenerNode): boolean {
  const first = fact?.ports[0];
  return first?.protocol === protocol && (portIsSet || first.default === port);
}

/** The interface that an exporter's filter names; null for no filter, undefined for one that is not understood. */
function filteredInterface(host: Host, option: readonly string[]): string | null | undefined {
  for (const name of ["firewallFilter", "firewallRules"]) {
    const value = definedValue(host, [...option.slice(0, -1), name]);
    if (value === undefined || value === null) continue;
    const text = textOf(value) ?? "";
    return /(?:-i|--in-interface|iifname)\s+"?([\w.+-]+)"?/.exec(text)?.[1];
  }
  return null;
}

function trustedInterfaces(host: Host): { name: string; span: Span | null }[] {
  const option = [...FIREWALL, "trustedInterfaces"];
  const value = definedValue(host, option);
  return [...new Set(elements(value ?? null).map(textOf))].flatMap((name) =>
    name === undefined
      ? []
      : [{ name, span: placeOfMatch(host, option, (element) => textOf(element) === name) }],
  );
}

const RULES: readonly (readonly string[])[] = [
  [...FIREWALL, "extraCommands"],
  [...FIREWALL, "extraInputRules"],
  ["networking", "nftables", "ruleset"],
  ["networking", "nftables", "rulesetFile"],
  ["networking", "nftables", "tables"],
];

function ownRules(host: Host): string | null {
  const texts: string[] = [];
  for (const option of RULES) {
    for (const definition of definitionsOf(host, option)) {
      if (!definition.wins) continue;
      const text = rulesIn(readValue(definition.value));
      if (text === null) return null;
      texts.push(text);
    }
  }
  return texts.join("\n");
}

function rulesIn(value: Value): string | null {
  if (value === null || typeof value === "boolean") return "";
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value instanceof PartialText) {
    const known = value.pieces.map((piece) => (typeof piece === "string" ? piece : "?")).join("");
    return /accept/i.test(known) ? null : known;
  }
  const parts = attributes(value).map((entry) => rulesIn(entry.value));
  if (parts.length === 0 || parts.includes(null)) return null;
  return parts.join("\n");
}

/** Whether the firewall's own rules may let a port in. */
export function rulesMayOpen(rules: string | null, port: number): boolean {
  if (rules === null) return true;
  return rules.split("\n").some((line) => {
    if (!/accept/i.test(line)) return false;
    const ports = /(?:dport|dports|sport)\s*(.*)$/.exec(line)?.[1];
    if (ports === undefined) return true;
    return (
      [...ports.matchAll(/(\d+)(?:[-:](\d+))?/g)].some(
        ([, from, to]) => Number(from) <= port && port <= Number(to ?? from),
      ) || !/\d/.test(ports)
    );
  });
}
