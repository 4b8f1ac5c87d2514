import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { spanIn } from "../fleet/query/text-edits.ts";
import type { SearchPathExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly expr: SearchPathExpr;
}

export default defineFileRule<Fact>({
  id: "search-path",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["purity"],
  summary: "A path in angle brackets is looked up on the search path.",
  docs: {
    why: "What '<nixpkgs>' means depends on the machine and the user ('NIX_PATH'), so two people build different things from the same file; evaluation of flakes refuses it.",
    remedy: "Take it from a flake input or from a pinned source.",
    whenToAllow: "In files that are meant for channels, 'shell.nix' for one.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    for (const expr of analysis.outline.all("search-path")) {
      // `<nix/fetchurl.nix>` comes with Nix and is the same everywhere.
      if (!expr.name.startsWith("nix/")) yield { file, expr };
    }
  },
  say({ file, expr }) {
    return {
      at: spanIn(file, expr),
      message: `'<${expr.name}>' depends on the search path of who evaluates it.`,
      key: expr.name,
    };
  },
});
