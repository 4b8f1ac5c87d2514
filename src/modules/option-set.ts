import type { Span } from "../core/span.ts";
import { typeName } from "../evaluator/describe.ts";
import { later } from "../evaluator/lib/later.ts";
import type { Reason } from "../evaluator/reason.ts";
import {
  Attrs,
  compareText,
  force,
  type Lazy,
  type Positions,
  type Rest,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import { Decl, declaresOption, notASet } from "./declaration.ts";
import type { Def } from "./definition.ts";
import { delayedBy } from "./delayed.ts";
import type { Loc } from "./loc.ts";
import {
  addsToSubmodule,
  collision,
  isSubmoduleOption,
  optionOfTree,
  withoutPossibleDoubles,
} from "./mixed-declarations.ts";
import { type Definition, type OptionNode, shownDefinitions } from "./node.ts";
import { Once } from "./once.ts";
import { openRest } from "./open-rest.ts";
import { OptionEntry } from "./option-entry.ts";
import { openness, pushDown } from "./push-down.ts";
import { type ModuleSystem, thrown } from "./system.ts";
import { UndeclaredNode } from "./undeclared.ts";

/** A definition that no declared option takes. */
export interface Unmatched {
  /** The path below the evaluation's root. */
  readonly path: readonly string[];
  readonly def: Def;
}

/** What the definitions of a set say of its names. */
interface Defined {
  readonly byName: ReadonlyMap<string, readonly Def[]>;
  /** Definitions that may define other names. */
  readonly open: readonly Def[];
}

/** What the modules declare below a set. */
interface Declared {
  readonly byName: ReadonlyMap<string, readonly Decl[]>;
  /** Why other names may be declared; null if they are not. */
  readonly reason: Reason | null;
}

const NO_DEFS: readonly Def[] = [];

/** A name of a set of options. */
interface Member {
  readonly set: OptionSet;
  readonly name: string;
}

const childValue = delayedBy(({ set, name }: Member) => forceOf(set.child(name)?.value));

const declaredChildValue = delayedBy(({ set, name }: Member) => {
  const child = set.child(name);
  return forceOf(child instanceof OptionSet ? child.declaredValue : child?.value);
});

function forceOf(value: Lazy | undefined): Value {
  return value === undefined ? null : force(value);
}

/** A set of declared options with the definitions below it: `mergeModules'`. */
export class OptionSet implements OptionNode {
  readonly kind = "set";
  readonly loc: Loc;
  readonly sys: ModuleSystem;
  readonly #decls: readonly Decl[];
  readonly #configs: Once<readonly Def[]>;
  readonly #children = new Map<string, OptionNode | undefined>();
  #declared: Declared | null = null;
  #defined: Defined | null = null;
  #value: Lazy | null = null;
  #declaredValue: Lazy | null = null;
  #options: Attrs | null = null;

  /** `configs` are the definitions of the set, properties pushed down. */
  constructor(sys: ModuleSystem, loc: Loc, decls: readonly Decl[], configs: () => readonly Def[]) {
    this.sys = sys;
    this.loc = loc;
    this.#decls = decls;
    this.#configs = new Once(configs);
  }

  get path(): readonly string[] {
    return this.loc.path;
  }

  /** The values of the options, and of definitions that no option takes where these are no mistake. */
  get value(): Lazy {
    if (this.loc.mode === "closed") return this.declaredValue;
    if (this.#value === null) this.#value = later(() => this.#config(true));
    return this.#value;
  }

  /** The values of declared options. */
  get declaredValue(): Lazy {
    if (this.#declaredValue === null) this.#declaredValue = later(() => this.#config(false));
    return this.#declaredValue;
  }

  /** The set as it is in `options`. */
  get options(): Attrs {
    if (this.#options === null) this.#options = this.#optionsAttrs();
    return this.#options;
  }

  get #open(): boolean {
    return this.loc.mode === "open";
  }

  get #declaredHere(): Declared {
    if (this.#declared === null) this.#declared = this.#collectDeclared();
    return this.#declared;
  }

  get #definedHere(): Defined {
    if (this.#defined === null) this.#defined = this.#collectDefined();
    return this.#defined;
  }

  #collectDeclared(): Declared {
    const byName = new Map<string, Decl[]>();
    let reason: Reason | null = null;
    for (const decl of this.#decls) {
      const subtree = force(decl.options);
      if (subtree instanceof Unknown) {
        reason ??= subtree.reason;
        continue;
      }
      if (!(subtree instanceof Attrs)) throw thrown(notASet(this.path, subtree));
      if (subtree.rest !== null) reason ??= subtree.rest.reason;
      for (const [name, options] of subtree.map) {
        const own = new Decl(decl.origin, options, decl.possible, subtree, name);
        const known = byName.get(name);
        if (known === undefined) byName.set(name, [own]);
        else known.push(own);
      }
    }
    return { byName, reason };
  }

  #collectDefined(): Defined {
    const byName = new Map<string, Def[]>();
    const open: Def[] = [];
    for (const def of this.#configs.get()) {
      const value = force(def.value);
      if (openness(def) !== null) open.push(def);
      if (!(value instanceof Attrs)) {
        if (openness(def) === null) throw this.#notASet(def);
        continue;
      }
      for (const [name, attribute] of value.map) {
        const span = value.position(name) ?? def.span;
        const own = def.with({ value: attribute, span });
        const known = byName.get(name);
        if (known === undefined) byName.set(name, [own]);
        else known.push(own);
      }
    }
    return { byName, open };
  }

  #notASet(def: Def): Error {
    const path = this.path.join(".");
    const type = typeName(force(def.value)) ?? "unknown";
    return thrown(`In module \`${def.origin.file}', you're trying to define a value of type \`${type}'
rather than an attribute set for the option
\`${path}'!

This usually happens if \`${path}' has option
definitions inside that are not matched. Please check how to properly define
this option by e.g. referring to \`man 5 configuration.nix'!
`);
  }

  /** Definitions of a name, with what open sets may define of it. */
  #defsOf(name: string): readonly Def[] {
    const { byName, open } = this.#definedHere;
    const sure = byName.get(name) ?? NO_DEFS;
    // At the root, what is unknown is as an import that is: it does not make everything unknown.
    if (open.length === 0 || this.path.length === 0) return sure;
    const possible: Def[] = [];
    for (const def of open) {
      const value = force(def.value);
      if (value instanceof Attrs && value.map.has(name)) continue;
      possible.push(def.ambient(openness(def) as Reason));
    }
    return [...sure, ...possible];
  }

  declaredNames(): ReadonlyMap<string, readonly Decl[]> {
    return this.#declaredHere.byName;
  }

  child(name: string): OptionNode | undefined {
    const known = this.#children.get(name);
    if (known !== undefined || this.#children.has(name)) return known;
    const child = this.#makeChild(name);
    this.#children.set(name, child);
    return child;
  }

  #makeChild(name: string): OptionNode | undefined {
    const decls = this.declaredNames().get(name);
    if (decls !== undefined) return this.#declaredChild(name, decls);
    if (this.loc.mode === "closed") return undefined;
    const defs = this.#defsOf(name);
    if (!this.#open && defs.length === 0) return undefined;
    return new UndeclaredNode(this.sys, this.loc.child(name), defs);
  }

  #declaredChild(name: string, all: readonly Decl[]): OptionNode {
    const { sys } = this;
    const below = this.loc.child(name);
    const decls = withoutPossibleDoubles(below, all);
    const options = decls.filter((decl) => declaresOption(below, decl));
    if (options.length === 0) {
      return new OptionSet(sys, below, decls, () => pushDown(sys.ev, this.#defsOf(name)));
    }
    const loc = this.#placeOf(below, options);
    if (options.length === decls.length) {
      return OptionEntry.declared(sys, loc, decls, this.#defsOf(name));
    }
    if (options.every((decl) => isSubmoduleOption(sys, decl))) {
      const asOptions = decls.map((decl) =>
        options.includes(decl) ? decl : optionOfTree(sys, decl),
      );
      return OptionEntry.declared(sys, loc, asOptions, this.#defsOf(name));
    }
    throw thrown(collision(sys, below.path, options, decls));
  }

  /**
   * Inside of an option that is declared here, nothing but its own options is expected; unless NixOS declares it too,
   * and here it only gets more options.
   */
  #placeOf(loc: Loc, options: readonly Decl[]): Loc {
    const { facts, factPath } = loc;
    if (!this.#open || facts === null || factPath === null) return loc.declared();
    if (!options.every((decl) => addsToSubmodule(this.sys, decl))) return loc.declared();
    const fact = facts.fact(factPath);
    return fact === undefined ? loc.declared() : loc.withContribution(fact);
  }

  #config(undeclared: boolean): Attrs {
    const map = new Map<string, Lazy>();
    const valueOf = undeclared ? childValue : declaredChildValue;
    for (const name of this.declaredNames().keys()) map.set(name, valueOf({ set: this, name }));
    if (undeclared) {
      for (const name of this.#definedHere.byName.keys()) {
        if (!map.has(name)) map.set(name, valueOf({ set: this, name }));
      }
    }
    return new Attrs(map, new ChildPositions(this), this.#rest());
  }

  #rest(): Rest | null {
    if (this.#open) return openRest(this.loc, (name) => this.child(name)?.value);
    const reason = this.#declaredHere.reason ?? this.#undeclaredReason();
    return reason === null ? null : { reason };
  }

  #undeclaredReason(): Reason | null {
    if (this.loc.mode === "closed") return null;
    const [open] = this.#definedHere.open;
    return open === undefined ? null : openness(open);
  }

  #optionsAttrs(): Attrs {
    const map = new Map<string, Lazy>();
    for (const name of this.declaredNames().keys()) {
      map.set(
        name,
        later(() => optionsOf(this.child(name)) ?? null),
      );
    }
    const { reason } = this.#declaredHere;
    if (!this.#open) return new Attrs(map, null, reason === null ? null : { reason });
    return new Attrs(
      map,
      null,
      openRest(this.loc, (name) => {
        const child = this.child(name);
        return child === undefined ? undefined : later(() => optionsOf(child) ?? null);
      }),
    );
  }

  /** Definitions that no option takes, in the order of their names. */
  unmatched(): Unmatched[] {
    if (this.#configs.get().length === 0) return [];
    const { byName } = this.#definedHere;
    const found: Unmatched[] = [];
    for (const [name, decls] of this.declaredNames()) {
      if (this.#isOption(name, decls)) continue;
      const child = this.child(name);
      if (!(child instanceof OptionSet)) continue;
      for (const { path, def } of child.unmatched()) found.push({ path: [name, ...path], def });
    }
    for (const [name, defs] of byName) {
      if (this.declaredNames().has(name)) continue;
      for (const def of defs) found.push({ path: [name], def });
    }
    // Of one name, the definitions keep their order.
    return found.sort((a, b) => compareText(a.path[0] as string, b.path[0] as string));
  }

  /** Whether a name is an option for sure, without making a node of it. */
  #isOption(name: string, decls: readonly Decl[]): boolean {
    const [decl] = decls;
    return decl !== undefined && decls.length === 1 && declaresOption(this.loc.child(name), decl);
  }

  definitions(): Definition[] {
    return shownDefinitions(this.sys, this.#configs.get());
  }

  names(): readonly string[] {
    const names = new Set(this.declaredNames().keys());
    if (this.loc.mode !== "closed") {
      for (const name of this.#definedHere.byName.keys()) names.add(name);
    }
    return [...names].sort();
  }

  /** The definitions of a name, as they came. */
  rawDefinitions(name: string): readonly Def[] {
    return this.#definedHere.byName.get(name) ?? NO_DEFS;
  }
}

/** A node's part of `options`. */
export function optionsOf(node: OptionNode | undefined): Attrs | Unknown | undefined {
  if (node instanceof OptionSet) return node.options;
  if (node instanceof OptionEntry) return node.attrs;
  if (node instanceof UndeclaredNode) return node.options;
  return undefined;
}

/** Where the options of a set are defined. */
class ChildPositions implements Positions {
  readonly #set: OptionSet;

  constructor(set: OptionSet) {
    this.#set = set;
  }

  get(name: string): Span | undefined {
    return this.#set.rawDefinitions(name).find((def) => def.span !== null)?.span ?? undefined;
  }
}
