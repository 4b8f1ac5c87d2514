import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, replace, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { Formals, LambdaExpr, Name } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: LambdaExpr;
  readonly name: string;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "redundant-pattern-bind",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "A function names its whole argument beside a pattern that asks for nothing.",
  docs: {
    why: "'args@{ ... }' does what 'args' does.",
    remedy: "Keep the name alone.",
    whenToAllow: "Where the braces tell that a set is expected.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const unused = new Set(
      analysis.usage.binders
        .filter(({ kind, uses }) => kind === "at" && uses.length === 0)
        .map(({ place }) => place.start),
    );
    for (const expr of analysis.outline.all("lambda")) {
      const { param, formals } = expr;
      if (param === null || formals === null) continue;
      // A name that is not used at all is a finding of its own.
      if (unused.has(param.start)) continue;
      if (!formals.ellipsis || formals.list.length > 0) continue;
      yield { file, expr, name: param.name, edit: editOf(file, param, formals) };
    }
  },
  say({ file, expr, name, edit }) {
    const { start, end } = headOf(expr.param as Name, expr.formals as Formals);
    return {
      at: spanIn(file, { start, end }),
      message: `The pattern beside '${name}' asks for nothing.`,
      help: `Write '${name}:'.`,
      key: name,
      ...(edit !== null && {
        fix: { title: `Keep '${name}' alone`, kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});

function headOf(param: Name, formals: Formals): { start: number; end: number } {
  const start = Math.min(param.start, formals.start);
  return { start, end: Math.max(param.end, formals.end) };
}

function editOf(file: NixFile, param: Name, formals: Formals): TextEdit | null {
  const { start, end } = headOf(param, formals);
  if (hasComment(file, start, end)) return null;
  // `args:x` would be a URL.
  const gap = /^:\S/.test(file.source.text.slice(end, end + 2)) ? " " : "";
  return replace(file, start, end, param.name + gap);
}
