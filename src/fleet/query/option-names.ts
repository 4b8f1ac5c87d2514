import {
  type OptionNamespace,
  type OptionRename,
  optionChildren,
  optionFact,
  renamedOption,
} from "../../catalog/index.ts";
import { nearMiss } from "../../core/near-miss.ts";
import type { Span } from "../../core/span.ts";
import { Attrs, force } from "../../evaluator/value.ts";
import type { OptionNode } from "../../modules/evaluate.ts";
import { OptionSet } from "../../modules/option-set.ts";
import { isOwn } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { read, valueIn } from "../read.ts";

/** A name that the repository sets and that is no option, or no longer one. */
export interface OddOption {
  readonly host: Host;
  readonly path: readonly string[];
  readonly at: Span;
  readonly odd:
    | { readonly kind: "renamed"; readonly rename: OptionRename }
    | {
        readonly kind: "unknown";
        readonly meant: string | undefined;
        /** Whether modules that are not known may declare it. */
        readonly isOpen: boolean;
      };
}

const NAMESPACES: Readonly<Record<Host["kind"], OptionNamespace>> = {
  nixos: "nixos",
  darwin: "nix-darwin",
  home: "home-manager",
};

/** The release whose options the catalogue has. */
const CATALOGUE_RELEASE = "25.11";

/** Names below which a program says what there is. */
const FREE = new Set(["settings", "config", "extraConfig", "extraOptions"]);

/** Whether one name is the other with a single mistake, or with two in a long one. */
function isMistyped(name: string, other: string): boolean {
  if (name.length < 4 || nearMiss(name, [other]) === undefined) return false;
  const most = name.length > 10 ? 2 : 1;
  if (Math.abs(name.length - other.length) > most) return false;
  // The distance is at most one where what is left of a common start and end is one letter, or two that were swapped.
  let start = 0;
  while (start < name.length && name[start] === other[start]) start++;
  let end = 0;
  const room = Math.min(name.length, other.length) - start;
  while (end < room && name[name.length - 1 - end] === other[other.length - 1 - end]) end++;
  const a = name.slice(start, name.length - end);
  const b = other.slice(start, other.length - end);
  if (/\d/.test(a + b)) return false;
  if (Math.max(a.length, b.length) <= most) return true;
  return a.length === 2 && a === [...b].reverse().join("");
}

const known = new WeakMap<Fleet, readonly OddOption[]>();

/** What the hosts set under names that no module of the repository and no fact declares. */
export function oddOptions(fleet: Fleet): readonly OddOption[] {
  let odd = known.get(fleet);
  if (odd === undefined) {
    const found: OddOption[] = [];
    for (const host of fleet.hosts) {
      if (host.variantOf !== null || host.evaluation === null) continue;
      const walk = new Walk(host, found);
      const { root } = host.evaluation;
      read(() => {
        walk.below(root, []);
        return null;
      });
    }
    odd = found;
    known.set(fleet, odd);
  }
  return odd;
}

class Walk {
  readonly #host: Host;
  readonly #found: OddOption[];
  readonly #namespace: OptionNamespace;
  readonly #isOpen: boolean;
  /** The release has the options of the catalogue, or fewer. */
  readonly #isOfCatalogue: boolean;
  /** The release may have options that were renamed since. */
  readonly #isOld: boolean;

  constructor(host: Host, found: OddOption[]) {
    this.#host = host;
    this.#found = found;
    this.#namespace = NAMESPACES[host.kind];
    const { evaluation } = host;
    this.#isOpen =
      evaluation === null ||
      evaluation.unknownImports.length > 0 ||
      evaluation.failedImports.length > 0;
    const release =
      evaluation === null ? null : valueIn(evaluation, ["system", "nixos", "release"]);
    this.#isOfCatalogue = release === CATALOGUE_RELEASE;
    this.#isOld = typeof release === "string" && release < CATALOGUE_RELEASE;
  }

  below(node: OptionNode, path: readonly string[]): void {
    const children = optionChildren(path, this.#namespace);
    const declared = node instanceof OptionSet ? [...node.declaredNames().keys()] : [];
    const isOwnSet = children.names.length === 0 && !children.open && path.length > 0;
    if (isOwnSet && declared.length === 0) return;
    const names = new Set([...children.names, ...declared]);
    const complete = children.complete || isOwnSet;
    for (const name of node.names()) {
      const at = [...path, name];
      read(() => {
        this.#child(node, at, { names, complete, declared: declared.includes(name), isOwnSet });
        return null;
      });
    }
  }

  #child(
    node: OptionNode,
    path: readonly string[],
    around: {
      readonly names: ReadonlySet<string>;
      readonly complete: boolean;
      readonly declared: boolean;
      /** Only modules of the repository declare anything there. */
      readonly isOwnSet: boolean;
    },
  ): void {
    const name = path[path.length - 1] as string;
    const child = node.child(name);
    if (child === undefined) return;
    if (around.declared) {
      if (child.kind === "set") this.below(child, path);
      return;
    }
    const own = child.definitions().filter(isOwn);
    const span = own.find((one) => one.span !== null)?.span;
    if (span === undefined || span === null) return;
    const there = around.names.has(name);
    if (there || !around.complete) {
      const fact = optionFact(path, this.#namespace);
      if (fact === undefined || this.#isSet(child)) this.below(child, path);
    } else if (!this.#renames(child, path, span)) {
      this.#unknown(path, span, around.names, around.isOwnSet);
    }
  }

  /** Whether the name was an option, or what lies below it was. */
  #renames(node: OptionNode, path: readonly string[], at: Span, depth = 0): boolean {
    if (this.#namespace !== "nixos") return false;
    const rename = renamedOption(path);
    if (rename !== undefined) {
      if (!rename.alias && !this.#isOld) this.#add(path, at, { kind: "renamed", rename });
      return true;
    }
    if (depth === 2 || node.kind === "option") return false;
    let renamed = false;
    for (const name of node.names()) {
      const child = node.child(name);
      const span = child?.definitions().find((one) => isOwn(one) && one.span !== null)?.span;
      if (!child || !span) continue;
      renamed = this.#renames(child, [...path, name], span, depth + 1) || renamed;
    }
    return renamed;
  }

  #unknown(path: readonly string[], at: Span, names: ReadonlySet<string>, isOwnSet: boolean): void {
    // Whose names the program decides.
    if (path.some((name) => FREE.has(name))) return;
    const name = path[path.length - 1] as string;
    const meant = [...names].find((other) => isMistyped(name, other));
    const isClosed = !this.#isOpen && (isOwnSet || (path.length > 2 && this.#isOfCatalogue));
    if (meant === undefined && !isClosed) return;
    this.#add(path, at, { kind: "unknown", meant, isOpen: this.#isOpen });
  }

  #isSet(node: OptionNode): boolean {
    return force(node.value) instanceof Attrs;
  }

  #add(path: readonly string[], at: Span, odd: OddOption["odd"]): void {
    this.#found.push({ host: this.#host, path, at, odd });
  }
}
