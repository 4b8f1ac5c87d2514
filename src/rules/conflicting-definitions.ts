import { type Conflict, conflicts } from "../fleet/query/conflicts.ts";
import { shownName } from "../fleet/query/option-paths.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<Conflict>({
  id: "conflicting-definitions",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["modules", "evaluation"],
  summary: "Two definitions of an option contradict each other.",
  docs: {
    why: "An option that can have one value only is set to two, with the same priority: Nix stops, and the host can be neither built nor deployed.",
    remedy:
      "Remove one, or say which counts: `lib.mkForce` for the one that is to win, `lib.mkDefault` for the one that may be replaced.",
    whenToAllow: "Never: Nix does not.",
    blindSpots: "Options whose type is not known, and definitions of NixOS' own modules.",
  },
  *find(fleet) {
    yield* conflicts(fleet);
  },
  say({ hosts, option, places }) {
    const [first, ...others] = places;
    if (first === undefined) throw new Error("a conflict without places was reported");
    const [host] = hosts;
    const more = hosts.length === 1 ? "" : ` (and of ${hosts.length - 1} more)`;
    const shown = option.map(shownName).join(".");
    return {
      at: first.at,
      message: `'${shown}' of '${host?.name}'${more} has ${places.length} definitions that contradict each other.`,
      related: others.map(({ at }) => ({ at, message: "the option is also set here" })),
      hosts: hosts.map(({ name }) => name),
      key: shown,
    };
  },
});
