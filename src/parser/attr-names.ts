/** Names of attributes from what stands in their place. */
import type { AttrName, DynamicName, Expr, StaticName, SyntaxProblem } from "./ast.ts";

/** The text of a string literal without interpolation, seen through parentheses; Nix takes it for a static name. */
function staticText(expr: Expr): string | undefined {
  let inner = expr;
  while (inner.kind === "paren") inner = inner.inner;
  if (inner.kind === "uri") return inner.text;
  if (inner.kind !== "string" || inner.parts.length > 1) return undefined;
  const text = inner.parts.length === 0 ? "" : inner.parts[0];
  return typeof text === "string" ? text : undefined;
}

/** One element of an attribute path: an identifier, a string or `${ }`. */
function attrName(node: StaticName | DynamicName | Expr): AttrName {
  if (node.kind === "static-name") return node;
  const expr = node.kind === "dynamic-name" ? node.expr : node;
  const text = staticText(expr);
  const { start, end } = node;
  if (text !== undefined) return { kind: "static-name", start, end, name: text, quoted: true };
  return node.kind === "dynamic-name" ? node : { kind: "dynamic-name", start, end, expr: node };
}

/** The attribute path that some values are. */
export function attrNames(values: readonly unknown[], from: number, to: number): AttrName[] {
  const path: AttrName[] = [];
  for (let i = from; i < to; i++) path.push(attrName(values[i] as StaticName | DynamicName | Expr));
  return path;
}

/** Reports a computed name where Nix allows none. */
export function rejectDynamic(name: DynamicName, where: string, problems: SyntaxProblem[]): void {
  const message = `A computed attribute name is not allowed ${where}.`;
  const { start, end } = name;
  problems.push({ rule: "invalid-dynamic-attribute", message, start, end });
}

/** The names that an `inherit` lists. */
export function inheritedNames(
  values: readonly unknown[],
  from: number,
  to: number,
  problems: SyntaxProblem[],
): StaticName[] {
  const result: StaticName[] = [];
  for (const name of attrNames(values, from, to)) {
    if (name.kind === "dynamic-name") rejectDynamic(name, "in 'inherit'", problems);
    // `inherit;` gets an empty name from the tokenizer.
    else if (name.end > name.start) result.push(name);
  }
  return result;
}
