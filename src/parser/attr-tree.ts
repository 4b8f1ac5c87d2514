/**
 * Merges the bindings of a set or `let` into one tree, as Nix' parser does (ParserState::addAttr): `a.b = 1; a.c = 2;`
 * and `a = { b = 1; }; a.c = 2;` define one set `a`; the first of two sets decides whether the merged one is recursive.
 */
import type {
  AttrBinding,
  AttrEntry,
  AttrName,
  AttrTree,
  Binding,
  DynamicEntry,
  Expr,
  InheritBinding,
  SyntaxProblem,
} from "./ast.ts";
import { attrPathText, type PathPart } from "./attr-path.ts";

type Place = { readonly start: number; readonly end: number };

class MutableTree implements AttrTree {
  readonly recursive: boolean;
  readonly statics = new Map<string, AttrEntry>();
  readonly dynamics: DynamicEntry[] = [];
  readonly sources: Expr[] = [];
  /** Who may change it: trees of other literals are copied before something is merged into them. */
  readonly owner: Builder;

  constructor(recursive: boolean, owner: Builder) {
    this.recursive = recursive;
    this.owner = owner;
  }
}

/** One name of the path that leads to an attribute, for messages. */
interface PathLink {
  readonly parent: PathLink | null;
  readonly name: PathPart;
}

function pathTo(link: PathLink | null): PathPart[] {
  const names: PathPart[] = [];
  for (let at = link; at; at = at.parent) names.unshift(at.name);
  return names;
}

/** The tree of a set literal, seen through parentheses as Nix does; undefined for any other expression. */
function literalTree(value: Expr): AttrTree | undefined {
  let expr = value;
  while (expr.kind === "paren") expr = expr.inner;
  return expr.kind === "attrset" ? expr.tree : undefined;
}

function entryTree(entry: AttrEntry): AttrTree | undefined {
  if (entry.kind === "tree") return entry.tree;
  return entry.kind === "value" ? literalTree(entry.value) : undefined;
}

class Builder {
  readonly #problems: SyntaxProblem[];

  constructor(problems: SyntaxProblem[]) {
    this.#problems = problems;
  }

  inherit(tree: MutableTree, binding: InheritBinding): void {
    let source = -1;
    if (binding.from) source = tree.sources.push(binding.from) - 1;
    for (const name of binding.names) {
      const existing = tree.statics.get(name.name);
      if (existing) {
        this.#duplicate([name.name], name, existing.name);
        continue;
      }
      const pathStart = name.start;
      tree.statics.set(
        name.name,
        source < 0
          ? { kind: "inherit", name, pathStart }
          : { kind: "inherit-from", name, pathStart, source },
      );
    }
  }

  attr(root: MutableTree, binding: AttrBinding): void {
    const path = binding.path;
    const pathStart = binding.start;
    let tree = root;
    const last = path.length - 1;
    for (let i = 0; i < last; i++) {
      const name = path[i] as AttrName;
      if (name.kind === "dynamic-name") {
        const nested = new MutableTree(false, this);
        tree.dynamics.push({ name, value: { kind: "tree", tree: nested } });
        tree = nested;
        continue;
      }
      const existing = tree.statics.get(name.name);
      const nested = existing
        ? this.#open(tree, name.name, existing)
        : new MutableTree(false, this);
      if (!nested) {
        const place = { start: pathStart, end: name.end };
        this.#duplicate(path.slice(0, i + 1).map(partOf), place, (existing as AttrEntry).name);
        return;
      }
      if (!existing) tree.statics.set(name.name, { kind: "tree", name, pathStart, tree: nested });
      tree = nested;
    }
    const name = path[last] as AttrName;
    if (name.kind === "dynamic-name") {
      tree.dynamics.push({ name, value: { kind: "value", value: binding.value } });
      return;
    }
    const entry: AttrEntry = { kind: "value", name, pathStart, value: binding.value };
    if (!tree.statics.has(name.name)) {
      tree.statics.set(name.name, entry);
      return;
    }
    let link: PathLink | null = null;
    for (const part of path) link = { parent: link, name: partOf(part) };
    const place = { start: pathStart, end: name.end };
    this.#merge(tree, name.name, entry, link as PathLink, place);
  }

  /** The set behind an existing attribute, made ours so that it can be added to; undefined when it is no set. */
  #open(tree: MutableTree, name: string, entry: AttrEntry): MutableTree | undefined {
    const existing = entryTree(entry);
    if (!existing) return undefined;
    if (existing instanceof MutableTree && existing.owner === this) return existing;
    const copy = new MutableTree(existing.recursive, this);
    for (const [key, value] of existing.statics) copy.statics.set(key, value);
    copy.dynamics.push(...existing.dynamics);
    copy.sources.push(...existing.sources);
    const { name: place, pathStart } = entry;
    tree.statics.set(name, { kind: "tree", name: place, pathStart, tree: copy });
    return copy;
  }

  /** Adds an attribute that is there already: two sets become one, anything else is defined twice. */
  #merge(tree: MutableTree, name: string, entry: AttrEntry, path: PathLink, place: Place): void {
    const work = [{ tree, name, entry, path, place }];
    for (let item = work.pop(); item; item = work.pop()) {
      const existing = item.tree.statics.get(item.name);
      if (!existing) {
        item.tree.statics.set(item.name, item.entry);
        continue;
      }
      const added = entryTree(item.entry);
      const target = added && this.#open(item.tree, item.name, existing);
      if (!added || !target) {
        this.#duplicate(pathTo(item.path), item.place, existing.name);
        continue;
      }
      const shift = target.sources.length;
      const below: typeof work = [];
      for (const [key, value] of added.statics) {
        const moved =
          value.kind === "inherit-from" ? { ...value, source: value.source + shift } : value;
        const link = { parent: item.path, name: key };
        below.push({ tree: target, name: key, entry: moved, path: link, place: value.name });
      }
      work.push(...below.reverse());
      target.dynamics.push(...added.dynamics);
      target.sources.push(...added.sources);
    }
  }

  #duplicate(path: readonly PathPart[], place: Place, other: Place): void {
    this.#problems.push({
      rule: "duplicate-attribute",
      message: `Attribute '${attrPathText(path)}' is defined twice.`,
      start: place.start,
      end: place.end,
      other: { start: other.start, end: other.end },
    });
  }
}

function partOf(name: AttrName): PathPart {
  return name.kind === "static-name" ? name.name : null;
}

/** The tree of some bindings. Of two definitions of one attribute the first stays; each further one is a problem. */
export function buildTree(
  recursive: boolean,
  bindings: readonly Binding[],
  problems: SyntaxProblem[],
): AttrTree {
  const builder = new Builder(problems);
  const tree = new MutableTree(recursive, builder);
  for (const binding of bindings) {
    if (binding.kind === "attr") builder.attr(tree, binding);
    else builder.inherit(tree, binding);
  }
  return tree;
}
