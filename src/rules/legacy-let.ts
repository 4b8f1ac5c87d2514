import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { replace, spanIn } from "../fleet/query/text-edits.ts";
import type { LegacyLetExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: LegacyLetExpr;
}

export default defineFileRule<Fact>({
  id: "legacy-let",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["deprecated"],
  summary: "An old 'let { body = …; }' is used.",
  docs: {
    why: "It is undocumented and deprecated, and few people know that it stands for its attribute 'body'.",
    remedy: "Write 'let … in …', or select 'body' of a recursive set.",
    whenToAllow: "Never with harm: the value is the same.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("legacy-let")) yield { file, expr };
  },
  say({ file, expr }) {
    const { start, end, tree } = expr;
    const isFollowed = /[\w'-]/.test(file.source.text[end] ?? "");
    const keyword = start + "let".length;
    return {
      at: spanIn(file, { start, end: keyword }),
      message: "This is the old form 'let { body = …; }'.",
      key: "let",
      ...(tree.statics.has("body") && {
        fix: {
          title: "Select 'body' of a recursive set",
          kind: "safe" as const,
          edits: [
            replace(file, start, keyword, "rec"),
            replace(file, end, end, isFollowed ? ".body " : ".body"),
          ],
        },
      }),
    };
  },
});
