import { type ServiceFact, serviceFacts } from "../../catalog/index.ts";

import { parseAddress } from "../address.ts";
import { definedValue, isOwn, optionValue, winnersOf } from "../definitions.ts";
import { boundAddresses, isLoopback, isWildcard } from "../endpoint.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { AddressNode } from "../graph.ts";
import type { ListenerNode, Protocol } from "../graph-network.ts";
import { attributes, elements, ownAttribute, textOf } from "../read.ts";
import { sameMachine } from "./duplicates.ts";
import { firewallOf, isClosed, listenersOf, mayListen } from "./network.ts";
import { mentionedNumbers } from "./port-mentions.ts";

/** The host that a name or address leads to, seen from another. */
export interface Target {
  readonly host: Host;
  /** The address that it is reached by; null for a name that is not looked up. */
  readonly address: AddressNode | null;
  /** Whether it is the host itself, by loopback. */
  readonly local: boolean;
}

const machines = new WeakMap<Fleet, ReadonlyMap<string, readonly AddressNode[]>>();

function byAddress(fleet: Fleet): ReadonlyMap<string, readonly AddressNode[]> {
  let found = machines.get(fleet);
  if (found === undefined) {
    const made = new Map<string, AddressNode[]>();
    for (const node of fleet.graph.addresses) {
      const list = made.get(node.address) ?? [];
      list.push(node);
      made.set(node.address, list);
    }
    found = made;
    machines.set(fleet, found);
  }
  return found;
}

/** The host of the fleet that `name` leads to; null for others and where it is not known. */
export function resolve(fleet: Fleet, from: Host, name: string): Target | null {
  const literal = boundAddresses(name);
  if (literal !== undefined) {
    const [address = ""] = literal;
    if (isLoopback(address)) return { host: from, address: null, local: true };
    return isWildcard(address) ? null : holderOf(fleet, from, address);
  }
  const mapped = hostsFile(from, name);
  if (mapped !== undefined) return mapped === null ? null : resolve(fleet, from, mapped);
  const host = named(fleet, name);
  if (host === null) return null;
  return { host, address: null, local: sameMachine(host, from) };
}

function holderOf(fleet: Fleet, from: Host, address: string): Target | null {
  const nodes = (byAddress(fleet).get(parseAddress(address)?.address ?? "") ?? []).filter(
    ({ host, interfaceType, certainty }) =>
      host.variantOf === null && interfaceType !== "container" && certainty === "proven",
  );
  const [node] = nodes;
  // An address that several hold leads to one of them, nobody knows to which.
  if (node === undefined || nodes.some(({ host }) => host !== node.host)) return null;
  return { host: node.host, address: node, local: sameMachine(node.host, from) };
}

/** `networking.hosts`: the address, null for one that is not told, undefined for names that are not in it. */
function hostsFile(host: Host, name: string): string | null | undefined {
  const value = definedValue(host, ["networking", "hosts"]);
  for (const entry of attributes(value ?? null)) {
    if (elements(entry.value).some((one) => textOf(one) === name)) return entry.name;
  }
  return undefined;
}

const names = new WeakMap<Fleet, ReadonlyMap<string, Host | null>>();

/** The only host that goes by a name; with a domain only where that is the host's own. */
function named(fleet: Fleet, name: string): Host | null {
  let found = names.get(fleet);
  if (found === undefined) {
    const made = new Map<string, Host | null>();
    for (const host of fleet.hosts) {
      if (host.variantOf !== null || host.kind !== "nixos" || host.evaluation === null) continue;
      const short = ownText(host, "hostName") ?? host.name;
      const domain = ownText(host, "domain");
      for (const one of [short, ...(domain === undefined ? [] : [`${short}.${domain}`])]) {
        made.set(one, made.has(one) ? null : host);
      }
    }
    found = made;
    names.set(fleet, found);
  }
  return found.get(name) ?? null;
}

/** A text below `networking` that the repository sets itself. */
function ownText(host: Host, name: string): string | undefined {
  const option = ["networking", name];
  const own = winnersOf(host, option).some((one) => isOwn(one) && !one.isDefault);
  return own ? textOf(definedValue(host, option)) : undefined;
}

/** What a client finds at a port of a host. */
export type Answer =
  | { readonly kind: "unknown" }
  | { readonly kind: "answers"; readonly by: ListenerNode }
  /** Nothing listens there; `near` is what does, on another port. */
  | {
      readonly kind: "nobody";
      readonly near: ListenerNode | null;
      /** Services that are known by the port, and are off or elsewhere. */
      readonly off: readonly ServiceFact[];
    }
  /** It listens, but not where the client knocks. */
  | { readonly kind: "elsewhere"; readonly by: ListenerNode }
  /** It listens, and the firewall drops what comes. */
  | { readonly kind: "closed"; readonly by: ListenerNode; readonly interface: string };

/**
 * What answers at a port of a target, as far as that is proven. `hint` is what the client calls it, such as a virtual
 * host's name: where a service of that name listens on another port, the port is surely wrong. Without a hint, services
 * that are off are trusted to be all that is known by a port.
 */
export function answerAt(
  target: Target,
  protocol: Protocol,
  port: number,
  hint: string | null = null,
): Answer {
  const { host, address, local } = target;
  if (host.evaluation === null || host.kind !== "nixos") return { kind: "unknown" };
  const possible = listenersOf(host).filter((one) => mayListen(one, protocol, port));
  const sure = possible.filter((one) => one.certainty === "proven" && one.binds !== null);
  const heard = sure.find((one) => one.binds?.some((bind) => hears(bind, target)));
  if (heard === undefined) {
    const [by] = sure;
    if (by !== undefined && sure.length === possible.length) return { kind: "elsewhere", by };
    const others = possible.filter((one) => !isEngine(one));
    if (others.length > 0) return { kind: "unknown" };
    return nobody(host, protocol, port, { byHand: possible.length > 0, hint });
  }
  if (local || address === null || heard.pastFirewall) return { kind: "answers", by: heard };
  return isClosed(host, protocol, port, address.interface)
    ? { kind: "closed", by: heard, interface: address.interface }
    : { kind: "answers", by: heard };
}

/** Docker and the like: what is started by hand may have any port. */
function isEngine({ service, port }: ListenerNode): boolean {
  return port === null && (service === "docker" || service === "podman");
}

/** Whether a listener on `bind` is reached. Without an address it may be any but loopback. */
function hears(bind: string, { address, local }: Target): boolean {
  if (isWildcard(bind)) return true;
  if (local && address === null) return isLoopback(bind);
  if (isLoopback(bind)) return false;
  return address === null || bind === address.address;
}

/**
 * Whether it is sure that nobody listens on a port: every service that is known by it is off, and nothing else in the
 * host's configuration mentions it.
 */
function nobody(
  host: Host,
  protocol: Protocol,
  port: number,
  { byHand, hint }: { readonly byHand: boolean; readonly hint: string | null },
): Answer {
  const off: ServiceFact[] = [];
  const called = hint === null ? null : calledBy(host, hint);
  // Reading all that a host defines is for the few ports that something can be said of.
  if (called === null && !isKnownPort(host, protocol, port)) return { kind: "unknown" };
  const mentions = mentionedNumbers(host).get(port) ?? [];
  let named = false;
  for (const fact of serviceFacts()) {
    if (/[<*]/.test(fact.enable)) continue;
    const known = fact.ports.some((one) => one.default === port && one.protocol === protocol);
    const mentioned = mentions.some((path) => isBelow(path, fact));
    if (!known && !mentioned) continue;
    const enabled = optionValue(host, fact.enable.split("."));
    const moved = enabled === true && known && !mentioned && hasMoved(host, fact, port);
    if (enabled !== false && !moved) {
      // Not even NixOS itself switches on an exporter that nobody asks for.
      if (enabled === true || isDefined(host, fact.enable)) return { kind: "unknown" };
      if (mentioned) return { kind: "unknown" };
    }
    named ||= mentioned;
    off.push(fact);
  }
  const left = mentions.filter((path) => !off.some((fact) => isBelow(path, fact)));
  if (left.length > 0) return { kind: "unknown" };
  if (called !== null) return { kind: "nobody", near: called, off };
  if (off.length === 0 || (byHand && !named)) return { kind: "unknown" };
  if (hasOwnProgram(host, off)) return { kind: "unknown" };
  if (hint !== null && hasUnknownPrograms(host)) return { kind: "unknown" };
  const near = listenersOf(host).find(
    ({ certainty, fact }) => certainty === "proven" && fact !== null && off.includes(fact),
  );
  return { kind: "nobody", near: near ?? null, off };
}

/** The only service of a host that goes by a name: `grafana` for `grafana.example.org`. */
function calledBy(host: Host, hint: string): ListenerNode | null {
  const words = new Set(hint.toLowerCase().split(/[^a-z0-9-]+/));
  const called = listenersOf(host).filter(
    ({ fact, certainty, port }) =>
      // A service with several ports may have one more that the catalogue does not know.
      fact?.ports.length === 1 && certainty === "proven" && port !== null && words.has(fact.name),
  );
  const [first] = called;
  return first !== undefined && called.every((one) => one.port === first.port) ? first : null;
}

const unknownPrograms = new WeakMap<Host, boolean>();

/** Whether a host runs programs that may listen anywhere: units of its own, services the catalogue does not know. */
export function hasUnknownPrograms(host: Host): boolean {
  let known = unknownPrograms.get(host);
  if (known === undefined) {
    known = hasOwnUnits(host) || hasUnlistedServices(host);
    unknownPrograms.set(host, known);
  }
  return known;
}

function hasOwnUnits(host: Host): boolean {
  const units = definedValue(host, ["systemd", "services"]);
  return attributes(units ?? null).some(({ value }) => {
    const config = ownAttribute(value, "serviceConfig") ?? null;
    if (textOf(ownAttribute(config, "Type")) === "oneshot") return false;
    return (
      ownAttribute(value, "script") !== undefined || ownAttribute(config, "ExecStart") !== undefined
    );
  });
}

/** Services that never listen on a network. */
const SILENT_SERVICES =
  /^(?:accounts-daemon|acpid|auto-cpufreq|blueman|btrfs|colord|cron|dbus|displayManager|desktopManager|earlyoom|fail2ban|flatpak|fprintd|fstrim|fwupd|gnome|geoclue2|getty|gvfs|hardware|haveged|hypridle|irqbalance|journald|libinput|locate|logind|logrotate|lvm|mullvad-vpn|nscd|ntpd-rs|pcscd|pipewire|postgresqlBackup|power-profiles-daemon|qemuGuest|resolved|restic|rtkit|sanoid|smartd|spice-vdagentd|syncoid|sysstat|thermald|thinkfan|timesyncd|tlp|tumbler|udev|udisks2|upower|userborn|vnstat|xserver|zfs|zram-generator|libinput|borgbackup|avahi|openssh|printing|envfs|dnscrypt-proxy2|gpm|hercules-ci-agent|github-runners|gitlab-runner|kmscon|lldpd|logcheck|nixos-cli|nix-gc|pulseaudio|speechd|systembus-notify|usbmuxd|usbguard|xe-guest-utilities|vmwareGuest|cloud-init|kanata|keyd|sysprof|clamav|psd|gnome3|gnupg|xinetd)$/;

const listed = new Set<string>();

function hasUnlistedServices(host: Host): boolean {
  if (listed.size === 0) {
    for (const { enable } of serviceFacts()) listed.add(enable.split(".")[1] ?? "");
  }
  const services = definedValue(host, ["services"]);
  return attributes(services ?? null).some(
    ({ name, value }) =>
      !listed.has(name) &&
      !SILENT_SERVICES.test(name) &&
      ownAttribute(value, "enable") !== undefined &&
      ownAttribute(value, "enable") !== false,
  );
}

const setPorts = new WeakMap<Host, ReadonlySet<number>>();

/** Whether a service of the catalogue has the port by default, or is given it by the host's configuration. */
function isKnownPort(host: Host, protocol: Protocol, port: number): boolean {
  const byDefault = serviceFacts().some(({ ports }) =>
    ports.some((one) => one.default === port && one.protocol === protocol),
  );
  if (byDefault) return true;
  let given = setPorts.get(host);
  if (given === undefined) {
    const made = new Set<number>();
    for (const { ports } of serviceFacts()) {
      for (const { option } of ports) {
        if (option === null || /[<*"]/.test(option)) continue;
        const value = definedValue(host, option.split("."));
        if (typeof value === "number") made.add(value);
      }
    }
    given = made;
    setPorts.set(host, given);
  }
  return given.has(port);
}

function isBelow(path: readonly string[], { enable }: ServiceFact): boolean {
  return `${path.join(".")}.`.startsWith(enable.slice(0, enable.lastIndexOf(".") + 1));
}

/** Whether a service that is on surely listens on other ports than its usual one. */
function hasMoved(host: Host, fact: ServiceFact, port: number): boolean {
  const own = listenersOf(host).filter((one) => one.fact === fact);
  return own.length > 0 && own.every((one) => one.certainty === "proven" && one.port !== port);
}

/** Units that the repository writes itself for programs of this kind. */
function hasOwnProgram(host: Host, off: readonly ServiceFact[]): boolean {
  const units = definedValue(host, ["systemd", "services"]);
  const names = attributes(units ?? null).map(({ name }) => name);
  return off.some(({ name }) => {
    const word = name.replace(EXPORTER, "");
    return names.some((unit) => unit.includes(word) && (word === name || /export/i.test(unit)));
  });
}

const EXPORTER = /^prometheus-exporter-/;

/** Whether what is missing at a port is an exporter of NixOS. */
export function isExporterPort(answer: Answer): boolean {
  return answer.kind === "nobody" && answer.off.some(({ name }) => EXPORTER.test(name));
}

function isDefined(host: Host, option: string): boolean {
  return definedValue(host, option.split(".")) !== undefined;
}

/** Whether modules that could not be read may change what is known of a host. */
export function mayHaveMore(host: Host): boolean {
  return firewallOf(host).mayOpenMore;
}
