import { nearMiss } from "../../core/near-miss.ts";
import type { Span } from "../../core/span.ts";
import type { Value } from "../../evaluator/value.ts";
import { definedValue, isOpen, optionValue, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { attributes, elements, ownAttribute, textOf } from "../read.ts";
import { type DeclaredSecret, declaredSecrets } from "./declared-secrets.ts";
import { definitionLeaves } from "./definition-leaves.ts";

/** A service of secrix that stands for no unit. */
export interface UnknownService {
  readonly host: Host;
  readonly service: string;
  readonly unit: string;
  readonly at: Span;
  /** The unit that is meant. */
  readonly near: string;
}

/** Units of services whose name is not that of the service. */
const UNITS: Readonly<Record<string, string>> = {
  tailscale: "tailscaled",
  openssh: "sshd",
  netbird: "netbird-wt0",
  samba: "samba-smbd",
  matrix: "matrix-synapse",
  resolved: "systemd-resolved",
  networkd: "systemd-networkd",
  avahi: "avahi-daemon",
  fail2ban: "fail2ban",
  bluetooth: "bluetooth",
  libvirt: "libvirtd",
  zerotierone: "zerotierone",
  dovecot2: "dovecot",
  nscd: "nscd",
  "nix-daemon": "nix-daemon",
};

/** Services of secrix for which the host has no unit, though it has one that is called nearly so. */
export function unknownServices(host: Host, fleet: Fleet): UnknownService[] {
  const found: UnknownService[] = [];
  const seen = new Set<string>();
  for (const { service, unit, span, certain } of declaredSecrets(host, fleet)) {
    if (service === null || unit === null || span === null || !certain || seen.has(service))
      continue;
    seen.add(service);
    const near = meantUnit(host, unit);
    if (near === null) continue;
    const at = placeOf(host, ["secrix", "services", service]) ?? span;
    found.push({ host, service, unit, at, near });
  }
  return found;
}

/** What a name is mistaken for; null where it may well be a unit. */
function meantUnit(host: Host, unit: string): string | null {
  const units = definedValue(host, ["systemd", "services"]);
  const own = units === undefined ? [] : attributes(units).map(({ name }) => name);
  if (own.includes(unit)) return null;
  const tunnels = tunnelUnits(host);
  if (tunnels.includes(unit)) return null;
  const tunnel = /^(?:wireguard|wg-quick|wg)-(.+)$/.exec(unit)?.[1];
  if (tunnel !== undefined) {
    const meant = tunnels.find((one) => one.endsWith(`-${tunnel}`));
    if (meant !== undefined) return meant;
    return tunnels.length === 0 ? null : (nearMiss(unit, tunnels) ?? null);
  }
  const usual = UNITS[unit];
  const services = definedValue(host, ["services", unit]);
  if (usual !== undefined && usual !== unit) return services === undefined ? null : usual;
  // A service of that name has, as far as can be told, a unit of that name.
  if (services !== undefined || optionValue(host, ["services", unit, "enable"]) !== undefined) {
    return null;
  }
  if (units !== undefined && isOpen(units)) return null;
  const usuals = Object.entries(UNITS).flatMap(([name, one]) =>
    definedValue(host, ["services", name]) === undefined ? [] : [one],
  );
  const enabled = attributes(definedValue(host, ["services"]) ?? null).map(({ name }) => name);
  return nearMiss(unit, [...own, ...usuals, ...enabled]) ?? null;
}

function tunnelUnits(host: Host): string[] {
  const names = (path: readonly string[]) =>
    attributes(definedValue(host, path) ?? null).map(({ name }) => name);
  return [
    ...names(["networking", "wireguard", "interfaces"]).map((name) => `wireguard-${name}`),
    ...names(["networking", "wg-quick", "interfaces"]).map((name) => `wg-quick-${name}`),
  ];
}

/** A secret that the user of a unit cannot read. */
export interface UnreadableSecret {
  readonly secret: DeclaredSecret;
  readonly unit: string;
  readonly user: string;
  readonly owner: string;
  readonly mode: string;
  readonly at: Span;
  /** Where the unit names the path. */
  readonly usedAt: Span | null;
}

/** Secrets that a unit reads itself, as a user whom owner, group and mode keep out. */
export function unreadableSecrets(host: Host, fleet: Fleet): UnreadableSecret[] {
  const secrets = declaredSecrets(host, fleet).filter(
    ({ path, certain }) => path !== null && certain,
  );
  if (secrets.length === 0) return [];
  const found: UnreadableSecret[] = [];
  for (const { unit, user, groups, path, usedAt } of readings(host)) {
    for (const secret of secrets) {
      const { owner, mode, span } = secret;
      if (secret.path !== path || owner === null || mode === null || span === null) continue;
      if (!found.some((one) => one.secret === secret && one.unit === unit)) {
        if (canRead(host, secret, user, groups)) continue;
        found.push({ secret, unit, user, owner, mode, at: span, usedAt });
      }
    }
  }
  return found;
}

interface Reading {
  readonly unit: string;
  readonly user: string;
  /** Null where it is not known in which groups the unit runs. */
  readonly groups: readonly string[] | null;
  readonly path: string;
  readonly usedAt: Span | null;
}

function* readings(host: Host): Generator<Reading> {
  for (const { path, value, span, certain } of definitionLeaves(host)) {
    const text = textOf(value);
    if (text === undefined || !certain || !/\/run\/|\/var\//.test(text)) continue;
    const [first, second, unit = "", kind = "", name = ""] = path;
    const grafana = first === "services" && second === "grafana" && unit === "settings";
    if (grafana) {
      const file = /^\$__file\{([^}]+)\}$/.exec(text)?.[1];
      if (file === undefined) continue;
      yield { unit: "grafana", user: "grafana", groups: ["grafana"], path: file, usedAt: span };
      continue;
    }
    if (first !== "systemd" || second !== "services") continue;
    const isCommand = kind === "serviceConfig" && /^Exec(?:Start|Reload|Stop)$/.test(name);
    if (!isCommand && kind !== "script" && kind !== "environment") continue;
    // `+` and `!` start a command as root.
    if (isCommand && /^[-@:]*[+!]/.test(text)) continue;
    const runs = runsAs(host, unit);
    if (runs === null) continue;
    for (const [file] of text.matchAll(/\/(?:run|var)\/[\w./@:-]*[\w@-]/g)) {
      yield { unit, ...runs, path: file, usedAt: span };
    }
  }
}

function runsAs(host: Host, unit: string): Pick<Reading, "user" | "groups"> | null {
  const config = optionValue(host, ["systemd", "services", unit, "serviceConfig"]);
  if (config === undefined) return null;
  const text = (name: string) => textOf(ownAttribute(config, name));
  const dynamic = ownAttribute(config, "DynamicUser") === true;
  const user = text("User") ?? (dynamic ? unit : undefined);
  if (user === undefined || user === "root" || user === "0" || user.includes("%")) return null;
  const extra = ownAttribute(config, "SupplementaryGroups");
  const group = text("Group");
  const supplementary = extra === undefined ? [] : groupNames(extra);
  const groups =
    supplementary === null ? null : [...supplementary, ...(group === undefined ? [] : [group])];
  return { user, groups };
}

function groupNames(value: Value): string[] | null {
  const own = textOf(value);
  if (own !== undefined) return own.split(/\s+/);
  if (isOpen(value)) return null;
  const names = elements(value).map((one) => textOf(one));
  return names.some((one) => one === undefined) ? null : (names as string[]);
}

function canRead(
  host: Host,
  { owner, group, mode }: DeclaredSecret,
  user: string,
  groups: readonly string[] | null,
): boolean {
  const digits = /^[0-7]{3,4}$/.exec(mode ?? "")?.[0]?.slice(-3);
  if (digits === undefined || owner === null) return true;
  const [forOwner = 0, forGroup = 0, forOthers = 0] = [...digits].map(Number);
  if ((forOthers & 4) !== 0) return true;
  const account = ["users", "users", user];
  const id = optionValue(host, [...account, "uid"]);
  if (owner === user || (typeof id === "number" && owner === String(id))) {
    return (forOwner & 4) !== 0;
  }
  // An id that is no name may be that of the user.
  if (/^\d+$/.test(owner) && owner !== "0" && typeof id !== "number") return true;
  if ((forGroup & 4) === 0) return false;
  if (group === null || groups === null) return true;
  const primary = textOf(optionValue(host, [...account, "group"]));
  const extra = optionValue(host, [...account, "extraGroups"]);
  const members = optionValue(host, ["users", "groups", group, "members"]);
  if (extra !== undefined && isOpen(extra)) return true;
  if (members !== undefined && isOpen(members)) return true;
  const all = [...groups, primary ?? user, ...elements(extra ?? null).map((one) => textOf(one))];
  return all.includes(group) || elements(members ?? null).some((one) => textOf(one) === user);
}
