import { isWildcard, joinOptionPath, splitOptionPath } from "../src/catalog/index.ts";

interface Node {
  readonly children: Map<string, Node>;
  wildcard?: Node;
  pattern?: string;
}

/** Declared paths, found by paths whose wildcards may have other names. */
export class PatternTree {
  private readonly root: Node = { children: new Map() };

  constructor(patterns: Iterable<string>) {
    for (const pattern of patterns) this.insert(pattern);
  }

  /** The declared path that is this one. */
  same(path: readonly string[]): string | undefined {
    return find(this.root, path, 0);
  }

  /** The longest declared path at or above this one, split. */
  above(path: readonly string[]): readonly string[] | undefined {
    for (let length = path.length; length > 0; length--) {
      const found = this.same(path.slice(0, length));
      if (found !== undefined) return splitOptionPath(found);
    }
    return undefined;
  }

  private insert(pattern: string): void {
    let node = this.root;
    for (const segment of splitOptionPath(pattern)) {
      if (isWildcard(segment)) {
        node.wildcard ??= { children: new Map() };
        node = node.wildcard;
        continue;
      }
      const next = node.children.get(segment) ?? { children: new Map() };
      node.children.set(segment, next);
      node = next;
    }
    node.pattern = joinOptionPath(splitOptionPath(pattern));
  }
}

function find(node: Node, path: readonly string[], at: number): string | undefined {
  const segment = path[at];
  if (segment === undefined) return node.pattern;
  const named = isWildcard(segment) ? undefined : node.children.get(segment);
  const found = named && find(named, path, at + 1);
  return found ?? (node.wildcard && find(node.wildcard, path, at + 1));
}
