import type { Span } from "../core/span.ts";
import { placeOf } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import { knownHostKeys, type WrongHostKey } from "../fleet/query/host-keys.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<WrongHostKey>({
  id: "host-key-mismatch",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["ssh", "deployment"],
  summary: "A known-hosts entry has another key for a host than the host's own configuration.",
  docs: {
    why: "SSH refuses to connect to a host whose key is not the known one: remote builds and deployments stop. Or it is the host that secrets are encrypted to a key of which it does not have.",
    remedy: "Put the key of /etc/ssh/ssh_host_ed25519_key.pub into both, best by reading one file.",
    whenToAllow: "Never: a host has one key of a kind.",
    blindSpots:
      "A host's own key is known where secrix or agenix-rekey is told it; entries of hosts by other names than their own are not looked at.",
  },
  *find(fleet) {
    yield* knownHostKeys(fleet);
  },
  say({ on, entry, target, type, option }) {
    const at = placeOf(on, ["programs", "ssh", "knownHosts", entry]) ?? on.span;
    if (at === null) throw new Error(`no place for the key of ${entry}`);
    return {
      at,
      message: `'${on.name}' knows '${target.name}' by another ${type} key than '${option.join(".")}' of '${target.name}' says.`,
      help: "Find out which of them is in the host's /etc/ssh, and put that into both.",
      related: relatedOf(target, option),
      hosts: [on.name, target.name],
      key: `${on.name} ${entry} ${target.name} ${type}`,
    };
  },
});

function relatedOf(host: Host, option: readonly string[]): { at: Span; message: string }[] {
  const at = placeOf(host, option);
  return at === null ? [] : [{ at, message: `the key of '${host.name}' is here` }];
}
