import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import { hasComment, removal, spanIn, type TextEdit } from "../fleet/query/text-edits.ts";
import type { Binding, LetExpr } from "../parser/ast.ts";
import { type Binder, unneededBinders } from "../parser/usage.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly binder: Binder;
  /** Another unused binding that uses it. */
  readonly user: Binder | undefined;
  readonly edits: readonly TextEdit[] | null;
}

export default defineFileRule<Fact>({
  id: "unused-binding",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["dead-code"],
  summary: "A name is bound in a 'let' and never used.",
  docs: {
    why: "Nix never evaluates it. Often it is what a change left over, or the place that should use it misspells it or was forgotten.",
    remedy: "Use it, or remove it.",
    whenToAllow:
      "When the name is there for later: let it begin with an underscore, and nothing is said.",
    blindSpots:
      "Attributes of sets and of recursive sets can be used from anywhere, so nothing is said of them.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const unneeded = unneededBinders(analysis.usage).filter(({ name }) => !name.startsWith("_"));
    const names = new Set(unneeded.map((binder) => binder));
    for (const binder of unneeded) {
      const user = binder.uses
        .flatMap(({ within }) => within ?? [])
        .find((other) => other !== binder);
      const edits = user === undefined ? removalOf(file, binder, names) : null;
      yield { file, binder, user, edits };
    }
  },
  say({ file, binder, user, edits }) {
    const { name } = binder;
    const but = user === undefined ? "." : `: only '${user.name}' uses it, which is unused too.`;
    return {
      at: spanIn(file, binder.place),
      message: `'${name}' is bound and never used${but}`,
      key: name,
      ...(edits !== null && {
        fix: { title: `Remove the unused '${name}'`, kind: "unsafe" as const, edits },
      }),
    };
  },
});

/** The edits that take a binding away; null where they would take a comment with them. */
function removalOf(
  file: NixFile,
  binder: Binder,
  unneeded: ReadonlySet<Binder>,
): TextEdit[] | null {
  const edits: TextEdit[] = [];
  const owner = binder.owner as LetExpr;
  const gone = new Set([...unneeded].filter((b) => b.owner === owner).map(({ name }) => name));
  for (const binding of owner.bindings) {
    const edit = editOf(file, binding, binder.name, gone);
    if (edit === undefined) continue;
    if (hasComment(file, edit.at.start, edit.at.end)) return null;
    edits.push(edit);
  }
  return edits.length === 0 ? null : edits;
}

function editOf(
  file: NixFile,
  binding: Binding,
  name: string,
  gone: ReadonlySet<string>,
): TextEdit | undefined {
  if (binding.kind === "attr") {
    const [first] = binding.path;
    const isIt = first?.kind === "static-name" && first.name === name;
    return isIt ? removal(file, binding) : undefined;
  }
  const inherited = binding.names.find((other) => other.name === name);
  if (inherited === undefined) return undefined;
  const all = binding.names.every((other) => gone.has(other.name));
  return removal(file, all ? binding : inherited);
}
