import type { AttrName, Binding, Expr, StringPart } from "./ast.ts";

/** The expressions directly below one, in the order they are written; names that are computed included. */
export function childrenOf(expr: Expr): Expr[] {
  switch (expr.kind) {
    case "int":
    case "float":
    case "search-path":
    case "uri":
    case "variable":
    case "error":
      return [];
    case "string":
    case "path":
      return ofParts(expr.parts);
    case "list":
      return [...expr.elements];
    case "attrset":
    case "legacy-let":
      return ofBindings(expr.bindings);
    case "let":
      return [...ofBindings(expr.bindings), expr.body];
    case "with":
      return [expr.namespace, expr.body];
    case "assert":
      return [expr.condition, expr.body];
    case "if":
      return [expr.condition, expr.consequence, expr.alternative];
    case "lambda": {
      const defaults = expr.formals?.list.flatMap((formal) => formal.default ?? []) ?? [];
      return [...defaults, expr.body];
    }
    case "apply":
      return [expr.function, expr.argument];
    case "select": {
      const names = ofPath(expr.path);
      return [expr.subject, ...names, ...(expr.default === null ? [] : [expr.default])];
    }
    case "has-attr":
      return [expr.subject, ...ofPath(expr.path)];
    case "unary":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "paren":
      return [expr.inner];
  }
}

function ofParts(parts: readonly StringPart[]): Expr[] {
  return parts.filter((part) => typeof part !== "string");
}

function ofPath(path: readonly AttrName[]): Expr[] {
  return path.flatMap((name) => (name.kind === "dynamic-name" ? name.expr : []));
}

function ofBindings(bindings: readonly Binding[]): Expr[] {
  return bindings.flatMap((binding) =>
    binding.kind === "attr"
      ? [...ofPath(binding.path), binding.value]
      : binding.from === null
        ? []
        : [binding.from],
  );
}
