import type { OptionFacts, TypeData } from "./facts.ts";

/**
 * How definitions without a declared option are taken: `closed` is an error as in Nix, `lenient` merges them by their
 * shape (inside an option of an open evaluation), `open` expects that options exist which nobody here declares.
 */
export type Mode = "closed" | "lenient" | "open";

/** Where an option is, with what is known of options there. The path is only written out when asked for. */
export class Loc {
  readonly parent: Loc | null;
  readonly name: string;
  readonly mode: Mode;
  readonly facts: OptionFacts | null;
  /** The path as facts have it, with placeholders; null where facts do not reach. */
  readonly factPath: readonly string[] | null;
  /** Whether a name that the user chose is on the way here: nobody else defines what is below it. */
  readonly named: boolean;
  /** The type of options below that no fact is about. */
  readonly freeform: TypeData | null;
  /** Whether NixOS itself may define this place, or its elements, by a priority of its own. */
  readonly contributed: boolean;
  readonly contributedParts: boolean;
  #path: readonly string[] | null = null;

  private constructor(
    parent: Loc | null,
    name: string,
    mode: Mode,
    facts: OptionFacts | null,
    factPath: readonly string[] | null,
    named: boolean,
    freeform: TypeData | null = null,
    contributed = false,
    contributedParts = false,
  ) {
    this.parent = parent;
    this.name = name;
    this.mode = mode;
    this.facts = facts;
    this.factPath = factPath;
    this.named = named;
    this.freeform = freeform;
    this.contributed = contributed;
    this.contributedParts = contributedParts;
  }

  static root(
    prefix: readonly string[],
    mode: Mode,
    facts: OptionFacts | null,
    factPath: readonly string[] | null = facts === null ? null : prefix,
    freeform: TypeData | null = null,
    contributedParts = false,
  ): Loc {
    const named = factPath?.includes("<name>") === true;
    const parts = contributedParts;
    const name = prefix[prefix.length - 1] ?? "";
    const root = new Loc(null, name, mode, facts, factPath, named, freeform, false, parts);
    root.#path = prefix;
    return root;
  }

  get path(): readonly string[] {
    if (this.#path === null) this.#path = [...(this.parent as Loc).path, this.name];
    return this.#path;
  }

  /** The option `name` below this one. */
  child(name: string): Loc {
    const factPath = this.factPath === null ? null : [...this.factPath, name];
    return new Loc(this, name, this.mode, this.facts, factPath, this.named);
  }

  /** An element that the user names (`<name>`) or that has no name (`*`). */
  element(name: string, placeholder: "<name>" | "*"): Loc {
    const factPath = this.factPath === null ? null : [...this.factPath, placeholder];
    const { mode, facts, contributedParts } = this;
    return new Loc(this, name, mode, facts, factPath, true, null, contributedParts);
  }

  /** The same place, with elements that NixOS may define too. */
  withContributedParts(): Loc {
    const { parent, name, mode, facts, factPath, named, freeform, contributed } = this;
    const loc = new Loc(parent, name, mode, facts, factPath, named, freeform, contributed, true);
    loc.#path = this.#path;
    return loc;
  }

  /** The same place for options that are declared there: what facts say does not count. */
  declared(): Loc {
    if (this.factPath === null && this.mode !== "open") return this;
    const mode = this.mode === "open" ? "lenient" : this.mode;
    const loc = new Loc(this.parent, this.name, mode, null, null, this.named);
    loc.#path = this.#path;
    return loc;
  }
}
