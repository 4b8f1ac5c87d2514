import type { Expr, StringPart, SyntaxProblem } from "./ast.ts";

/** A path from its pieces; reports those that Nix' lexer takes for a path but its parser refuses. */
export function pathExpr(
  start: number,
  end: number,
  parts: StringPart[],
  problems: SyntaxProblem[],
): Expr {
  const last = parts[parts.length - 1];
  if (typeof last === "string" && last.endsWith("/")) {
    const message = "A path must not end in a slash.";
    problems.push({ rule: "path-slash", message, start: end - 1, end });
  }
  // Nix' lexer ends a token between two slashes, and only an interpolation may follow the second one.
  const [before] = parts;
  const doubled = typeof before === "string" ? (before.match(/\/(?=\/)/g)?.length ?? 0) : 0;
  if (doubled > (parts.length === 1 ? 0 : 1)) {
    const message = "A path must not have two slashes in a row.";
    problems.push({ rule: "syntax-error", message, start, end });
  }
  return { kind: "path", start, end, parts };
}
