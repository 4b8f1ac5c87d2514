import { globalNames } from "../evaluator/builtins/index.ts";
import type { NixFile } from "../fleet/fleet.ts";
import { builtinNames } from "../fleet/query/builtin-uses.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { replace, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { FreeUse } from "../parser/usage.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly use: FreeUse;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "missing-builtins-prefix",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["evaluation"],
  summary: "A builtin is used without 'builtins.' that is not in scope without it.",
  docs: {
    why: "Nix refuses the whole file as the variable is not defined, so every host that reaches it fails to evaluate.",
    remedy: "Write 'builtins.' before it.",
    whenToAllow: "Only for files that are read by 'scopedImport', which gives them further names.",
    blindSpots: "Inside of 'with', any name may come from its set: nothing is said there.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const { free, binders } = analysis.usage;
    const shadowed = binders.some(({ name }) => name === "builtins");
    for (const use of free) {
      const { name, start, inherited, inWith } = use;
      if (inWith || globals().has(name) || !globals().has(`__${name}`)) continue;
      if (!builtinNames().has(name)) continue;
      const edit = inherited || shadowed ? null : replace(file, start, start, "builtins.");
      yield { file, use, edit };
    }
  },
  say({ file, use, edit }) {
    const { name } = use;
    return {
      at: spanIn(file, use),
      message: `'${name}' is not in scope: it is 'builtins.${name}'.`,
      ...(use.inherited && { help: `Write 'inherit (builtins) ${name};'.` }),
      key: name,
      ...(edit !== null && {
        fix: { title: `Write 'builtins.${name}'`, kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});

let allNames: ReadonlySet<string> | undefined;

function globals(): ReadonlySet<string> {
  allNames ??= globalNames();
  return allNames;
}
