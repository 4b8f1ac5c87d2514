import { type RepeatedImport, repeatedImports } from "../fleet/query/module-slips.ts";
import { defineFileRule } from "./define.ts";

export default defineFileRule<RepeatedImport>({
  id: "duplicate-import",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["modules"],
  summary: "A list of imports has a module twice.",
  docs: {
    why: "The second one does nothing where Nix can tell that it is the same file. Where it is written in another way (a folder and its `default.nix`, or an attribute of an input), it may be loaded twice: lists have their elements double, and options are declared twice, which is an error.",
    remedy: "Remove one of the two.",
    whenToAllow: "Never.",
    blindSpots: "Modules that several files import are no mistake, and not looked at.",
  },
  *find(file) {
    yield* repeatedImports(file);
  },
  say({ first, second, written, otherName }) {
    const how = otherName ? ", and to Nix these are two modules" : "";
    return {
      at: second,
      message: `'${written}' is imported twice${how}.`,
      related: [{ at: first, message: "first imported here" }],
      key: written,
    };
  },
});
