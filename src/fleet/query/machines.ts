import type { Span } from "../../core/span.ts";
import { Attrs } from "../../evaluator/value.ts";
import { definedValue, isOwn, placeOf, winnersOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { platformOf } from "../hosts.ts";
import { read, readValue, textOf } from "../read.ts";
import { sameMachine } from "./duplicates.ts";

/** A host with the name it gives itself. */
export interface NamedHost {
  readonly host: Host;
  /** `networking.hostName`. */
  readonly name: string;
  /** `networking.domain`; null where it has none or it is not known. */
  readonly domain: string | null;
  readonly span: Span | null;
}

/** Words in the name of a configuration that say that it is no machine of its own. */
const NOT_A_MACHINE =
  /(?:^|[-_.])(?:iso|installer|install|live|livecd|image|img|vm|test|tests|testing|minimal|bootstrap|kexec|netboot|sd|sdcard|sdimage|rescue|template|example|dummy|ci|cross|base|generic|default|bare|initial|new|old|lite|full|wsl|lxc|docker|container|qemu|proxmox|facter)(?=$|[-_.\d])/i;

/** Machines that are installed as they are: no variants, images, installers, tests. */
export function machines(fleet: Fleet): readonly Host[] {
  return fleet.hosts.filter(
    (host) =>
      host.kind !== "home" &&
      host.variantOf === null &&
      host.evaluation !== null &&
      !NOT_A_MACHINE.test(host.name),
  );
}

/**
 * The text that the repository itself surely gives an option. Unlike `definedValue` it is not the default that stands
 * where a module that is not known may define the option.
 */
export function setText(host: Host, option: readonly string[]): string | undefined {
  const winners = winnersOf(host, option);
  if (!winners.every((one) => isOwn(one) && !one.isDefault && one.condition === "true")) return;
  return winners.length === 0 ? undefined : textOf(definedValue(host, option) ?? null);
}

/** The machines whose host name the repository sets. */
export function namedHosts(fleet: Fleet): NamedHost[] {
  return machines(fleet).flatMap((host) => {
    const option = ["networking", "hostName"];
    const name = setText(host, option);
    if (name === undefined || name === "") return [];
    const domain = textOf(definedValue(host, ["networking", "domain"]) ?? null) ?? null;
    return [{ host, name, domain, span: placeOf(host, option) }];
  });
}

/**
 * Whether two configurations may well be for one machine: a variant, one for another platform, or one whose name
 * holds all of the name of the other (`web` and `web-staging`).
 */
export function maybeOneMachine(a: Host, b: Host): boolean {
  if (sameMachine(a, b)) return true;
  const [one, two] = [bareName(a), bareName(b)];
  if (one === two) return true;
  const [short, long] = one.length < two.length ? [one, two] : [two, one];
  return (
    (long.startsWith(short) && /^[-_.+@]/.test(long.slice(short.length))) ||
    (long.endsWith(short) && /[-_.+@]$/.test(long.slice(0, long.length - short.length))) ||
    a.kind !== b.kind ||
    platformOf(a) !== platformOf(b)
  );
}

/** The name of a configuration without its platform. */
function bareName(host: Host): string {
  return host.name
    .toLowerCase()
    .replace(
      /[-_.]?(?:x86_64|aarch64|armv7l|armv6l|riscv64|i686)(?:[-_]?(?:linux|darwin))?[-_.]?/,
      "",
    );
}

/** Where a host is declared; where its attribute has no place, the first thing that a module of its own says. */
export function placeOfHost(host: Host): Span | null {
  if (host.span !== null) return host.span;
  let found: Span | null = null;
  read(() => {
    for (const module of host.evaluation?.modules ?? []) {
      if (found !== null || module.file.startsWith("«")) continue;
      const config = readValue(module.config.value);
      if (!(config instanceof Attrs)) continue;
      for (const name of config.names()) {
        const span = config.position(name);
        if (span !== undefined && !/^[«<]/.test(span.file.path)) found ??= span;
      }
    }
    return null;
  });
  return found;
}
