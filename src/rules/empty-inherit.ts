import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, removal, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { InheritBinding } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly binding: InheritBinding;
  readonly edit: TextEdit | null;
}

export default defineFileRule<Fact>({
  id: "empty-inherit",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["dead-code"],
  summary: "An 'inherit' names nothing.",
  docs: {
    why: "It defines no attribute: the names were forgotten or are gone.",
    remedy: "Name what is to be inherited, or remove it.",
    whenToAllow: "Never with harm: it has no effect.",
    blindSpots: "None.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const { outline } = analysis;
    const owners = [...outline.all("attrset"), ...outline.all("let"), ...outline.all("legacy-let")];
    for (const binding of owners.flatMap(({ bindings }) => bindings)) {
      if (binding.kind !== "inherit" || binding.names.length > 0) continue;
      const edit = removal(file, binding);
      const keeps = !hasComment(file, edit.at.start, edit.at.end);
      yield { file, binding, edit: keeps ? edit : null };
    }
  },
  say({ file, binding, edit }) {
    return {
      at: spanIn(file, binding),
      message: "This 'inherit' names nothing.",
      key: "inherit",
      ...(edit !== null && {
        fix: { title: "Remove the empty 'inherit'", kind: "safe" as const, edits: [edit] },
      }),
    };
  },
});
