/** Which variables of a file nothing defines. */
import type { AttrName, AttrTree, Expr, LambdaExpr, StringPart, VariableExpr } from "./ast.ts";

/** Names that are visible in an expression; `open` when a `with` is among what encloses it. */
interface Scope {
  readonly names: { has(name: string): boolean };
  readonly parent: Scope | null;
  readonly open: boolean;
}

/** A lambda's own names: the plain argument or the one beside `@`, and the formals. */
function lambdaNames(lambda: LambdaExpr): ReadonlySet<string> {
  const names = new Set<string>();
  if (lambda.param) names.add(lambda.param.name);
  for (const formal of lambda.formals?.list ?? []) names.add(formal.name.name);
  return names;
}

class Walk {
  readonly found: VariableExpr[] = [];
  readonly #work: { readonly expr: Expr; readonly scope: Scope }[] = [];

  run(root: Expr, globals: ReadonlySet<string>): void {
    this.#add(root, { names: globals, parent: null, open: false });
    for (let item = this.#work.pop(); item; item = this.#work.pop()) {
      this.#visit(item.expr, item.scope);
    }
  }

  #add(expr: Expr, scope: Scope): void {
    this.#work.push({ expr, scope });
  }

  #look(variable: VariableExpr, scope: Scope): void {
    if (scope.open || variable.name === "__curPos") return;
    for (let at: Scope | null = scope; at; at = at.parent) if (at.names.has(variable.name)) return;
    this.found.push(variable);
  }

  #parts(parts: readonly StringPart[], scope: Scope): void {
    for (const part of parts) if (typeof part !== "string") this.#add(part, scope);
  }

  #path(path: readonly AttrName[], scope: Scope): void {
    for (const name of path) if (name.kind === "dynamic-name") this.#add(name.expr, scope);
  }

  /** Gives the scope inside of the tree. */
  #tree(root: AttrTree, outer: Scope): Scope {
    const inside = (tree: AttrTree, scope: Scope): Scope =>
      tree.recursive ? { names: tree.statics, parent: scope, open: scope.open } : scope;
    const result = inside(root, outer);
    const trees = [{ tree: root, outer, inner: result }];
    for (let item = trees.pop(); item; item = trees.pop()) {
      const { tree, inner } = item;
      for (const source of tree.sources) this.#add(source, inner);
      for (const [name, entry] of tree.statics) {
        if (entry.kind === "value") {
          this.#add(entry.value, inner);
        } else if (entry.kind === "tree") {
          trees.push({ tree: entry.tree, outer: inner, inner: inside(entry.tree, inner) });
        } else if (entry.kind === "inherit") {
          const { start, end } = entry.name;
          this.#look({ kind: "variable", start, end, name }, item.outer);
        }
      }
      for (const { name, value } of tree.dynamics) {
        this.#add(name.expr, inner);
        if (value.kind === "value") this.#add(value.value, inner);
        else trees.push({ tree: value.tree, outer: inner, inner: inside(value.tree, inner) });
      }
    }
    return result;
  }

  #visit(expr: Expr, scope: Scope): void {
    switch (expr.kind) {
      case "variable":
        this.#look(expr, scope);
        break;
      case "string":
      case "path":
        this.#parts(expr.parts, scope);
        break;
      case "list":
        for (const element of expr.elements) this.#add(element, scope);
        break;
      case "attrset":
      case "legacy-let":
        this.#tree(expr.tree, scope);
        break;
      case "let":
        this.#add(expr.body, this.#tree(expr.tree, scope));
        break;
      case "with":
        this.#add(expr.namespace, scope);
        this.#add(expr.body, { names: new Set(), parent: scope, open: true });
        break;
      case "assert":
        this.#add(expr.condition, scope);
        this.#add(expr.body, scope);
        break;
      case "if":
        this.#add(expr.condition, scope);
        this.#add(expr.consequence, scope);
        this.#add(expr.alternative, scope);
        break;
      case "lambda": {
        const inner: Scope = { names: lambdaNames(expr), parent: scope, open: scope.open };
        for (const formal of expr.formals?.list ?? []) {
          if (formal.default) this.#add(formal.default, inner);
        }
        this.#add(expr.body, inner);
        break;
      }
      case "apply":
        this.#add(expr.function, scope);
        this.#add(expr.argument, scope);
        break;
      case "select":
        this.#add(expr.subject, scope);
        this.#path(expr.path, scope);
        if (expr.default) this.#add(expr.default, scope);
        break;
      case "has-attr":
        this.#add(expr.subject, scope);
        this.#path(expr.path, scope);
        break;
      case "unary":
        this.#add(expr.operand, scope);
        break;
      case "binary":
        this.#add(expr.left, scope);
        this.#add(expr.right, scope);
        break;
      case "paren":
        this.#add(expr.inner, scope);
        break;
    }
  }
}

/**
 * The variables that Nix refuses as undefined, in order: those that no enclosing `let`, function, recursive set or
 * `globals` defines and no `with` encloses. For names of `inherit x;` a variable with the place of the name. Does not
 * recurse, however deep the expression is.
 */
export function undefinedVariables(root: Expr, globals: ReadonlySet<string>): VariableExpr[] {
  const walk = new Walk();
  walk.run(root, globals);
  return walk.found.sort((a, b) => a.start - b.start);
}
