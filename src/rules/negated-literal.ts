import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { spanIn } from "../fleet/query/text-edits.ts";
import type { UnaryExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: UnaryExpr;
  readonly name: string;
}

export default defineFileRule<Fact>({
  id: "negated-literal",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "A literal truth value is negated.",
  docs: {
    why: "Whoever reads it has to turn it round in their head.",
    remedy: "Write the other value.",
    whenToAllow: "Never with harm: the value is the same.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("unary")) {
      if (expr.operator !== "!") continue;
      let { operand } = expr;
      while (operand.kind === "paren") operand = operand.inner;
      if (operand.kind !== "variable" || analysis.usage.bound.has(operand)) continue;
      if (operand.name === "true" || operand.name === "false") {
        yield { file, expr, name: operand.name };
      }
    }
  },
  say({ file, expr, name }) {
    const other = name === "true" ? "false" : "true";
    return {
      at: spanIn(file, expr),
      message: `'!${name}' is '${other}'.`,
      help: `Write '${other}'.`,
      key: name,
    };
  },
});
