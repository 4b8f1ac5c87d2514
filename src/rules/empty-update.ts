import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { cut, hasComment, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { BinaryExpr, Expr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: BinaryExpr;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "empty-update",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "A set is updated with an empty one.",
  docs: {
    why: "The result is the other set.",
    remedy: "Keep the other set.",
    whenToAllow: "Where something is about to be added.",
    blindSpots: "Names that stand for an empty set are not looked through.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("binary")) {
      if (expr.operator !== "//") continue;
      if (isEmpty(expr.right)) yield { file, expr, edit: editOf(file, expr.left.end, expr.end) };
      else if (isEmpty(expr.left)) {
        yield { file, expr, edit: editOf(file, expr.start, expr.right.start) };
      }
    }
  },
  say({ file, expr, edit }) {
    return {
      at: spanIn(file, expr),
      message: "'// { }' changes nothing.",
      key: "//",
      ...(edit !== null && {
        fix: { title: "Remove the empty set", kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});

function isEmpty(expr: Expr): boolean {
  return expr.kind === "attrset" && expr.bindings.length === 0;
}

function editOf(file: NixFile, start: number, end: number): TextEdit | null {
  return hasComment(file, start, end) ? null : cut(file, start, end);
}
