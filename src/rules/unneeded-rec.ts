import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import {
  hasComment,
  replace,
  spanIn,
  type TextEdit,
  tokenFrom,
} from "../fleet/query/text-edits.ts";
import type { AttrSetExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: AttrSetExpr;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "unneeded-rec",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["dead-code"],
  summary: "A recursive set has no attribute that uses another.",
  docs: {
    why: "Inside of 'rec', every attribute hides the outer name that is spelt alike: a new attribute can change what the others mean, up to infinite recursion.",
    remedy: "Remove the 'rec'.",
    whenToAllow: "Where attributes that use each other are about to be added.",
    blindSpots: "Sets that are merged with others of the same path are not looked at.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const [expr, isUsed] of analysis.usage.recursiveSets) {
      // `__overrides` replaces attributes only in recursive sets.
      if (isUsed || expr.tree.statics.has("__overrides")) continue;
      const { start } = expr;
      const end = tokenFrom(file, start + "rec".length);
      const edit = hasComment(file, start, end) ? null : replace(file, start, end, "");
      yield { file, expr, edit };
    }
  },
  say({ file, expr, edit }) {
    const names = [...expr.tree.statics.keys()];
    const shown = names.slice(0, 3).map((name) => `'${name}'`);
    const of = shown.length === 0 ? "" : ` (${shown.join(", ")}${names.length > 3 ? ", …" : ""})`;
    return {
      at: spanIn(file, { start: expr.start, end: expr.start + "rec".length }),
      message: `No attribute of this recursive set${of} uses another.`,
      key: names.join(" "),
      ...(edit !== null && {
        fix: { title: "Remove 'rec'", kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});
