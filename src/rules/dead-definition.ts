import { deadDefinitions, type Slip } from "../fleet/query/module-slips.ts";
import { defineFileRule } from "./define.ts";

export default defineFileRule<Slip>({
  id: "dead-definition",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["modules", "dead-code"],
  summary: "A definition stands under a condition that is written `false`.",
  docs: {
    why: "It never counts, but looks as if it did: whoever searches for the setting finds it and believes it.",
    remedy: "Remove it, or give the module an option that switches it.",
    whenToAllow: "For something that is switched off for a few days.",
    blindSpots: "Conditions that are false for every host, but not written so, are not looked at.",
  },
  *find(file) {
    yield* deadDefinitions(file);
  },
  say({ at, name }) {
    return {
      at,
      message: `The condition of '${name}' is 'false': what follows never counts.`,
      key: name,
    };
  },
});
