import { Attrs } from "../evaluator/value.ts";
import { optionValue } from "../fleet/definitions.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { FLAKE_HOST_SETS, hostsOfSet } from "../fleet/hosts.ts";
import { elements, numberOf, read } from "../fleet/read.ts";
import { DEFAULT_SETTINGS } from "../rules/settings.ts";
import type { ConfigurationFile } from "./configuration.ts";

/** Outputs that flakes have for other things than hosts. */
const OTHER_OUTPUTS = new Set([
  ...["packages", "legacyPackages", "devShells", "devShell", "apps", "checks", "formatter"],
  ...["overlays", "overlay", "nixosModules", "nixosModule", "homeModules", "homeManagerModules"],
  ...["darwinModules", "flakeModules", "lib", "templates", "hydraJobs", "schemas", "bundlers"],
  ...["inputs", "outputs", "sourceInfo", "outPath", "_type", "rev", "narHash", "lastModified"],
]);

/** What a configuration for a fleet would say, from what is found in it; only what differs from the defaults. */
export function suggestConfiguration(fleet: Fleet): ConfigurationFile {
  const hostSets = otherHostSets(fleet);
  const networks = meshNetworks(fleet);
  const sshPort = commonSshPort(fleet);
  return {
    ...(hostSets.length > 0 && { hostSets }),
    ...(Object.keys(networks).length > 0 && { networks }),
    ...(sshPort !== null && sshPort !== DEFAULT_SETTINGS.sshPort && { sshPort }),
  };
}

/** Outputs of which an attribute is a host. */
function otherHostSets({ flakes }: Fleet): string[] {
  const [flake] = flakes;
  if (flake === undefined) return [];
  const self = read(flake.self);
  if (!self.ok || !(self.value instanceof Attrs)) return [];
  const known = new Set(FLAKE_HOST_SETS.map(({ name }) => name));
  const found: string[] = [];
  for (const [name, value] of self.value.map) {
    if (known.has(name) || OTHER_OUTPUTS.has(name)) continue;
    const { hosts } = hostsOfSet({ name, kind: "nixos", value });
    if (hosts.some(({ evaluation }) => evaluation !== null)) found.push(name);
  }
  return found.sort();
}

/** The /24 that most hosts of a WireGuard interface are in, by the interface's name. */
function meshNetworks({ graph }: Fleet): Record<string, string> {
  const counts = new Map<string, Map<string, Set<string>>>();
  for (const { interface: name, interfaceType, version, address, host } of graph.addresses) {
    if (interfaceType !== "wireguard" || version !== 4) continue;
    const range = address.replace(/\.\d+$/, ".0/24");
    const ranges = counts.get(name) ?? new Map<string, Set<string>>();
    counts.set(name, ranges);
    ranges.set(range, (ranges.get(range) ?? new Set()).add(host.name));
  }
  const networks: Record<string, string> = {};
  for (const [name, ranges] of [...counts].sort()) {
    const [best] = [...ranges].sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1));
    if (best !== undefined && best[1].size > 1) networks[name] = best[0];
  }
  return networks;
}

/** The port that most hosts have for sshd; null where none is known. */
function commonSshPort({ hosts }: Fleet): number | null {
  const counts = new Map<number, number>();
  for (const host of hosts) {
    const ports = optionValue(host, ["services", "openssh", "ports"]);
    if (ports === undefined) continue;
    for (const element of elements(ports)) {
      const port = numberOf(element);
      if (port !== undefined) counts.set(port, (counts.get(port) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort(([a, x], [b, y]) => y - x || a - b);
  return best?.[0] ?? null;
}
