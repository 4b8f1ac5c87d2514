import { type FailedAssertion, failedAssertions } from "../fleet/query/assertions.ts";
import { defineFleetRule } from "./define.ts";

interface Fact {
  readonly first: FailedAssertion;
  readonly hosts: readonly string[];
}

/** Messages are sentences; a longer one is a text. */
const MAX_MESSAGE = 200;

export default defineFleetRule<Fact>({
  id: "failed-assertion",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["evaluation"],
  summary: "An assertion of the repository does not hold for a host.",
  docs: {
    why: "NixOS refuses to build a host with a failed assertion: it cannot be deployed until what the assertion asks for is true.",
    remedy: "Do what the message of the assertion says.",
    whenToAllow: "Never: Nix does not.",
    blindSpots: "Assertions of NixOS itself and of modules from inputs are not known.",
  },
  *find(fleet) {
    const facts = new Map<string, { first: FailedAssertion; hosts: string[] }>();
    for (const host of fleet.hosts) {
      if (host.variantOf !== null) continue;
      for (const failed of failedAssertions(host)) {
        const key = `${failed.at.file.path}:${failed.at.start}:${failed.message ?? ""}`;
        const known = facts.get(key);
        if (known === undefined) facts.set(key, { first: failed, hosts: [host.name] });
        else known.hosts.push(host.name);
      }
    }
    yield* facts.values();
  },
  say({ first: { at, message }, hosts }) {
    const [host = ""] = hosts;
    const more = hosts.length === 1 ? "" : ` (and ${hosts.length - 1} more)`;
    const text = message?.trim().replace(/\s+/g, " ") ?? "";
    const shown = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
    const said = shown === "" ? "." : `: ${shown.replace(/[.!]$/, "")}.`;
    return {
      at,
      message: `An assertion of host '${host}'${more} fails${said}`,
      hosts,
      key: `${host} ${shown}`,
    };
  },
});
