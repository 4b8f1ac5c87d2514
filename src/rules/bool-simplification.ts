import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import {
  cut,
  hasComment,
  replace,
  spanIn,
  type TextEdit,
  textOf,
} from "../fleet/query/text-edits.ts";
import type { BinaryExpr, Expr, UnaryExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: UnaryExpr;
  readonly comparison: BinaryExpr;
  readonly edits: readonly TextEdit[] | null;
}

export default defineFileRule<Fact>({
  id: "bool-simplification",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "A comparison is negated where the opposite comparison says it.",
  docs: {
    why: "A negation around a comparison is easy to overlook, and '!' binds tighter than it looks.",
    remedy: "Write the opposite comparison.",
    whenToAllow: "Where the negation reads better.",
    blindSpots: "Ordering comparisons are left alone; so is what is negated by a name.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("unary")) {
      if (expr.operator !== "!" || expr.operand.kind !== "paren") continue;
      const comparison = expr.operand.inner;
      if (comparison.kind !== "binary" || !(comparison.operator in OPPOSITE)) continue;
      const edits = editsOf(file, expr, comparison, needsParens(analysis.outline.parent(expr)));
      yield { file, expr, comparison, edits };
    }
  },
  say({ file, expr, comparison, edits }) {
    const opposite = OPPOSITE[comparison.operator] as string;
    return {
      at: spanIn(file, expr),
      message: `A negated '${comparison.operator}' is '${opposite}'.`,
      help: `Write '${opposite}' and no '!'.`,
      key: comparison.operator,
      ...(edits !== null && {
        fix: { title: `Write '${opposite}'`, kind: "safe" as const, edits: edits },
      }),
    };
  },
});

const OPPOSITE: Readonly<Record<string, string>> = { "==": "!=", "!=": "==" };

/** `!` binds tighter than a comparison: next to an operator the parentheses have to stay. */
function needsParens(around: Expr | undefined): boolean {
  if (around === undefined) return false;
  if (around.kind === "binary") return !["&&", "||", "->", "|>", "<|"].includes(around.operator);
  return around.kind === "unary" || around.kind === "has-attr";
}

/** Turns the operator round and takes away `!` and the parentheses; null where a comment is in the way. */
function editsOf(
  file: NixFile,
  expr: UnaryExpr,
  { operator, left, right }: BinaryExpr,
  parens: boolean,
): TextEdit[] | null {
  const { start, end } = expr;
  const gap = textOf(file, { start: left.end, end: right.start });
  const removed = [
    [start, left.start],
    [left.end, right.start],
    [right.end, end],
  ] as const;
  if (removed.some(([from, to]) => hasComment(file, from, to))) return null;
  return [
    parens ? replace(file, start, left.start, "(") : cut(file, start, left.start),
    replace(file, left.end, right.start, gap.replace(operator, OPPOSITE[operator] as string)),
    parens ? replace(file, right.end, end, ")") : cut(file, right.end, end),
  ];
}
