import type { NixFile } from "../fleet/fleet.ts";
import { builtinUses } from "../fleet/query/builtin-uses.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { spanIn } from "../fleet/query/text-edits.ts";
import type { Expr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: Expr;
}

export default defineFileRule<Fact>({
  id: "to-path",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["deprecated"],
  summary: "'builtins.toPath' is used.",
  docs: {
    why: "It is deprecated: it turns a string into a string, not into a path, and does not resolve it against the file.",
    remedy:
      "Use './.' with '+' and a string for a path beside the file, or '/.' with '+' for an absolute one.",
    whenToAllow: "Never in new code.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const { expr, name } of builtinUses(analysis)) {
      if (name === "toPath") yield { file, expr };
    }
  },
  say({ file, expr }) {
    return {
      at: spanIn(file, expr),
      message: "'builtins.toPath' is deprecated.",
      key: "toPath",
    };
  },
});
