import { noopMerges } from "../fleet/query/module-slips.ts";
import { defineFileRule } from "./define.ts";

export default defineFileRule<ReturnType<typeof noopMerges>[number]>({
  id: "noop-merge",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["modules", "style"],
  summary: "`mkMerge` has nothing to merge.",
  docs: {
    why: "It is what is left of something, or the second part was forgotten.",
    remedy: "Write the element without `mkMerge`, or add what is missing.",
    whenToAllow: "While the other parts are still to come.",
    blindSpots: "Lists that are put together are not looked at.",
  },
  *find(file) {
    yield* noopMerges(file);
  },
  say({ at, elements }) {
    const what = elements === 0 ? "an empty list" : "a list with one element";
    return { at, message: `'mkMerge' gets ${what}: there is nothing to merge.`, key: "mkMerge" };
  },
});
