/** The expressions of a file by kind, and what each stands in. */
import type { Expr } from "./ast.ts";
import { childrenOf } from "./walk.ts";

export class Outline {
  readonly #byKind = new Map<Expr["kind"], Expr[]>();
  readonly #parents = new Map<Expr, Expr>();

  /** Walks the tree as it is written; does not recurse. */
  constructor(root: Expr) {
    const work: Expr[] = [root];
    for (let expr = work.pop(); expr; expr = work.pop()) {
      const list = this.#byKind.get(expr.kind);
      if (list === undefined) this.#byKind.set(expr.kind, [expr]);
      else list.push(expr);
      const children = childrenOf(expr);
      for (let i = children.length - 1; i >= 0; i--) {
        const child = children[i] as Expr;
        this.#parents.set(child, expr);
        work.push(child);
      }
    }
  }

  /** Every expression of a kind, in the order in which they begin. */
  all<Kind extends Expr["kind"]>(kind: Kind): readonly Extract<Expr, { kind: Kind }>[] {
    return (this.#byKind.get(kind) ?? []) as Extract<Expr, { kind: Kind }>[];
  }

  /** The expression directly around one; undefined for the whole file. */
  parent(expr: Expr): Expr | undefined {
    return this.#parents.get(expr);
  }

  /** The expression around one, parentheses not counted. */
  around(expr: Expr): Expr | undefined {
    let parent = this.parent(expr);
    while (parent?.kind === "paren") parent = this.parent(parent);
    return parent;
  }
}
