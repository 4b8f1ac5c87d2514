import { maybeOneMachine, type NamedHost, namedHosts } from "../fleet/query/machines.ts";
import { defineFleetRule } from "./define.ts";

interface Fact {
  readonly first: NamedHost;
  readonly second: NamedHost;
}

export default defineFleetRule<Fact>({
  id: "duplicate-host-name",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network"],
  summary: "Two hosts give themselves the same host name.",
  docs: {
    why: "DHCP and mDNS know a host by its name, monitoring and logs tell hosts apart by it, and `nixos-rebuild switch --flake .` builds what has it. Of two machines with one name, the second gets the first one's configuration by a slip.",
    remedy:
      "Set `networking.hostName` of each host to its own name, best where its attribute is made.",
    whenToAllow: "Two configurations of one machine, of which one is installed at a time.",
    blindSpots:
      "Hosts in different domains, of different platforms, and configurations whose names say that they are variants, images or tests are left out.",
  },
  *find(fleet) {
    const seen: NamedHost[] = [];
    for (const second of namedHosts(fleet)) {
      const first = seen.find((one) => isSame(one, second));
      if (first !== undefined) yield { first, second };
      seen.push(second);
    }
  },
  say({ first, second }) {
    // The one that is not called so is the one that is wrong.
    const [right, wrong] = second.name === second.host.name ? [second, first] : [first, second];
    const at = wrong.span ?? wrong.host.span ?? right.span ?? right.host.span;
    if (at === null) throw new Error(`no place for host name '${wrong.name}'`);
    const other = right.span ?? right.host.span;
    return {
      at,
      message: `Hosts '${right.host.name}' and '${wrong.host.name}' both have host name '${wrong.name}'.`,
      help: `Set 'networking.hostName' of '${wrong.host.name}' to a name of its own.`,
      related: other === null ? [] : [{ at: other, message: `'${right.host.name}' has it here` }],
      hosts: [right.host.name, wrong.host.name],
      key: `${right.host.name} ${wrong.host.name} ${wrong.name}`,
    };
  },
});

function isSame(a: NamedHost, b: NamedHost): boolean {
  if (a.name.toLowerCase() !== b.name.toLowerCase() || a.domain !== b.domain) return false;
  return !maybeOneMachine(a.host, b.host);
}
