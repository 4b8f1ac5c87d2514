import { nearMiss } from "../core/near-miss.ts";
import type { SourceFile } from "../core/source-file.ts";
import { globalNames } from "../evaluator/builtins/index.ts";
import { visibleNames } from "../fleet/query/visible-names.ts";
import type { Expr, VariableExpr } from "../parser/ast.ts";
import { undefinedVariables } from "../parser/scope.ts";
import { defineFileRule } from "./define.ts";

interface Fact {
  readonly source: SourceFile;
  /** Every use of the name, in order. */
  readonly uses: readonly VariableExpr[];
  /** A name that is visible and probably meant. */
  readonly meant: string | undefined;
  /** Whether the file is a function that could take the name as an argument. */
  readonly isArgument: boolean;
}

/** Names that a file gets as an argument of its outermost function, where it asks for them. */
const ARGUMENTS = new Set([
  "config",
  "hostname",
  "inputs",
  "lib",
  "modulesPath",
  "options",
  "outputs",
  "pkgs",
  "self",
  "specialArgs",
  "system",
  "username",
  "utils",
]);

/** As many further uses as are shown. */
const SHOWN_USES = 4;

export default defineFileRule<Fact>({
  id: "undefined-variable",
  scope: "file",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["evaluation"],
  summary: "A variable is used that nothing defines.",
  docs: {
    why: "Nix refuses the whole file when it reads it, even where the variable would never be needed, so every host that reaches the file fails to evaluate.",
    remedy:
      "Correct the name, or define it: as an argument of the function around it, in a `let`, or with `inherit`.",
    whenToAllow: "Only for files that are read by `scopedImport`, which gives them further names.",
    blindSpots: "Inside of `with`, any name may come from its set: nothing is said there.",
  },
  *find({ source, parsed }) {
    // What stands around a syntax error is a guess of the parser.
    if (parsed.problems.some((problem) => problem.rule === "syntax-error")) return;
    if (parsed.encrypted) return;
    const byName = new Map<string, VariableExpr[]>();
    for (const variable of undefinedVariables(parsed.root, globals())) {
      // `readFile` instead of `builtins.readFile` is a finding of its own.
      if (globals().has(`__${variable.name}`)) continue;
      const uses = byName.get(variable.name) ?? [];
      uses.push(variable);
      byName.set(variable.name, uses);
    }
    for (const [name, uses] of byName) {
      const [first] = uses as [VariableExpr];
      const visible = visibleNames(parsed.root, first.start);
      const isArgument = ARGUMENTS.has(name) && takesArguments(parsed.root);
      const meant = isArgument ? undefined : nearMiss(name, visible);
      yield { source, uses, meant, isArgument };
    }
  },
  say({ source, uses, meant, isArgument }) {
    const [first, ...others] = uses as [VariableExpr, ...VariableExpr[]];
    const { name } = first;
    const at = (use: VariableExpr) => ({ file: source, start: use.start, end: use.end });
    const question = meant === undefined ? "" : `; did you mean '${meant}'?`;
    const help = isArgument
      ? { help: `Add '${name}' to the arguments of the function that the file begins with.` }
      : meant === undefined
        ? {}
        : { help: `Write '${meant}' instead, or define '${name}'.` };
    return {
      at: at(first),
      message: `Variable '${name}' is not defined${question || "."}`,
      ...help,
      related: others
        .slice(0, SHOWN_USES)
        .map((use) => ({ at: at(use), message: "also used here" })),
      key: name,
    };
  },
});

let names: ReadonlySet<string> | undefined;

function globals(): ReadonlySet<string> {
  names ??= globalNames();
  return names;
}

/** `{ config, ... }: …`: a function that says which arguments it wants. */
function takesArguments(root: Expr): boolean {
  let expr = root;
  while (expr.kind === "paren" || expr.kind === "let") {
    expr = expr.kind === "paren" ? expr.inner : expr.body;
  }
  return expr.kind === "lambda" && expr.formals !== null;
}
