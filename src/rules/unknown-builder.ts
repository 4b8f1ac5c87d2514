import { nearMiss } from "../core/near-miss.ts";
import { definedValue } from "../fleet/definitions.ts";
import type { Fleet, Host } from "../fleet/fleet.ts";
import {
  type Builder,
  buildersOf,
  machineCalled,
  type WrongBuilder,
  wrongBuilders,
} from "../fleet/query/builders.ts";
import { machines } from "../fleet/query/machines.ts";
import { attributes, textOf } from "../fleet/read.ts";
import { defineFleetRule } from "./define.ts";

type Fact =
  | { readonly kind: "platform"; readonly wrong: WrongBuilder }
  | { readonly kind: "name"; readonly builder: Builder; readonly meant: string };

export default defineFleetRule<Fact>({
  id: "unknown-builder",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["deployment", "platform"],
  summary:
    "A remote builder is no host of the fleet, or cannot build the platform it is listed for.",
  docs: {
    why: "Nix sends builds to whoever the list names. A builder that cannot run the platform fails each of them after the inputs were copied; one that is not there is waited for at every build.",
    remedy:
      "List a machine with the platforms it has, or add the platform to its `boot.binfmt.emulatedSystems`.",
    whenToAllow: "Builders that run other platforms by means that NixOS does not know.",
    blindSpots:
      "Builders outside of the fleet are not looked at, unless their name is that of a host with a letter or two mistyped.",
  },
  *find(fleet) {
    for (const wrong of wrongBuilders(fleet)) yield { kind: "platform", wrong };
    const told = new Set<string>();
    for (const builder of buildersOf(fleet)) {
      const meant = misspelt(fleet, builder);
      const key = `${builder.name} ${builder.span?.file.path}:${builder.span?.start}`;
      if (meant === undefined || told.has(key)) continue;
      told.add(key);
      yield { kind: "name", builder, meant };
    }
  },
  say(fact) {
    const builder = fact.kind === "platform" ? fact.wrong.builder : fact.builder;
    const at = (fact.kind === "name" ? builder.nameSpan : builder.span) ?? builder.host.span;
    if (at === null) throw new Error(`no place for builder ${builder.name}`);
    if (fact.kind === "name") {
      return {
        at,
        message: `'${builder.host.name}' sends builds to '${builder.name}', which is no host of the fleet; did you mean '${fact.meant}'?`,
        help: `Name it '${fact.meant}', or give '${builder.name}' an address in 'networking.hosts'.`,
        hosts: [builder.host.name],
        key: `name ${builder.host.name} ${builder.name}`,
      };
    }
    const { machine, system, builds } = fact.wrong;
    return {
      at,
      message: `'${builder.host.name}' sends ${system} builds to '${machine.name}', which builds ${builds.join(", ")} only.`,
      help: `Add "${system}" to 'boot.binfmt.emulatedSystems' of '${machine.name}', or leave it out of the builder's systems.`,
      related:
        machine.span === null
          ? []
          : [{ at: machine.span, message: `'${machine.name}' is declared here` }],
      hosts: [builder.host.name, machine.name],
      key: `platform ${builder.host.name} ${machine.name} ${system}`,
    };
  },
});

/** The host that a mistyped name was meant for; undefined for names that ssh or a hosts file may know. */
function misspelt(fleet: Fleet, { host, name }: Builder): string | undefined {
  if (name.includes(".") || name.includes(":") || name.length < 5) return undefined;
  if (machineCalled(fleet, name) !== null || name === "localhost") return undefined;
  if (fleet.hosts.some((one) => one.name === name) || isAlias(host, name)) return undefined;
  const meant = nearMiss(
    name,
    machines(fleet).map((one) => one.name),
  );
  const stem = (text: string) => text.replace(/\d+/g, "").toLowerCase();
  // Names that differ in their numbers are names of others.
  return meant === undefined || stem(meant) === stem(name) || meant.length < 5 ? undefined : meant;
}

function isAlias(host: Host, name: string): boolean {
  const config = definedValue(host, ["programs", "ssh", "extraConfig"]);
  if (config !== undefined && (textOf(config) ?? name).includes(name)) return true;
  const hosts = definedValue(host, ["networking", "hosts"]) ?? null;
  const extra = textOf(definedValue(host, ["networking", "extraHosts"]) ?? null) ?? "";
  return extra.includes(name) || JSON.stringify(attributes(hosts)).includes(`"${name}"`);
}
