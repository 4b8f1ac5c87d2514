import { shownName } from "../fleet/query/option-paths.ts";
import { type TypeMismatch, typeMismatches } from "../fleet/query/type-mismatches.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<TypeMismatch>({
  id: "option-type-mismatch",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["modules", "evaluation"],
  summary: "An option is set to a value of another type.",
  docs: {
    why: "Nix stops when it merges the option, and the host can be neither built nor deployed.",
    remedy: "Give the option a value of its type.",
    whenToAllow: "Never: Nix does not.",
    blindSpots:
      "Only plain types are looked at: booleans, numbers, texts, paths, lists of them. What other types take differs from release to release.",
  },
  *find(fleet) {
    yield* typeMismatches(fleet);
  },
  say({ at, option, type, hosts }) {
    const [host = ""] = hosts;
    const more = hosts.length === 1 ? "" : ` (and of ${hosts.length - 1} more)`;
    const shown = option.map(shownName).join(".");
    return {
      at,
      message: `'${shown}' of '${host}'${more} is of type '${type}', and is set to something else.`,
      hosts,
      key: shown,
    };
  },
});
