import type { Span } from "../../core/span.ts";
import type { EvalError } from "../../evaluator/errors.ts";
import type { Binding, Expr } from "../../parser/ast.ts";
import { childrenOf } from "../../parser/walk.ts";
import type { Fleet, NixFile } from "../fleet.ts";
import { callOf, unwrapped } from "./calls.ts";
import { fullEvaluation } from "./evaluation-failures.ts";

/** An error that Nix would give as well, and the hosts that have it. */
export interface ProvenError {
  readonly error: EvalError;
  readonly at: Span;
  /** What cannot be evaluated; null for hosts as a whole. */
  readonly option: readonly string[] | null;
  readonly hosts: string[];
}

/**
 * Errors of the repository's own code, of those kinds that a gap of nixlint's knowledge cannot cause: a `throw` that is
 * written there, a call without an argument, an attribute that a set written in the same file has not, a recursion.
 */
export function provenErrors(fleet: Fleet): ProvenError[] {
  const files = new Map(fleet.files.map((file) => [file.source.path, file]));
  const found = new Map<string, ProvenError>();
  for (const { error, host, option } of fullEvaluation(fleet).failures) {
    const { at } = error;
    const file = at === null ? undefined : files.get(at.file.path);
    if (at === null || file === undefined || !isProven(error, at, file)) continue;
    const key = `${at.file.path}:${at.start}:${error.message}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { error, at, option, hosts: [host.name] });
    else if (!known.hosts.includes(host.name)) known.hosts.push(host.name);
  }
  return [...found.values()];
}

function isProven(error: EvalError, at: Span, file: NixFile): boolean {
  // What goes through a model may fail because of the model.
  if (error.frames.some(({ span }) => span?.file.path.startsWith("«"))) return false;
  switch (error.kind) {
    case "throw":
    case "abort":
      return isThrow(expressionAt(file, at));
    case "missing-argument":
    case "unexpected-argument":
    case "infinite-recursion":
    case "arithmetic":
      return true;
    case "missing-attribute":
      return isOwnSet(file, at);
    default:
      return false;
  }
}

/** A `throw "…"` that does not ask for a builtin that only some have. */
function isThrow(path: readonly Expr[]): boolean {
  const thrown = path.some((expr) => {
    const name = expr.kind === "apply" ? callOf(expr)?.name : undefined;
    return name === "throw" || name === "abort";
  });
  return thrown && !path.some((expr) => expr.kind === "if" && asksBuiltins(expr.condition));
}

function asksBuiltins(expr: Expr): boolean {
  if (expr.kind === "has-attr") return true;
  return childrenOf(expr).some(asksBuiltins);
}

/** Whether the attribute is selected from a set that is written out in the file. */
function isOwnSet(file: NixFile, at: Span): boolean {
  const path = expressionAt(file, at);
  const select = path.findLast((expr) => expr.kind === "select");
  if (select?.kind !== "select" || select.path.length !== 1) return false;
  const subject = unwrapped(select.subject);
  if (subject.kind === "attrset") return isPlain(subject);
  if (subject.kind !== "variable") return false;
  // The innermost definition of the variable is what it means.
  for (const expr of [...path].reverse()) {
    if (expr.kind === "lambda") {
      const formals = expr.formals?.list.some((formal) => formal.name.name === subject.name);
      if (formals || expr.param?.name === subject.name) return false;
    }
    if (expr.kind !== "let" && !(expr.kind === "attrset" && expr.recursive)) continue;
    const binding = expr.bindings.find((one) => names(one, subject.name));
    if (binding !== undefined) return binding.kind === "attr" && isPlain(binding.value);
  }
  return false;
}

function names(binding: Binding, name: string): boolean {
  if (binding.kind === "inherit") return binding.names.some((one) => one.name === name);
  const [first] = binding.path;
  return binding.path.length === 1 && first?.kind === "static-name" && first.name === name;
}

/** A set with nothing in it that is computed. */
function isPlain(expr: Expr): boolean {
  const set = unwrapped(expr);
  return set.kind === "attrset" && set.tree.dynamics.length === 0;
}

/** The expressions around a place, the outermost first. */
function expressionAt(file: NixFile, at: Span): Expr[] {
  const path: Expr[] = [];
  let expr: Expr | undefined = file.parsed.root;
  while (expr !== undefined) {
    path.push(expr);
    expr = childrenOf(expr).find((child) => child.start <= at.start && at.end <= child.end);
  }
  return path;
}
