import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { replace, spanIn } from "../fleet/query/text-edits.ts";
import type { UriExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: UriExpr;
}

export default defineFileRule<Fact>({
  id: "url-literal",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["deprecated"],
  summary: "A URL is written without quotes.",
  docs: {
    why: "Unquoted URLs are deprecated: Nix can be told to refuse them, and some versions do by default. They look like a path or a function, too: 'x:y' is a string.",
    remedy: "Put it in quotes.",
    whenToAllow: "Never with harm: the value is the same.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("uri")) yield { file, expr };
  },
  say({ file, expr }) {
    const { start, end, text } = expr;
    return {
      at: spanIn(file, expr),
      message: `The URL '${text}' has no quotes.`,
      key: text,
      fix: {
        title: "Put the URL in quotes",
        kind: "safe",
        // A '$' of a URL is never followed by a brace, and neither quotes nor backslashes can be in it.
        edits: [replace(file, start, end, `"${text}"`)],
      },
    };
  },
});
