import type { SourceFile } from "../core/source-file.ts";
import type { SyntaxProblem } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly source: SourceFile;
  readonly problem: SyntaxProblem;
}

export default defineFileRule<Fact>({
  id: "invalid-dynamic-attribute",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["syntax"],
  summary: "The name of an attribute is computed where Nix wants it written out.",
  docs: {
    why: "Names in 'let' and 'inherit' are variables, which Nix has to know before it evaluates: it refuses the file.",
    remedy: "Write the name out, or make an attribute set and select from it.",
    whenToAllow: "Never: Nix does not.",
    blindSpots: "None.",
  },
  *find({ source, parsed }) {
    for (const problem of parsed.problems) {
      if (problem.rule === "invalid-dynamic-attribute") yield { source, problem };
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
