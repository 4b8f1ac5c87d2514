import type { Contribution, OptionFacts, TypeData } from "./facts.ts";

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
  /** The path as facts have it, `*` for elements of lists; null where facts do not reach. */
  readonly factPath: readonly string[] | null;
  /** Whether a name that the user chose is on the way here: nobody else defines what is below it. */
  readonly named: boolean;
  /** The type of options below that no fact is about. */
  readonly freeform: TypeData | null;
  /** What NixOS itself may define here by a priority of its own; null where it defines nothing. */
  readonly #here: Contribution | null;
  /** What it may define in the elements of this place. */
  readonly contribution: Contribution | null;
  #path: readonly string[] | null = null;

  private constructor(
    parent: Loc | null,
    name: string,
    mode: Mode,
    facts: OptionFacts | null,
    factPath: readonly string[] | null,
    named: boolean,
    freeform: TypeData | null = null,
    here: Contribution | null = null,
    contribution: Contribution | null = null,
  ) {
    this.parent = parent;
    this.name = name;
    this.mode = mode;
    this.facts = facts;
    this.factPath = factPath;
    this.named = named;
    this.freeform = freeform;
    this.#here = here;
    this.contribution = contribution;
  }

  static root(
    prefix: readonly string[],
    mode: Mode,
    facts: OptionFacts | null,
    factPath: readonly string[] | null = facts === null ? null : prefix,
    freeform: TypeData | null = null,
    contribution: Contribution | null = null,
    named = false,
  ): Loc {
    const name = prefix[prefix.length - 1] ?? "";
    const root = new Loc(null, name, mode, facts, factPath, named, freeform, null, contribution);
    root.#path = prefix;
    return root;
  }

  get path(): readonly string[] {
    if (this.#path === null) this.#path = [...(this.parent as Loc).path, this.name];
    return this.#path;
  }

  /** Whether NixOS may define this place by a priority of its own. */
  get contributed(): boolean {
    return this.#here?.contributed ?? false;
  }

  /** The option `name` below this one. */
  child(name: string): Loc {
    const factPath = this.factPath === null ? null : [...this.factPath, name];
    return new Loc(this, name, this.mode, this.facts, factPath, this.named);
  }

  /** An element that the user names (`<name>`: facts may know that name too) or that has no name (`*`). */
  element(name: string, placeholder: "<name>" | "*"): Loc {
    const known = placeholder === "*" ? placeholder : name;
    const factPath = this.factPath === null ? null : [...this.factPath, known];
    const { mode, facts, contribution } = this;
    return new Loc(this, name, mode, facts, factPath, true, null, contribution);
  }

  /** The same place, with elements that NixOS may define too. */
  withContribution(contribution: Contribution): Loc {
    const { parent, name, mode, facts, factPath, named, freeform } = this;
    const here = this.#here;
    const loc = new Loc(parent, name, mode, facts, factPath, named, freeform, here, contribution);
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
