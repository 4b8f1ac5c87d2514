import type { Span } from "../core/span.ts";
import type { Host } from "../fleet/fleet.ts";
import { machines, placeOfHost } from "../fleet/query/machines.ts";
import { isSurelyUndefined } from "../fleet/query/undefined-options.ts";
import { defineFleetRule } from "./define.ts";

interface Fact {
  readonly host: Host;
  readonly at: Span;
}

export default defineFleetRule<Fact>({
  id: "missing-state-version",
  scope: "fleet",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["nixos"],
  summary: "A host does not set `system.stateVersion`.",
  docs: {
    why: "Without it the host follows the release: at the next upgrade databases and other services change the format and the place of what they keep, and the old data is left behind. NixOS warns of it at every evaluation.",
    remedy:
      "Set `system.stateVersion` to the release that the host was first installed with, and never change it.",
    whenToAllow: "Machines that keep nothing: live images, tests.",
    blindSpots:
      "Hosts that import modules which are not on this machine are left out, since these may set it.",
  },
  *find(fleet) {
    for (const host of machines(fleet)) {
      if (host.kind !== "nixos") continue;
      const at = placeOfHost(host);
      if (at !== null && isSurelyUndefined(host, ["system", "stateVersion"])) yield { host, at };
    }
  },
  say({ host, at }) {
    return {
      at,
      message: `Host '${host.name}' does not set 'system.stateVersion'.`,
      help: "Set it to the release that the host was first installed with.",
      hosts: [host.name],
      key: host.name,
    };
  },
});
