import { nearMiss } from "../core/near-miss.ts";
import type { Span } from "../core/span.ts";
import type { Host } from "../fleet/fleet.ts";
import { sameMachine } from "../fleet/query/duplicates.ts";
import { namedHosts } from "../fleet/query/machines.ts";
import { defineFleetRule } from "./define.ts";

interface Fact {
  readonly host: Host;
  readonly name: string;
  readonly at: Span;
  /** Another host of the fleet that is called so. */
  readonly other: Host | null;
}

export default defineFleetRule<Fact>({
  id: "host-name-mismatch",
  scope: "fleet",
  severity: "warning",
  since: "0.1.0",
  precision: "medium",
  tags: ["network"],
  summary: "A host's attribute and its `networking.hostName` are different names.",
  docs: {
    why: "`nixos-rebuild switch --flake .` looks for the configuration that is called like the machine. Under another name it finds none, or that of another host, and what is told by host name (monitoring, logs, DHCP) cannot be found in the repository.",
    remedy:
      "Give both the same name, best by setting `networking.hostName` where the attribute is made.",
    whenToAllow:
      "Names of configurations that say more than the host name (a location, a profile).",
    blindSpots:
      "Configurations whose name holds the host name as a word, and those that are images, installers or tests, are left out.",
  },
  *find(fleet) {
    for (const { host, name, domain, span } of namedHosts(fleet)) {
      const at = span ?? host.span;
      if (at === null || isNamedAfter(host.name, name, domain)) continue;
      const other = fleet.hosts.find(
        (one) => one.name === name && one.kind === host.kind && !sameMachine(one, host),
      );
      // Names that share a word follow some scheme, unless they were mistyped.
      if (other === undefined && shareWord(host.name, name) && !isTypo(host.name, name)) continue;
      yield { host, name, at, other: other ?? null };
    }
  },
  say({ host, name, at, other }) {
    const whose = other === null ? "" : ", which is another host of the fleet";
    return {
      at,
      message: `Host '${host.name}' calls itself '${name}'${whose}.`,
      help: `Set 'networking.hostName' to '${host.name}', or rename '${host.set}.${host.name}'.`,
      related:
        host.span === null ? [] : [{ at: host.span, message: `'${host.name}' is declared here` }],
      hosts: [host.name],
      key: `${host.set} ${host.name} ${name}`,
    };
  },
});

/** Whether a word of one is a word of the other: `build01.example.org` and `example-build01`. */
function shareWord(a: string, b: string): boolean {
  const words = (name: string) =>
    name
      .toLowerCase()
      .split(/[-_.@+]/)
      .filter((word) => word.length > 2);
  const known = words(b);
  return words(a).some((word) => known.includes(word));
}

/** A letter or two apart; names that differ in their numbers are different names. */
function isTypo(a: string, b: string): boolean {
  return a.replace(/\d/g, "") !== b.replace(/\d/g, "") && nearMiss(a, [b]) !== undefined;
}

/** Whether an attribute is the host name, with its domain or other words around it. */
function isNamedAfter(attribute: string, name: string, domain: string | null): boolean {
  const [one, two] = [attribute.toLowerCase(), name.toLowerCase()];
  if (two.includes(".")) return true;
  if (one === two || one === `${two}.${domain?.toLowerCase()}`) return true;
  const isWordOf = (word: string, text: string) =>
    text.startsWith(word) ? /^[-_.+@]/.test(text.slice(word.length)) : wordEnds(word, text);
  return isWordOf(two, one) || isWordOf(one, two);
}

function wordEnds(word: string, text: string): boolean {
  const before = text.slice(0, text.length - word.length);
  return text.endsWith(word) ? /[-_.+@]$/.test(before) : text.includes(`-${word}-`);
}
