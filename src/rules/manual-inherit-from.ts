import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import {
  hasComment,
  removal,
  replace,
  spanIn,
  staticPath,
  type TextEdit,
  textOf,
} from "../fleet/query/text-edits.ts";
import type { AttrBinding, Binding, SelectExpr } from "../parser/ast.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly bindings: readonly AttrBinding[];
  readonly names: readonly string[];
  readonly from: string;
  readonly edits: readonly TextEdit[] | null;
}

export default defineFileRule<Fact>({
  id: "manual-inherit-from",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "very-high",
  tags: ["style"],
  summary: "Attributes are set to those of the same name of another set.",
  docs: {
    why: "'inherit (set)' names the set once and each attribute once, so that a misspelt pair cannot happen.",
    remedy: "Write 'inherit' with the set in parentheses.",
    whenToAllow: "Where the other attributes around are written out, too.",
    blindSpots: "Only sets that are a name with attributes are looked at.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const { outline } = analysis;
    for (const { bindings } of [...outline.all("attrset"), ...outline.all("let")]) {
      for (const [from, group] of groupsOf(file, bindings)) {
        const names = group.map(nameOf);
        yield { file, bindings: group, names, from, edits: editsOf(file, group, names, from) };
      }
    }
  },
  say({ file, bindings, names, from, edits }) {
    const [first, ...others] = bindings as [AttrBinding, ...AttrBinding[]];
    const inherit = `inherit (${from}) ${names.join(" ")};`;
    return {
      at: spanIn(file, first),
      message:
        others.length === 0
          ? `'${names[0]}' is taken from '${from}' under its own name.`
          : `${names.map((name) => `'${name}'`).join(", ")} are taken from '${from}' under their own names.`,
      help: `Write '${inherit}'.`,
      related: others.map((other) => ({ at: spanIn(file, other), message: "also taken here" })),
      key: `${from} ${names.join(" ")}`,
      ...(edits !== null && {
        fix: { title: `Write '${inherit}'`, kind: "unsafe" as const, edits: edits },
      }),
    };
  },
});

/** The bindings `a = set.a;` of one set, by the text of `set`. */
function groupsOf(file: NixFile, bindings: readonly Binding[]): Map<string, AttrBinding[]> {
  const groups = new Map<string, AttrBinding[]>();
  for (const binding of bindings) {
    if (binding.kind !== "attr" || binding.path.length !== 1) continue;
    const { value } = binding;
    if (value.kind !== "select" || value.default !== null) continue;
    const from = setOf(file, value);
    const [attr] = binding.path;
    const last = value.path.at(-1);
    if (from === undefined || attr?.kind !== "static-name" || attr.quoted) continue;
    // `a = a.a;` in a `let` is itself, and a name without quotes is what can be inherited anywhere.
    if (last?.kind !== "static-name" || last.quoted || last.name !== attr.name) continue;
    const group = groups.get(from);
    if (group === undefined) groups.set(from, [binding]);
    else group.push(binding);
  }
  return groups;
}

/** The text of what the last attribute is selected from. */
function setOf(file: NixFile, { start, subject, path }: SelectExpr): string | undefined {
  if (subject.kind !== "variable" || staticPath(path) === undefined) return undefined;
  const before = path.at(-2) ?? subject;
  if (hasComment(file, start, before.end)) return undefined;
  return textOf(file, { start, end: before.end }).replace(/\s+/g, "");
}

function nameOf({ path }: AttrBinding): string {
  const [attr] = path;
  return attr?.kind === "static-name" ? attr.name : "";
}

/** The first becomes the `inherit`, the others go; null where a comment is in the way. */
function editsOf(
  file: NixFile,
  [first, ...others]: readonly AttrBinding[],
  names: readonly string[],
  from: string,
): TextEdit[] | null {
  const { start, end } = first as AttrBinding;
  const edits = [
    replace(file, start, end, `inherit (${from}) ${names.join(" ")};`),
    ...others.map((other) => removal(file, other)),
  ];
  return edits.some(({ at }) => hasComment(file, at.start, at.end)) ? null : edits;
}
