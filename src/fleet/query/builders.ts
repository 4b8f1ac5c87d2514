import type { Span } from "../../core/span.ts";
import type { Value } from "../../evaluator/value.ts";
import { parseAddress } from "../address.ts";
import { certaintyOf, definedValue, isOpen, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { platformOf } from "../hosts.ts";
import { elements, isClosedList, ownAttribute, textOf } from "../read.ts";
import { sameMachine } from "./duplicates.ts";
import { machines, setText } from "./machines.ts";
import { positionIn } from "./reservations.ts";
import { isWhollyKnown } from "./undefined-options.ts";

/** A machine that a host may send builds to. */
export interface Builder {
  readonly host: Host;
  readonly name: string;
  /** Platforms that it is said to build; null where that is not known. */
  readonly systems: readonly string[] | null;
  readonly span: Span | null;
  readonly nameSpan: Span | null;
}

/** `nix.buildMachines` of every machine. */
export function buildersOf(fleet: Fleet): Builder[] {
  const option = ["nix", "buildMachines"];
  return fleet.hosts
    .filter((host) => host.variantOf === null && host.evaluation !== null)
    .flatMap((host) => {
      const value = definedValue(host, option) ?? null;
      if (value !== null && certaintyOf(host, option) !== "proven") return [];
      return elements(value).flatMap((machine) => {
        const name = textOf(ownAttribute(machine, "hostName"));
        if (name === undefined) return [];
        const place = placeOf(host, option);
        const span = positionIn(machine, ["systems", "system", "hostName"]) ?? place;
        const nameSpan = positionIn(machine, ["hostName"]) ?? place;
        return [{ host, name, systems: systemsOf(machine), span, nameSpan }];
      });
    });
}

function systemsOf(machine: Value): string[] | null {
  const single = textOf(ownAttribute(machine, "system"));
  const list = ownAttribute(machine, "systems");
  if (list === undefined) return single === undefined ? null : [single];
  if (!isClosedList(list)) return null;
  const texts = elements(list).map((one) => textOf(one));
  if (texts.some((one) => one === undefined)) return null;
  return single === undefined ? (texts as string[]) : [single, ...(texts as string[])];
}

/** Platforms that a host can build for; null where that is not known. */
export function buildableOn(host: Host): string[] | null {
  const own = platformOf(host);
  if (own === null || !isWhollyKnown(host)) return null;
  const lists = [
    definedValue(host, ["boot", "binfmt", "emulatedSystems"]),
    definedValue(host, ["nix", "settings", "extra-platforms"]),
    definedValue(host, ["nix", "extraOptions"]) === undefined ? undefined : extraPlatforms(host),
  ];
  if (lists.some((list) => list !== undefined && isOpen(list))) return null;
  const texts = lists.flatMap((list) => elements(list ?? null).map((one) => textOf(one)));
  if (texts.some((one) => one === undefined)) return null;
  // NixOS lets these run what they run anyway.
  const also: Readonly<Record<string, string[]>> = {
    "x86_64-linux": ["i686-linux"],
    "aarch64-linux": ["armv7l-linux", "armv6l-linux"],
    "aarch64-darwin": ["x86_64-darwin", "aarch64-linux", "x86_64-linux"],
    "x86_64-darwin": ["x86_64-linux"],
  };
  return [own, ...(also[own] ?? []), ...(texts as string[])];
}

/** `extra-platforms = …` in the text of nix.conf. */
function extraPlatforms(host: Host): Value {
  const text = definedValue(host, ["nix", "extraOptions"]) ?? null;
  const found = /^\s*(?:extra-)?extra-platforms\s*=\s*(.*)$/m.exec(textOf(text) ?? "");
  if (textOf(text) === undefined) return text;
  return found === null ? [] : (found[1] ?? "").trim().split(/\s+/);
}

/** A builder that is a host of the fleet but cannot build what it is said to. */
export interface WrongBuilder {
  readonly builder: Builder;
  readonly machine: Host;
  readonly system: string;
  readonly builds: readonly string[];
}

export function wrongBuilders(fleet: Fleet): WrongBuilder[] {
  const found: WrongBuilder[] = [];
  const told = new Set<string>();
  for (const builder of buildersOf(fleet)) {
    const machine = machineCalled(fleet, builder.name);
    if (machine === null || builder.systems === null || sameMachine(machine, builder.host))
      continue;
    const builds = buildableOn(machine);
    const system =
      builds === null ? undefined : builder.systems.find((one) => !builds.includes(one));
    if (builds === null || system === undefined || system === "builtin") continue;
    // A module that many hosts import says it once.
    const key = `${builder.span?.file.path}:${builder.span?.start} ${machine.name}`;
    if (told.has(key)) continue;
    told.add(key);
    found.push({ builder, machine, system, builds });
  }
  return found;
}

/** The machine that a name or an address is surely of. */
export function machineCalled(fleet: Fleet, name: string): Host | null {
  const address = parseAddress(name)?.address;
  if (address !== undefined) {
    const holders = new Set(
      fleet.graph.addresses
        .filter((node) => node.address === address && node.interfaceType !== "container")
        .map((node) => node.host.variantOf ?? node.host.name),
    );
    const [holder] = holders;
    return holders.size === 1 ? (fleet.hosts.find((host) => host.name === holder) ?? null) : null;
  }
  const label = name.toLowerCase();
  const found = machines(fleet).filter((host) => {
    const domain = setText(host, ["networking", "domain"])?.toLowerCase();
    const own = (setText(host, ["networking", "hostName"]) ?? host.name).toLowerCase();
    return [own, `${own}.local`, `${own}.lan`, `${own}.${domain}`].includes(label);
  });
  return found.length === 1 ? (found[0] as Host) : null;
}
