import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, replace, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { LetExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: LetExpr;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "empty-let",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["dead-code"],
  summary: "A 'let' binds nothing.",
  docs: {
    why: "It says that names follow, and none do.",
    remedy: "Remove 'let' and 'in'.",
    whenToAllow: "Where bindings are about to be added.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("let")) {
      if (expr.bindings.length > 0) continue;
      const { start } = expr;
      const end = expr.body.start;
      const edit = hasComment(file, start, end) ? null : replace(file, start, end, "");
      yield { file, expr, edit };
    }
  },
  say({ file, expr, edit }) {
    return {
      at: spanIn(file, { start: expr.start, end: expr.start + "let".length }),
      message: "This 'let' binds nothing.",
      key: "let",
      ...(edit !== null && {
        fix: { title: "Remove the empty 'let'", kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});
