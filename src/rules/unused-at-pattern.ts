import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, replace, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { Formals, LambdaExpr, Name } from "../parser/ast.ts";
import type { Binder } from "../parser/usage.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly binder: Binder;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "unused-at-pattern",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["dead-code"],
  summary: "A function names its whole argument with '@' and never uses the name.",
  docs: {
    why: "The name tells a reader that the arguments are passed on somewhere, which they are not.",
    remedy: "Remove the name with its '@'.",
    whenToAllow: "When the name begins with an underscore, nothing is said.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const binder of analysis.usage.binders) {
      if (binder.kind !== "at" || binder.uses.length > 0 || binder.name.startsWith("_")) continue;
      yield { file, binder, edit: removalOf(file, binder.owner as LambdaExpr) };
    }
  },
  say({ file, binder, edit }) {
    const { name } = binder;
    return {
      at: spanIn(file, binder.place),
      message: `The name '${name}' for the whole argument is never used.`,
      key: name,
      ...(edit !== null && {
        fix: { title: `Remove '@${name}'`, kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});

/** Everything between the braces and the far end of the name; null where a comment is there. */
function removalOf(file: NixFile, lambda: LambdaExpr): TextEdit | null {
  const param = lambda.param as Name;
  const formals = lambda.formals as Formals;
  const [start, end] =
    param.start < formals.start ? [param.start, formals.start] : [formals.end, param.end];
  return hasComment(file, start, end) ? null : replace(file, start, end, "");
}
