import type { SourceFile } from "../core/source-file.ts";
import type { SyntaxProblem } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly source: SourceFile;
  readonly problem: SyntaxProblem;
}

export default defineFileRule<Fact>({
  id: "duplicate-formal",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["syntax"],
  summary: "A function declares an argument twice.",
  docs: {
    why: "Nix refuses the whole file, so every host that reaches it fails to evaluate.",
    remedy: "Remove one of the two.",
    whenToAllow: "Never: Nix does not.",
    blindSpots: "None.",
  },
  *find({ source, parsed }) {
    for (const problem of parsed.problems) {
      if (problem.rule === "duplicate-formal") yield { source, problem };
    }
  },
  say({ source, problem }) {
    const { start, end, message, other } = problem;
    return {
      at: { file: source, start, end },
      message,
      related:
        other === undefined
          ? []
          : [
              {
                at: { file: source, start: other.start, end: other.end },
                message: "first declared here",
              },
            ],
      key: message,
    };
  },
});
