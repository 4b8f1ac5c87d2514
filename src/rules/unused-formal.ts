import type { NixFile } from "../fleet/fleet.ts";
import { analysisOf } from "../fleet/query/file-analysis.ts";
import {
  hasComment,
  replace,
  spanIn,
  type TextEdit,
  tokenFrom,
} from "../fleet/query/text-edits.ts";
import type { Expr, Formal, LambdaExpr } from "../parser/ast.ts";
import type { Outline } from "../parser/outline.ts";
import type { Binder } from "../parser/usage.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly file: NixFile;
  readonly binder: Binder;
  readonly edits: readonly TextEdit[] | null;
}

/** What the module system hands to every module: asking for it by habit is no mistake. */
const MODULE_ARGUMENTS = new Set(["config", "lib", "modulesPath", "options", "pkgs"]);

export default defineFileRule<Fact>({
  id: "unused-formal",
  scope: "file",
  severity: "info",
  since: "0.1.0",
  precision: "high",
  tags: ["dead-code"],
  summary: "A function asks for an argument by name and never uses it.",
  docs: {
    why: "A reader takes the name for something the function depends on, and every caller has to have it.",
    remedy: "Remove the name, and where the function has no '...' the argument that callers give.",
    whenToAllow:
      "When callers decide which arguments there are: a name that begins with an underscore is left alone.",
    blindSpots:
      "Nothing is said of 'config', 'lib', 'modulesPath', 'options' and 'pkgs' of a function with '...', of functions that name the whole argument with '@', of the function a file consists of where it has no '...' (those are filled by callPackage), of functions given to callPackage, and of flake outputs without '...'.",
  },
  *find(file) {
    const analysis = analysisOf(file);
    if (analysis === null) return;
    const { usage, outline } = analysis;
    for (const binder of usage.binders) {
      if (binder.kind !== "formal" || binder.uses.length > 0) continue;
      if (binder.name.startsWith("_")) continue;
      const lambda = binder.owner as LambdaExpr;
      if (isDictated(lambda, binder.name, file, outline)) continue;
      yield { file, binder, edits: removalOf(file, lambda, binder.formal as Formal) };
    }
  },
  say({ file, binder, edits }) {
    const { name } = binder;
    return {
      at: spanIn(file, binder.place),
      message: `The function asks for '${name}' and never uses it.`,
      key: name,
      ...(edits !== null && {
        fix: { title: `Remove the argument '${name}'`, kind: "unsafe" as const, edits },
      }),
    };
  },
});

/** Whether it is not the function's own choice to ask for the name, or habit that does no harm. */
function isDictated(lambda: LambdaExpr, name: string, file: NixFile, outline: Outline): boolean {
  // With `args@{ … }` names are listed to be there for `args`, or to be left out by what `args` is given to.
  if (lambda.param !== null) return true;
  const { ellipsis } = lambda.formals as { ellipsis: boolean };
  if (ellipsis) return MODULE_ARGUMENTS.has(name) || (name === "self" && isOutputs(lambda, file));
  return isWholeFile(lambda, outline) || isOutputs(lambda, file) || isCalled(lambda, outline);
}

function isWholeFile(lambda: LambdaExpr, outline: Outline): boolean {
  let expr: Expr = lambda;
  for (let around = outline.parent(expr); around; around = outline.parent(expr)) {
    const passes =
      around.kind === "paren" ||
      ((around.kind === "let" || around.kind === "with" || around.kind === "assert") &&
        around.body === expr);
    if (!passes) return false;
    expr = around;
  }
  return true;
}

/** `outputs = { self, … }: …` of a flake. */
function isOutputs(lambda: LambdaExpr, file: NixFile): boolean {
  if (!/(^|\/)flake\.nix$/.test(file.path)) return false;
  const { root } = file.parsed;
  if (root.kind !== "attrset") return false;
  const outputs = root.tree.statics.get("outputs");
  if (outputs?.kind !== "value") return false;
  let { value } = outputs;
  while (value.kind === "paren") value = value.inner;
  return value === lambda;
}

/** Whether a function that fills arguments by name is given the lambda: `callPackage ({ stdenv }: …) { }`. */
function isCalled(lambda: LambdaExpr, outline: Outline): boolean {
  const around = outline.around(lambda);
  if (around?.kind !== "apply") return false;
  const called = around.function;
  if (called.kind === "variable") return /callPackage/i.test(called.name);
  if (called.kind !== "select") return false;
  const last = called.path.at(-1);
  return last?.kind === "static-name" && /callPackage|makeOverridable/i.test(last.name);
}

/** Takes the name away with its comma; null where a comment would go with it. */
function removalOf(file: NixFile, lambda: LambdaExpr, formal: Formal): TextEdit[] | null {
  const { text } = file.source;
  const formals = lambda.formals as NonNullable<LambdaExpr["formals"]>;
  const index = formals.list.indexOf(formal);
  const after = tokenFrom(file, formal.end);
  let start = formal.start;
  let end = formal.end;
  if (text[after] === ",") {
    // Up to the next name, so that the layout of the others stays.
    end = after + 1;
    while (/\s/.test(text[end] ?? "")) end++;
    const isLast = index === formals.list.length - 1 && !formals.ellipsis;
    if (isLast) end = after + 1;
    // A comma at the beginning of the line: that before goes, not that after.
    const previous = formals.list[index - 1];
    if (/\n\s*$/.test(text.slice(formal.end, after)) && previous !== undefined) {
      start = tokenFrom(file, previous.end);
      end = formal.end;
      while (/\s/.test(text[start - 1] ?? "")) start--;
    }
  } else {
    const previous = formals.list[index - 1];
    if (previous !== undefined) start = previous.end;
  }
  return hasComment(file, start, end) ? null : [replace(file, start, end, "")];
}
