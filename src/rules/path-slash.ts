import type { SourceFile } from "../core/source-file.ts";
import type { SyntaxProblem } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly source: SourceFile;
  readonly problem: SyntaxProblem;
}

export default defineFileRule<Fact>({
  id: "path-slash",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["syntax"],
  summary: "A path ends in a slash.",
  docs: {
    why: "Nix refuses the file: './hosts/' is no path, './hosts' is.",
    remedy: "Leave the slash out.",
    whenToAllow: "Never: Nix does not.",
    blindSpots: "Paths that end in an interpolation.",
  },
  *find({ source, parsed }) {
    for (const problem of parsed.problems) {
      if (problem.rule === "path-slash") yield { source, problem };
    }
  },
  say({ source, problem }) {
    const { start, end, message } = problem;
    return {
      at: { file: source, start, end },
      message,
      fix: {
        title: "Remove the slash",
        kind: "safe",
        edits: [{ at: { file: source, start, end }, text: "" }],
      },
      key: message,
    };
  },
});
