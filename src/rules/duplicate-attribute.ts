import type { SourceFile } from "../core/source-file.ts";
import type { SyntaxProblem } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly source: SourceFile;
  readonly problem: SyntaxProblem;
}

export default defineFileRule<Fact>({
  id: "duplicate-attribute",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["syntax"],
  summary: "An attribute is defined twice in one set.",
  docs: {
    why: "Nix refuses the whole file, so every host that reaches it fails to evaluate.",
    remedy: "Remove one of the two, or merge what they define.",
    whenToAllow: "Never: Nix does not.",
    blindSpots: "Attributes whose names are computed, which Nix finds at evaluation.",
  },
  *find({ source, parsed }) {
    for (const problem of parsed.problems) {
      if (problem.rule === "duplicate-attribute") yield { source, problem };
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
                message: "first defined here",
              },
            ],
      key: message,
    };
  },
});
