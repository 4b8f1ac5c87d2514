import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, replace, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { AttrBinding, VariableExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly binding: AttrBinding;
  readonly name: string;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "manual-inherit",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "An attribute is set to the variable of the same name.",
  docs: {
    why: "'inherit' says it with one name, so that the two cannot come apart.",
    remedy: "Write 'inherit'.",
    whenToAllow: "Where the other attributes around are written out, too.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const { outline, usage } = analysis;
    for (const expr of outline.all("attrset")) {
      // In a recursive set the attribute would be itself.
      if (expr.recursive || expr.tree.recursive || !usage.ownSets.has(expr)) continue;
      for (const binding of expr.bindings) {
        if (binding.kind !== "attr" || binding.path.length !== 1) continue;
        const [attr] = binding.path;
        const { value } = binding;
        if (attr?.kind !== "static-name" || attr.quoted) continue;
        if (value.kind !== "variable" || value.name !== attr.name) continue;
        yield { file, binding, name: attr.name, edit: editOf(file, binding, value) };
      }
    }
  },
  say({ file, binding, name, edit }) {
    return {
      at: spanIn(file, binding),
      message: `'${name} = ${name};' is 'inherit ${name};'.`,
      help: `Write 'inherit ${name};'.`,
      key: name,
      ...(edit !== null && {
        fix: { title: `Write 'inherit ${name};'`, kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});

function editOf(file: NixFile, { start, end }: AttrBinding, value: VariableExpr): TextEdit | null {
  if (hasComment(file, start, end)) return null;
  return replace(file, start, end, `inherit ${value.name};`);
}
