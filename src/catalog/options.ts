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

interface NamesFile {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly unitPrefixes: readonly string[];
  readonly unread: readonly string[];
}

interface Names {
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unitPrefixes: ReadonlySet<string>;
  readonly unread: readonly string[];
}

const UNITS = /^systemd\.(?:user\.)?(?:services|sockets|timers|targets|paths|slices|mounts)$/;

/** Look-ups of options over one set of catalogue files; every file is read when first needed. */
export class OptionCatalog {
  private readonly read: CatalogReader;
  private readonly trees = new Map<OptionNamespace, OptionTree>();
  private known: Names | undefined;

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

  /** Every declared option of a namespace, in no particular order. */
  *facts(namespace: OptionNamespace = "nixos"): Generator<OptionFact> {
    yield* factsBelow(this.tree(namespace).node([]));
  }

  /** The `enable` options of modules whose definitions the catalogue does not know. */
  unreadModules(): readonly string[] {
    return this.names().unread;
  }

  /** Under a name that NixOS uses itself (`systemd.services.nginx`) its modules define values too. */
  private withNames(fact: OptionFact, path: readonly string[]): OptionFact {
    const always = fact.contributed && fact.contributedBy.length === 0;
    if (always || fact.namespace !== "nixos") return fact;
    for (const [index, segment] of fact.pattern.entries()) {
      if (!isWildcard(segment)) continue;
      const above = joinOptionPath(fact.pattern.slice(0, index));
      if (this.usesName(above, path[index] ?? "")) {
        return { ...fact, contributed: true, contributedBy: [] };
      }
    }
    return fact;
  }

  private usesName(above: string, name: string): boolean {
    const { names, unitPrefixes } = this.names();
    if (names.get(above)?.has(name)) return true;
    if (!UNITS.test(above)) return false;
    // Units of a module are called like its service: `nginx`, `nginx-config-reload`, `sshd@`.
    if (unitPrefixes.has(name) || unitPrefixes.has(name.replace(/d$/, ""))) return true;
    for (const { index } of name.matchAll(/[-@.]/g)) {
      if (unitPrefixes.has(name.slice(0, index)) || unitPrefixes.has(name.slice(0, index + 1))) {
        return true;
      }
    }
    return false;
  }

  private names(): Names {
    if (this.known === undefined) {
      const file = JSON.parse(this.read("nixos-names.json")) as NamesFile;
      this.known = {
        names: new Map(Object.entries(file.names).map(([path, names]) => [path, new Set(names)])),
        unitPrefixes: new Set(file.unitPrefixes),
        unread: file.unread,
      };
    }
    return this.known;
  }
}

function* factsBelow(node: OptionNode): Generator<OptionFact> {
  if (node.fact !== undefined) yield node.fact;
  for (const child of node.children.values()) yield* factsBelow(child);
  if (node.wildcard !== undefined) yield* factsBelow(node.wildcard);
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
