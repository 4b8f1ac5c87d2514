/** Which names of a file are bound where, and where each is used. */
import type {
  AttrName,
  AttrSetExpr,
  AttrTree,
  Expr,
  Formal,
  LambdaExpr,
  LetExpr,
  StringPart,
  VariableExpr,
  WithExpr,
} from "./ast.ts";

interface Extent {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * One bound name. `argument` is the plain argument of a function, `at` the name beside `@`, `rec` an attribute of a
 * recursive set or of an old `let { }`.
 */
export interface Binder {
  readonly kind: "let" | "rec" | "formal" | "argument" | "at";
  readonly name: string;
  readonly place: Extent;
  /** The `let` or the function; null for attributes of recursive sets. */
  readonly owner: LetExpr | LambdaExpr | null;
  readonly formal: Formal | null;
  readonly uses: Use[];
}

/** A use of a name: a variable or a name of `inherit x;`. */
export interface Use extends Extent {
  readonly name: string;
  readonly inherited: boolean;
  /** The `let` bindings that need the use: those in whose value it stands, the innermost; null for none. */
  readonly within: readonly Binder[] | null;
}

/** A use of a name that nothing in the file binds: a global one, one of a `with`, or one that is not defined. */
export interface FreeUse extends Use {
  readonly inWith: boolean;
}

export interface Usage {
  /** In order of their places. */
  readonly binders: readonly Binder[];
  readonly free: readonly FreeUse[];
  /** What binds a variable; none for free ones. */
  readonly bound: ReadonlyMap<VariableExpr, Binder>;
  /** Recursive sets that are no part of another by merging, with whether an attribute is used through the recursion. */
  readonly recursiveSets: ReadonlyMap<AttrSetExpr, boolean>;
  /** Every `with`, and whether a name may come from it. */
  readonly withs: ReadonlyMap<WithExpr, boolean>;
  /** Sets that stand for themselves: `{ b = 1; }` of `a = { b = 1; }; a.c = 2;` is none of them. */
  readonly ownSets: ReadonlySet<Expr>;
}

interface Scope {
  readonly names: ReadonlyMap<string, Binder>;
  readonly parent: Scope | null;
  /** The innermost `with` around, and those around it. */
  readonly with: WithScope | null;
}

interface WithScope {
  readonly expr: WithExpr;
  readonly parent: WithScope | null;
}

interface Work {
  readonly expr: Expr;
  readonly scope: Scope;
  readonly within: readonly Binder[] | null;
}

const NO_NAMES: ReadonlyMap<string, Binder> = new Map();

class UsageWalk {
  readonly binders: Binder[] = [];
  readonly free: FreeUse[] = [];
  readonly bound = new Map<VariableExpr, Binder>();
  readonly withs = new Map<WithExpr, boolean>();
  readonly ownSets = new Set<Expr>();
  readonly sets: { readonly expr: AttrSetExpr; readonly scope: Scope }[] = [];
  readonly #globals: ReadonlySet<string>;
  readonly #work: Work[] = [];

  constructor(globals: ReadonlySet<string>) {
    this.#globals = globals;
  }

  run(root: Expr): void {
    this.#work.push({
      expr: root,
      scope: { names: NO_NAMES, parent: null, with: null },
      within: null,
    });
    for (let item = this.#work.pop(); item; item = this.#work.pop()) this.#visit(item);
  }

  #add(expr: Expr, { scope, within }: Omit<Work, "expr">): void {
    this.#work.push({ expr, scope, within });
  }

  #binder(binder: Omit<Binder, "uses">): Binder {
    const made = { ...binder, uses: [] };
    this.binders.push(made);
    return made;
  }

  #use(use: Use, scope: Scope): Binder | undefined {
    if (use.name === "__curPos") return undefined;
    for (let at: Scope | null = scope; at; at = at.parent) {
      const binder = at.names.get(use.name);
      if (binder === undefined) continue;
      binder.uses.push(use);
      return binder;
    }
    this.free.push({ ...use, inWith: scope.with !== null });
    if (this.#globals.has(use.name)) return undefined;
    for (let at = scope.with; at !== null && !this.withs.get(at.expr); at = at.parent) {
      this.withs.set(at.expr, true);
    }
    return undefined;
  }

  #parts(parts: readonly StringPart[], at: Work): void {
    for (const part of parts) if (typeof part !== "string") this.#add(part, at);
  }

  #path(path: readonly AttrName[], at: Omit<Work, "expr">): void {
    for (const name of path) if (name.kind === "dynamic-name") this.#add(name.expr, at);
  }

  /** Visits what a set or `let` defines; gives the scope inside of it. */
  #tree(root: AttrTree, outer: Work, owner: LetExpr | null): Scope {
    const first = this.#inside(root, outer.scope, owner);
    const trees = [{ tree: root, outer: outer.scope, inner: first, within: outer.within }];
    for (let item = trees.pop(); item; item = trees.pop()) {
      const { tree, inner, within } = item;
      const values = owner !== null && tree === root ? inner.names : NO_NAMES;
      const ownerOf = (name: string) => {
        const binder = values.get(name);
        return binder === undefined ? within : [binder];
      };
      const heirs: Binder[][] = tree.sources.map(() => []);
      for (const [name, entry] of tree.statics) {
        const at = { scope: inner, within: ownerOf(name) };
        if (entry.kind === "value") {
          this.#add(entry.value, at);
        } else if (entry.kind === "tree") {
          const below = this.#inside(entry.tree, inner, null);
          trees.push({ tree: entry.tree, outer: inner, inner: below, within: at.within });
        } else if (entry.kind === "inherit") {
          const { start, end } = entry.name;
          this.#use({ start, end, name, inherited: true, within: at.within }, item.outer);
        } else {
          const binder = values.get(name);
          if (binder !== undefined) heirs[entry.source]?.push(binder);
        }
      }
      for (const [i, source] of tree.sources.entries()) {
        const needed = heirs[i] as Binder[];
        this.#add(source, { scope: inner, within: needed.length === 0 ? within : needed });
      }
      for (const { name, value } of tree.dynamics) {
        const at = { scope: inner, within };
        this.#add(name.expr, at);
        if (value.kind === "value") {
          this.#add(value.value, at);
        } else {
          const below = this.#inside(value.tree, inner, null);
          trees.push({ tree: value.tree, outer: inner, inner: below, within });
        }
      }
    }
    return first;
  }

  #inside(tree: AttrTree, scope: Scope, owner: LetExpr | null): Scope {
    if (!tree.recursive) return scope;
    const kind = owner === null ? "rec" : "let";
    const names = new Map<string, Binder>();
    for (const [name, entry] of tree.statics) {
      names.set(name, this.#binder({ kind, name, place: entry.name, owner, formal: null }));
    }
    return { names, parent: scope, with: scope.with };
  }

  #lambda(lambda: LambdaExpr, scope: Scope): Scope {
    const names = new Map<string, Binder>();
    const { param, formals } = lambda;
    if (param !== null) {
      const kind = formals === null ? "argument" : "at";
      const binder = { kind, name: param.name, place: param, owner: lambda, formal: null } as const;
      names.set(param.name, this.#binder(binder));
    }
    for (const formal of formals?.list ?? []) {
      const { name } = formal.name;
      const binder = { kind: "formal", name, place: formal.name, owner: lambda, formal } as const;
      names.set(name, this.#binder(binder));
    }
    return { names, parent: scope, with: scope.with };
  }

  #visit(item: Work): void {
    const { expr, scope, within } = item;
    switch (expr.kind) {
      case "variable": {
        const { start, end, name } = expr;
        const binder = this.#use({ start, end, name, inherited: false, within }, scope);
        if (binder !== undefined) this.bound.set(expr, binder);
        break;
      }
      case "string":
      case "path":
        this.#parts(expr.parts, item);
        break;
      case "list":
        for (const element of expr.elements) this.#add(element, item);
        break;
      case "attrset": {
        this.ownSets.add(expr);
        const inner = this.#tree(expr.tree, item, null);
        if (expr.recursive) this.sets.push({ expr, scope: inner });
        break;
      }
      case "legacy-let":
        this.ownSets.add(expr);
        this.#tree(expr.tree, item, null);
        break;
      case "let":
        this.#add(expr.body, { scope: this.#tree(expr.tree, item, expr), within });
        break;
      case "with": {
        this.withs.set(expr, false);
        this.#add(expr.namespace, item);
        const around = { expr, parent: scope.with };
        this.#add(expr.body, { scope: { names: NO_NAMES, parent: scope, with: around }, within });
        break;
      }
      case "lambda": {
        const inner = { scope: this.#lambda(expr, scope), within };
        for (const formal of expr.formals?.list ?? []) {
          if (formal.default !== null) this.#add(formal.default, inner);
        }
        this.#add(expr.body, inner);
        break;
      }
      case "assert":
        this.#add(expr.condition, item);
        this.#add(expr.body, item);
        break;
      case "if":
        this.#add(expr.condition, item);
        this.#add(expr.consequence, item);
        this.#add(expr.alternative, item);
        break;
      case "apply":
        this.#add(expr.function, item);
        this.#add(expr.argument, item);
        break;
      case "select":
        this.#add(expr.subject, item);
        this.#path(expr.path, item);
        if (expr.default !== null) this.#add(expr.default, item);
        break;
      case "has-attr":
        this.#add(expr.subject, item);
        this.#path(expr.path, item);
        break;
      case "unary":
        this.#add(expr.operand, item);
        break;
      case "binary":
        this.#add(expr.left, item);
        this.#add(expr.right, item);
        break;
      case "paren":
        this.#add(expr.inner, item);
        break;
    }
  }
}

/**
 * Bindings and uses of a file without syntax errors. `globals` are the names that are in scope everywhere: they win
 * over `with`. Does not recurse, however deep the expression is.
 */
export function usageOf(root: Expr, globals: ReadonlySet<string>): Usage {
  const walk = new UsageWalk(globals);
  walk.run(root);
  const recursiveSets = new Map<AttrSetExpr, boolean>();
  for (const { expr, scope } of walk.sets) {
    const used = [...scope.names.values()].some((binder) => binder.uses.length > 0);
    recursiveSets.set(expr, used);
  }
  walk.binders.sort((a, b) => a.place.start - b.place.start);
  walk.free.sort((a, b) => a.start - b.start);
  const { binders, free, bound, withs, ownSets } = walk;
  return { binders, free, bound, recursiveSets, withs, ownSets };
}

/**
 * The `let` bindings that nothing needs: those without a use, and those that only such bindings use. A binding that
 * only its own value uses is one of them.
 */
export function unneededBinders(usage: Usage): Binder[] {
  const users = new Map<Binder, Binder[]>();
  const needed = new Set<Binder>();
  const work: Binder[] = [];
  const need = (binder: Binder) => {
    if (needed.has(binder)) return;
    needed.add(binder);
    work.push(binder);
  };
  for (const binder of usage.binders) {
    for (const { within } of binder.uses) {
      if (within === null) {
        need(binder);
        continue;
      }
      for (const user of within) {
        const used = users.get(user);
        if (used === undefined) users.set(user, [binder]);
        else used.push(binder);
      }
    }
  }
  for (let user = work.pop(); user; user = work.pop()) {
    for (const binder of users.get(user) ?? []) need(binder);
  }
  return usage.binders.filter((binder) => binder.kind === "let" && !needed.has(binder));
}
