import type { AttrTree, Expr } from "../../parser/ast.ts";
import { childrenOf } from "../../parser/walk.ts";

/** Names that enclosing functions, `let`s and recursive sets define at a place of a file. */
export function visibleNames(root: Expr, offset: number): Set<string> {
  const names = new Set<string>();
  let expr: Expr | undefined = root;
  while (expr !== undefined) {
    addNames(expr, names);
    expr = childrenOf(expr).find((child) => child.start <= offset && offset < child.end);
  }
  return names;
}

function addNames(expr: Expr, names: Set<string>): void {
  if (expr.kind === "lambda") {
    if (expr.param) names.add(expr.param.name);
    for (const formal of expr.formals?.list ?? []) names.add(formal.name.name);
  } else if (expr.kind === "let" || expr.kind === "legacy-let" || expr.kind === "attrset") {
    addStatics(expr.tree, names);
  }
}

function addStatics(tree: AttrTree, names: Set<string>): void {
  if (tree.recursive) for (const name of tree.statics.keys()) names.add(name);
}
