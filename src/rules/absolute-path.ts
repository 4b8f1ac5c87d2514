import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { spanIn } from "../fleet/query/text-edits.ts";
import type { PathExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: PathExpr;
  readonly path: string;
}

export default defineFileRule<Fact>({
  id: "absolute-path",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["purity"],
  summary: "A path literal is absolute.",
  docs: {
    why: "The file has to be on every machine that evaluates the configuration, and where the path is used as a string it is copied to the world-readable store; evaluation of flakes refuses it.",
    remedy:
      "Use a path relative to the file, or a string in quotes for a path of the running machine.",
    whenToAllow: "In configurations that are only ever evaluated on one machine.",
    blindSpots: "Paths that are made from strings are not seen.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("path")) {
      const [path] = expr.parts;
      if (typeof path !== "string" || !/^[/~]/.test(path)) continue;
      // `/. + text` is how a string becomes a path, and `/` alone names no file.
      if (/^\/[./]*$/.test(path) || path.startsWith("/nix/store")) continue;
      yield { file, expr, path };
    }
  },
  say({ file, expr, path }) {
    return {
      at: spanIn(file, expr),
      message: `'${path}' is a path on the machine that evaluates the configuration.`,
      key: path,
    };
  },
});
