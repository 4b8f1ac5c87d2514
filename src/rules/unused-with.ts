import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, replace, spanIn, type TextEdit, textOf } from "../fleet/query/text-edits.ts";
import type { WithExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: WithExpr;
  readonly namespace: string;
  readonly edit: TextEdit | null;
}

/** A longer set is named by its beginning. */
const SHOWN = 40;

export default defineFileRule<Fact>({
  id: "unused-with",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["dead-code"],
  summary: "A 'with' brings names into scope of which none is used.",
  docs: {
    why: "The set is never even evaluated. What is more, a misspelt name inside of 'with' is not found when the file is read, only when it is needed.",
    remedy: "Remove the 'with'.",
    whenToAllow: "Never with harm: nothing depends on it.",
    blindSpots:
      "A name that nothing in the file defines may come from each 'with' around it: all of them count as used. Nothing is said of 'with lib.maintainers; [ ]', which waits for names.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const [expr, isUsed] of analysis.usage.withs) {
      if (isUsed || isPlaceholder(expr)) continue;
      const text = textOf(file, expr.namespace).replace(/\s+/g, " ");
      const namespace = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
      const { start } = expr;
      const end = expr.body.start;
      const edit = hasComment(file, start, end) ? null : replace(file, start, end, "");
      yield { file, expr, namespace, edit };
    }
  },
  say({ file, expr, namespace, edit }) {
    return {
      at: spanIn(file, { start: expr.start, end: expr.namespace.end }),
      message: `No name of 'with ${namespace}' is used.`,
      key: namespace,
      ...(edit !== null && {
        fix: { title: "Remove the 'with'", kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});

/** `with lib.maintainers; [ ]`: an empty list that waits for names. */
function isPlaceholder({ body }: WithExpr): boolean {
  return body.kind === "list" && body.elements.length === 0;
}
