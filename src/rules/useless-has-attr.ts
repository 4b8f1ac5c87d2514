import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import {
  hasComment,
  replace,
  spanIn,
  staticPath,
  type TextEdit,
  textOf,
} from "../fleet/query/text-edits.ts";
import type { AttrName, Expr, IfExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: IfExpr;
  readonly selected: string;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "useless-has-attr",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "An 'if' asks whether an attribute is there only to select it or take a default.",
  docs: {
    why: "'or' says the same in one place, so that the path is not written twice and cannot come apart.",
    remedy: "Select the attribute with 'or' and the default.",
    whenToAllow: "Where the condition reads better.",
    blindSpots:
      "Paths with computed names and sets that are more than a name with attributes are left alone.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("if")) {
      const condition = unwrapped(expr.condition);
      const value = unwrapped(expr.consequence);
      if (condition.kind !== "has-attr" || value.kind !== "select" || value.default) continue;
      const asked = fullPath(condition.subject, condition.path);
      if (asked === undefined || asked !== fullPath(value.subject, value.path)) continue;
      const selected = textOf(file, value);
      yield { file, expr, selected, edit: editOf(file, expr, value, selected) };
    }
  },
  say({ file, expr, selected, edit }) {
    return {
      at: spanIn(file, expr),
      message: `This 'if' is '${selected.replace(/\s+/g, " ")} or' with a default.`,
      help: `Write '${selected.replace(/\s+/g, " ")} or …'.`,
      key: selected,
      ...(edit !== null && {
        fix: { title: "Write 'or' with the default", kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});

function unwrapped(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === "paren") inner = inner.inner;
  return inner;
}

/** `a.b` and `.c` as one path, where it begins with a name and nothing is computed. */
function fullPath(subject: Expr, path: readonly AttrName[]): string | undefined {
  const rest = staticPath(path);
  if (rest === undefined) return undefined;
  if (subject.kind === "variable") return `${subject.name}.${rest}`;
  if (subject.kind !== "select" || subject.default !== null) return undefined;
  const before = fullPath(subject.subject, subject.path);
  return before === undefined ? undefined : `${before}.${rest}`;
}

function editOf(file: NixFile, expr: IfExpr, value: Expr, selected: string): TextEdit | null {
  const { alternative } = expr;
  if (hasComment(file, expr.start, value.end)) return null;
  if (hasComment(file, value.end, alternative.start)) return null;
  const text = textOf(file, alternative);
  const bare =
    alternative.kind === "select"
      ? alternative.default === null
      : BARE.has(alternative.kind) && text !== "or";
  return replace(file, expr.start, expr.end, `${selected} or ${bare ? text : `(${text})`}`);
}

/** What can stand after `or` without parentheses. */
const BARE = new Set<Expr["kind"]>([
  "attrset",
  "float",
  "int",
  "list",
  "paren",
  "string",
  "variable",
]);
