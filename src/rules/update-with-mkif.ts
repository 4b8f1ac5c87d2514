import { type Slip, updatesWithProperty } from "../fleet/query/module-slips.ts";
import { defineFileRule } from "./define.ts";

export default defineFileRule<Slip>({
  id: "update-with-mkif",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["modules"],
  summary: "A set is joined with `//` to what `mkIf` or `mkMerge` gives.",
  docs: {
    why: '`mkIf` does not give a set of options but a note for the module system (`_type = "if"`). Joined with `//`, one side is lost without a word, or its options are taken for parts of the note.',
    remedy: "Write `lib.mkMerge [ { … } (lib.mkIf condition { … }) ]`, or use `lib.optionalAttrs`.",
    whenToAllow: "Never: it does not do what it says.",
    blindSpots: "A property that a variable stands for is not seen.",
  },
  *find(file) {
    yield* updatesWithProperty(file);
  },
  say({ at, name }) {
    return {
      at,
      message: `'//' joins a set to what '${name}' gives, which loses one of them.`,
      help: `Use \`lib.mkMerge [ { … } (${name === "mkIf" ? "lib.mkIf condition" : `lib.${name}`} { … }) ]\`.`,
      key: name,
    };
  },
});
