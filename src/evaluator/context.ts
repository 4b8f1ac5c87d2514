/** What a string needs in the store, as Nix' string contexts have it, and what only nixlint knows. */
export type ContextElement =
  /** A store path as it is. */
  | { readonly kind: "path"; readonly path: string }
  /** An output of a derivation. */
  | { readonly kind: "output"; readonly drvPath: string; readonly output: string }
  /** A derivation with all that it needs. */
  | { readonly kind: "closure"; readonly drvPath: string }
  /** A derivation whose store path is not known; `derivation` is its attribute set. */
  | { readonly kind: "symbolic"; readonly key: string; readonly derivation: object };

/** Elements by their key; never changed once made. */
export type Context = ReadonlyMap<string, ContextElement>;

export const NO_CONTEXT: Context = new Map();

/** The key of an element: what Nix writes in its own encoding where it has one. */
export function contextKey(element: ContextElement): string {
  switch (element.kind) {
    case "path":
      return element.path;
    case "output":
      return `!${element.output}!${element.drvPath}`;
    case "closure":
      return `=${element.drvPath}`;
    case "symbolic":
      return `?${element.key}`;
  }
}

export function contextOf(...elements: readonly ContextElement[]): Context {
  return new Map(elements.map((element) => [contextKey(element), element]));
}

/** The union; gives one of the arguments back where it has all of the other. */
export function joinContexts(a: Context, b: Context): Context {
  if (b.size === 0 || a === b) return a;
  if (a.size === 0) return b;
  const joined = new Map(a);
  for (const [key, element] of b) joined.set(key, element);
  return joined;
}

/** Unites many contexts without a copy for each. */
export class ContextUnion {
  #first: Context = NO_CONTEXT;
  #own: Map<string, ContextElement> | null = null;

  add(context: Context): void {
    if (context.size === 0 || context === this.#first) return;
    if (this.#first.size === 0) {
      this.#first = context;
      return;
    }
    this.#own ??= new Map(this.#first);
    for (const [key, element] of context) this.#own.set(key, element);
  }

  /** Not to be added to any more. */
  get context(): Context {
    return this.#own ?? this.#first;
  }
}
