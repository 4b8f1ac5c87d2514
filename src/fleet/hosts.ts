import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import type { ModuleEvaluation } from "../modules/evaluate.ts";
import { evaluationOf } from "../modules/evaluate.ts";
import type { FleetNote, Host, HostKind } from "./fleet.ts";
import { read, readValue, valueIn } from "./read.ts";

/** A set of hosts: the name it goes by, what kind they are, its value. */
export interface HostSet {
  readonly name: string;
  readonly kind: HostKind;
  readonly value: Lazy;
}

/** The sets of hosts that every flake may have. */
export const FLAKE_HOST_SETS: readonly { name: string; kind: HostKind }[] = [
  { name: "nixosConfigurations", kind: "nixos" },
  { name: "darwinConfigurations", kind: "darwin" },
  { name: "homeConfigurations", kind: "home" },
];

/** The hosts of a set, sorted by name, and what is to be said of the set itself. */
export function hostsOfSet(set: HostSet): { hosts: Host[]; notes: FleetNote[] } {
  const notes: FleetNote[] = [];
  const note = (message: string) => notes.push({ kind: "host", message, at: null });
  const reading = read(set.value);
  if (!reading.ok) {
    const { error } = reading;
    notes.push({
      kind: "host",
      message: `the hosts of '${set.name}' cannot be told: ${error.message}`,
      at: error.at,
    });
    return { hosts: [], notes };
  }
  const { value } = reading;
  if (value instanceof Unknown || value instanceof Choice) {
    note(`the hosts of '${set.name}' are unknown: ${value.reason.text}`);
    return { hosts: [], notes };
  }
  if (!(value instanceof Attrs)) {
    note(`'${set.name}' is not a set of hosts`);
    return { hosts: [], notes };
  }
  if (value.rest !== null) {
    note(`'${set.name}' may have more hosts than are known: ${value.rest.reason.text}`);
  }
  const hosts = value.names().map((name) => hostOf(name, value, set));
  return { hosts: markVariants(hosts), notes };
}

function hostOf(name: string, set: Attrs, { name: setName, kind }: HostSet): Host {
  const base = { name, kind, set: setName, span: set.position(name) ?? null, variantOf: null };
  const reading = read(() => force(set.map.get(name) as Lazy));
  if (!reading.ok) return { ...base, evaluation: null, error: reading.error, unknown: null };
  const { value } = reading;
  let evaluation: ModuleEvaluation | null = null;
  const found = read(() => {
    evaluation = findEvaluation(value);
    return null;
  });
  if (!found.ok) return { ...base, evaluation, error: found.error, unknown: null };
  const unknown = evaluation === null ? whyUnknown(value) : null;
  return { ...base, evaluation, error: null, unknown };
}

/** The evaluation behind a host's value: that of its `config`. */
function findEvaluation(value: Value): ModuleEvaluation | null {
  if (!(value instanceof Attrs)) return null;
  return evaluationOf(value) ?? null;
}

function whyUnknown(value: Value): string {
  if (value instanceof Unknown || value instanceof Choice) return value.reason.text;
  if (value instanceof Attrs && value.rest !== null) return value.rest.reason.text;
  return "it is not the result of a NixOS evaluation that nixlint knows";
}

/** Marks hosts whose evaluation extends that of another host of the set: images and VM tests of it. */
function markVariants(hosts: Host[]): Host[] {
  const byEvaluation = new Map<ModuleEvaluation, Host>();
  for (const host of hosts) if (host.evaluation) byEvaluation.set(host.evaluation, host);
  return hosts.map((host) => {
    let origin = host.evaluation?.extended ?? null;
    while (origin !== null) {
      const parent = byEvaluation.get(origin);
      if (parent !== undefined && parent.name !== host.name) {
        return { ...host, variantOf: parent.name };
      }
      origin = origin.extended;
    }
    return host;
  });
}

/** The platform a host's modules settle on (`x86_64-linux`), or null while that is unknown. */
export function platformOf(host: Host): string | null {
  if (host.evaluation === null) return null;
  const platform = valueIn(host.evaluation, ["nixpkgs", "hostPlatform"]);
  if (platform instanceof Attrs) {
    const system = platform.map.get("system");
    const text = system === undefined ? null : readValue(system);
    if (typeof text === "string") return text;
  }
  if (typeof platform === "string") return platform;
  const system = valueIn(host.evaluation, ["nixpkgs", "system"]);
  return typeof system === "string" ? system : null;
}
