import type { SourceFile } from "../core/source-file.ts";
import type { SyntaxProblem } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly source: SourceFile;
  readonly problem: SyntaxProblem;
}

export default defineFileRule<Fact>({
  id: "integer-overflow",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["syntax"],
  summary: "An integer does not fit into 64 bits.",
  docs: {
    why: "Nix refuses the file.",
    remedy: "Write it as a string, or as a smaller number: Nix counts up to 9223372036854775807.",
    whenToAllow: "Never: Nix does not.",
    blindSpots: "Overflow of a sum or product, which is an error of the evaluation.",
  },
  *find({ source, parsed }) {
    for (const problem of parsed.problems) {
      if (problem.rule === "integer-overflow") yield { source, problem };
    }
  },
  say({ source, problem }) {
    const { start, end, message } = problem;
    return {
      at: { file: source, start, end },
      message,
      key: message,
    };
  },
});
