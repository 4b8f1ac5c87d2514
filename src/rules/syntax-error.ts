import type { SourceFile } from "../core/source-file.ts";
import type { SyntaxProblem } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

type Fact = { readonly source: SourceFile } & (
  | { readonly kind: "problem"; readonly problem: SyntaxProblem }
  /** The first byte that is no part of UTF-8 text. */
  | { readonly kind: "encoding"; readonly offset: number; readonly byte: number }
);

export default defineFileRule<Fact>({
  id: "syntax-error",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["syntax"],
  summary: "A file is not Nix: it cannot be parsed, or is not UTF-8 text.",
  docs: {
    why: "Nix refuses the whole file, so every host that reaches it fails to evaluate. nixlint takes what is around the error for known, and what is inside for unknown.",
    remedy: "Correct the syntax at the marked place; the cause is there or shortly before.",
    whenToAllow: "For a file that is not meant for Nix: list it under `ignore`.",
    blindSpots:
      "Files that git-crypt has encrypted are not looked at. Bytes that are not UTF-8 inside a comment or a string are no error to Nix: they are a warning.",
  },
  *find({ source, parsed }) {
    if (!parsed.encrypted) {
      const offset = source.text.search(/[\udc80-\udcff]/u);
      if (offset >= 0) {
        yield { source, kind: "encoding", offset, byte: source.text.charCodeAt(offset) - 0xdc00 };
      }
    }
    for (const problem of parsed.problems) {
      if (problem.rule === "syntax-error") yield { source, kind: "problem", problem };
    }
  },
  say(fact) {
    const { source } = fact;
    if (fact.kind === "encoding") {
      const byte = fact.byte.toString(16).toUpperCase();
      return {
        at: { file: source, start: fact.offset, end: fact.offset + 1 },
        message: `The file is not UTF-8 text: byte ${byte} of it is none.`,
        help: "Save the file as UTF-8.",
        severity: "warning",
        key: "encoding",
      };
    }
    const { start, end, message, other } = fact.problem;
    return {
      at: { file: source, start, end },
      message,
      related:
        other === undefined
          ? []
          : [{ at: { file: source, start: other.start, end: other.end }, message: "opened here" }],
      key: message,
    };
  },
});
