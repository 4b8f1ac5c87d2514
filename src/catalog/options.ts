import type { OptionChildren, OptionFact, OptionNamespace, OptionPlace } from "./option-fact.ts";
import { type OptionNode, OptionTree } from "./option-file.ts";
import { isWildcard, joinOptionPath } from "./option-path.ts";
import { typeBelow } from "./type-below.ts";

/** Gives the text of a catalogue file by its name (`nixos-options.json`), or throws. */
export type CatalogReader = (name: string) => string;

/** The paths that well-known flakes' modules declare among NixOS' options. */
const FLAKE_MODULES: readonly (readonly string[])[] = [
  ["home-manager"],
  ["sops"],
  ["age"],
  ["disko"],
  ["environment", "persistence"],
  ["boot", "lanzaboote"],
  ["programs", "nix-index-database"],
];

/** Look-ups of options over one set of catalogue files; every file is read when first needed. */
export class OptionCatalog {
  private readonly read: CatalogReader;
  private readonly trees = new Map<OptionNamespace, OptionTree>();
  private names: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(read: CatalogReader) {
    this.read = read;
  }

  /**
   * The declared option at exactly this path, or undefined. A segment that is declared by name
   * beats `<name>`. Below `home-manager.users.<name>` it is home-manager's option.
   */
  fact(path: readonly string[], namespace: OptionNamespace = "nixos"): OptionFact | undefined {
    const user = userPath(path, namespace);
    if (user !== undefined) return this.fact(user, "home-manager");
    const found = find(this.tree(namespace).node(path), path, 0);
    if (found?.fact !== undefined) return this.withNames(found.fact, path);
    if (namespace !== "nixos" || !ofFlakeModule(path)) return undefined;
    return this.fact(path, "flake-modules");
  }

  /** The declared option at or nearest above the path, and the type at the path itself. */
  place(path: readonly string[], namespace: OptionNamespace = "nixos"): OptionPlace | undefined {
    const user = userPath(path, namespace);
    if (user !== undefined) return this.place(user, "home-manager");
    for (let length = path.length; length > 0; length--) {
      const fact = this.fact(path.slice(0, length), namespace);
      if (fact === undefined) continue;
      const rest = path.slice(length);
      return { fact, rest, type: typeBelow(fact.type, rest) };
    }
    return undefined;
  }

  /** The names that are declared below a path, and whether there may be others. */
  children(path: readonly string[], namespace: OptionNamespace = "nixos"): OptionChildren {
    const user = userPath(path, namespace);
    if (user !== undefined) return this.children(user, "home-manager");
    const brought = namespace === "nixos" && ofFlakeModule(path);
    const namespaces: OptionNamespace[] = brought ? [namespace, "flake-modules"] : [namespace];
    const nodes = namespaces.flatMap((each) => {
      const node = find(this.tree(each).node(path), path, 0, true);
      return node === undefined ? [] : [node];
    });
    const names = new Set(nodes.flatMap((node) => [...node.children.keys()]));
    const types = nodes.flatMap((node) => (node.fact === undefined ? [] : [node.fact.type]));
    const open =
      nodes.some((node) => node.wildcard !== undefined) ||
      types.some((type) => type.t !== "submodule" || type.open === true);
    const known = nodes.length > 0 && names.size > 0;
    return { names: [...names].sort(), open, complete: known && !open && !brought };
  }

  private tree(namespace: OptionNamespace): OptionTree {
    let tree = this.trees.get(namespace);
    if (tree === undefined) {
      tree = new OptionTree(namespace, this.read(`${namespace}-options.json`));
      this.trees.set(namespace, tree);
    }
    return tree;
  }

  /** Under a name that NixOS uses itself (`systemd.services.nginx`) its modules define values too. */
  private withNames(fact: OptionFact, path: readonly string[]): OptionFact {
    if (fact.contributed || !fact.pattern.some(isWildcard)) return fact;
    for (const [index, segment] of fact.pattern.entries()) {
      if (!isWildcard(segment)) continue;
      const used = this.usedNames().get(joinOptionPath(fact.pattern.slice(0, index)));
      if (used?.has(path[index] ?? "")) return { ...fact, contributed: true };
    }
    return fact;
  }

  private usedNames(): ReadonlyMap<string, ReadonlySet<string>> {
    if (this.names === undefined) {
      const file = JSON.parse(this.read("nixos-names.json")) as {
        readonly names: Readonly<Record<string, readonly string[]>>;
      };
      this.names = new Map(
        Object.entries(file.names).map(([path, names]) => [path, new Set(names)] as const),
      );
    }
    return this.names;
  }
}

function ofFlakeModule(path: readonly string[]): boolean {
  return FLAKE_MODULES.some((prefix) => prefix.every((segment, at) => path[at] === segment));
}

function userPath(
  path: readonly string[],
  namespace: OptionNamespace,
): readonly string[] | undefined {
  const user = path[0] === "home-manager" && path[1] === "users" && path.length > 3;
  return user && namespace === "nixos" ? path.slice(3) : undefined;
}

/** Names beat wildcards, and where a name leads nowhere the wildcard is tried. */
function find(
  node: OptionNode,
  path: readonly string[],
  at: number,
  anyNode = false,
): OptionNode | undefined {
  const segment = path[at];
  if (segment === undefined) return anyNode || node.fact !== undefined ? node : undefined;
  const named = isWildcard(segment) ? undefined : node.children.get(segment);
  const found = named && find(named, path, at + 1, anyNode);
  if (found !== undefined || node.wildcard === undefined) return found;
  return find(node.wildcard, path, at + 1, anyNode);
}
