import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, replace, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { Expr, ParenExpr } from "../parser/ast.ts";
import type { Outline } from "../parser/outline.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: ParenExpr;
  readonly edits: readonly TextEdit[] | null;
}

export default defineFileRule<Fact>({
  id: "useless-parens",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "Parentheses stand around what needs none.",
  docs: {
    why: "They make a reader look for what they set apart, and nothing is.",
    remedy: "Remove them.",
    whenToAllow: "Where they help to read.",
    blindSpots:
      "Parentheses between operators are left alone, as are those around functions and calls that an operator or a call stands beside.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const values = boundValues(analysis.outline);
    for (const expr of analysis.outline.all("paren")) {
      if (!isUseless(expr, analysis.outline.parent(expr), values)) continue;
      yield { file, expr, edits: editsOf(file, expr) };
    }
  },
  say({ file, expr, edits }) {
    return {
      at: spanIn(file, expr),
      message: "These parentheses change nothing.",
      key: expr.inner.kind,
      ...(edits !== null && {
        fix: { title: "Remove the parentheses", kind: "safe" as const, edits: edits },
      }),
    };
  },
});

/** Values of bindings: what stands between `=` and `;`. */
function boundValues(outline: Outline): Set<Expr> {
  const owners = [...outline.all("attrset"), ...outline.all("let"), ...outline.all("legacy-let")];
  return new Set(
    owners.flatMap(({ bindings }) =>
      bindings.flatMap((binding) => (binding.kind === "attr" ? binding.value : [])),
    ),
  );
}

function isUseless(expr: ParenExpr, around: Expr | undefined, values: Set<Expr>): boolean {
  const { inner } = expr;
  if (values.has(expr)) return true;
  switch (around?.kind) {
    case "paren":
      return true;
    case "let":
      return around.body === expr;
    case "list":
    case "apply":
      return isAtom(inner);
    case "binary":
    case "if":
    case "with":
    case "assert":
      return isAtom(inner);
    default:
      return false;
  }
}

/** What is one piece wherever it stands. A number would get a sign from what is before it, a path grow. */
function isAtom(inner: Expr): boolean {
  if (inner.kind === "variable") return inner.name !== "or";
  return inner.kind === "string" || inner.kind === "list" || inner.kind === "attrset";
}

/** Takes the parentheses with the blanks inside; a comment inside stays. */
function editsOf(file: NixFile, { start, end, inner }: ParenExpr): TextEdit[] | null {
  const { text } = file.source;
  if (hasComment(file, start, inner.start) || hasComment(file, inner.end, end)) return null;
  const before = NAME.test(text[start - 1] ?? "") ? " " : "";
  const after = NAME.test(text[end] ?? "") ? " " : "";
  return [replace(file, start, inner.start, before), replace(file, inner.end, end, after)];
}

/** What would run together with what is next to it. */
const NAME = /[\w'"}\])./:+-]/;
