import { nearMiss } from "../core/near-miss.ts";
import type { NixFile } from "../fleet/fleet.ts";
import { builtinNames, builtinUses } from "../fleet/query/builtin-uses.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { spanIn } from "../fleet/query/text-edits.ts";
import type { Expr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: Expr;
  readonly name: string;
  readonly meant: string | undefined;
}

export default defineFileRule<Fact>({
  id: "unknown-builtin",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["evaluation"],
  summary: "An attribute of 'builtins' is used that Nix does not have.",
  docs: {
    why: "Evaluation fails where the value is needed.",
    remedy: "Correct the name; many functions that sound like builtins are in 'lib'.",
    whenToAllow: "For builtins of plugins or of another implementation: select it with 'or'.",
    blindSpots:
      "A file that asks with '?' which builtins there are is left alone, and so is what comes from 'with builtins'.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    if (analysis.outline.all("has-attr").some(({ subject }) => isBuiltins(subject))) return;
    for (const { expr, name, hasDefault } of builtinUses(analysis)) {
      if (hasDefault || builtinNames().has(name)) continue;
      yield { file, expr, name, meant: nearMiss(name, builtinNames()) };
    }
  },
  say({ file, expr, name, meant }) {
    const question = meant === undefined ? "." : `; did you mean 'builtins.${meant}'?`;
    return {
      at: spanIn(file, expr),
      message: `Nix has no 'builtins.${name}'${question}`,
      ...(meant !== undefined && { help: `Write 'builtins.${meant}'.` }),
      key: name,
    };
  },
});

function isBuiltins(expr: Expr): boolean {
  return expr.kind === "variable" && expr.name === "builtins";
}
