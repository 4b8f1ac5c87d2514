import type { Span } from "../core/span.ts";
import { typeName } from "../evaluator/describe.ts";
import { later } from "../evaluator/lib/later.ts";
import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, type Positions, type Rest, Unknown } from "../evaluator/value.ts";
import { type Decl, declaresOption, notASet } from "./declaration.ts";
import type { Def } from "./definition.ts";
import type { Loc } from "./loc.ts";
import { type Definition, type OptionNode, shownDefinitions } from "./node.ts";
import { Once } from "./once.ts";
import { OptionEntry } from "./option-entry.ts";
import { openness, pushDown } from "./push-down.ts";
import { showOption } from "./show.ts";
import { type ModuleSystem, thrown } from "./system.ts";
import { typeOf } from "./types/foreign-type.ts";
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
  /** Why other names may be defined; null if they are not. */
  readonly reason: Reason | null;
}

const NO_DEFS: readonly Def[] = [];

/** A set of declared options with the definitions below it: `mergeModules'`. */
export class OptionSet implements OptionNode {
  readonly kind = "set";
  readonly loc: Loc;
  readonly sys: ModuleSystem;
  readonly #decls: readonly Decl[];
  readonly #configs: Once<readonly Def[]>;
  readonly #declared: Once<{ byName: Map<string, Decl[]>; reason: Reason | null }>;
  readonly #defined: Once<Defined>;
  readonly #children = new Map<string, Once<OptionNode | undefined>>();
  readonly #value: Lazy;
  readonly #declaredValue: Lazy;
  readonly #options: Once<Attrs>;

  /** `configs` are the definitions of the set, properties pushed down. */
  constructor(sys: ModuleSystem, loc: Loc, decls: readonly Decl[], configs: () => readonly Def[]) {
    this.sys = sys;
    this.loc = loc;
    this.#decls = decls;
    this.#configs = new Once(configs);
    this.#declared = new Once(() => this.#collectDeclared());
    this.#defined = new Once(() => this.#collectDefined());
    this.#value = later(() => this.#config(loc.mode !== "closed"));
    this.#declaredValue = later(() => this.#config(false));
    this.#options = new Once(() => this.#optionsAttrs());
  }

  get path(): readonly string[] {
    return this.loc.path;
  }

  /** The values of the options, and of definitions that no option takes where these are no mistake. */
  get value(): Lazy {
    return this.#value;
  }

  /** The values of declared options. */
  get declaredValue(): Lazy {
    return this.loc.mode === "closed" ? this.#value : this.#declaredValue;
  }

  /** The set as it is in `options`. */
  get options(): Attrs {
    return this.#options.get();
  }

  get #open(): boolean {
    return this.loc.mode === "open";
  }

  #collectDeclared(): { byName: Map<string, Decl[]>; reason: Reason | null } {
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
        const { origin, possible } = decl;
        const own = { origin, options, span: subtree.position(name) ?? null, possible };
        const known = byName.get(name);
        if (known === undefined) byName.set(name, [own]);
        else known.push(own);
      }
    }
    return { byName, reason };
  }

  #collectDefined(): Defined {
    const byName = new Map<string, Def[]>();
    let reason: Reason | null = null;
    for (const def of this.#configs.get()) {
      reason ??= openness(def);
      const value = force(def.value);
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
    return { byName, reason };
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
    const { byName, reason } = this.#defined.get();
    const sure = byName.get(name) ?? NO_DEFS;
    // At the root, what is unknown is as an import that is: it does not make everything unknown.
    if (reason === null || this.loc.parent === null) return sure;
    const possible: Def[] = [];
    for (const def of this.#configs.get()) {
      const why = openness(def);
      if (why === null) continue;
      const value = force(def.value);
      if (value instanceof Attrs && value.map.has(name)) continue;
      possible.push(def.ambient(why));
    }
    return [...sure, ...possible];
  }

  declaredNames(): ReadonlyMap<string, readonly Decl[]> {
    return this.#declared.get().byName;
  }

  child(name: string): OptionNode | undefined {
    let child = this.#children.get(name);
    if (child === undefined) {
      child = new Once(() => this.#makeChild(name));
      this.#children.set(name, child);
    }
    return child.get();
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
    const path = [...this.path, name];
    const decls = withoutPossibleDoubles(path, all);
    const options = decls.filter((decl) => declaresOption(path, decl));
    if (options.length === 0) {
      const loc = this.loc.child(name);
      return new OptionSet(sys, loc, decls, () => pushDown(sys.ev, this.#defsOf(name)));
    }
    const loc = this.#locOfOption(name);
    if (options.length === decls.length) {
      return OptionEntry.declared(sys, loc, decls, this.#defsOf(name));
    }
    if (options.every((decl) => isSubmoduleOption(sys, decl))) {
      const asOptions = decls.map((decl) =>
        options.includes(decl) ? decl : optionOfTree(sys, decl),
      );
      return OptionEntry.declared(sys, loc, asOptions, this.#defsOf(name));
    }
    throw thrown(collision(sys, path, options, decls));
  }

  /** Inside of an option that is declared here, nothing but its own options is expected. */
  #locOfOption(name: string): Loc {
    return this.loc.child(name).declared();
  }

  #config(undeclared: boolean): Attrs {
    const map = new Map<string, Lazy>();
    const valueOf = (name: string) =>
      later(() => {
        const child = this.child(name);
        const inner = child instanceof OptionSet && !undeclared;
        return force((inner ? child.declaredValue : child?.value) ?? null);
      });
    for (const name of this.declaredNames().keys()) map.set(name, valueOf(name));
    if (undeclared) {
      for (const name of this.#defined.get().byName.keys()) {
        if (!map.has(name)) map.set(name, valueOf(name));
      }
    }
    return new Attrs(map, new ChildPositions(this), this.#rest());
  }

  #rest(): Rest | null {
    if (this.#open) return openRest(this.path, (name) => this.child(name)?.value);
    const reason = this.#declared.get().reason ?? this.#undeclaredReason();
    return reason === null ? null : { reason };
  }

  #undeclaredReason(): Reason | null {
    return this.loc.mode === "closed" ? null : this.#defined.get().reason;
  }

  #optionsAttrs(): Attrs {
    const map = new Map<string, Lazy>();
    for (const name of this.declaredNames().keys()) {
      map.set(
        name,
        later(() => optionsOf(this.child(name)) ?? null),
      );
    }
    const { reason } = this.#declared.get();
    if (!this.#open) return new Attrs(map, null, reason === null ? null : { reason });
    return new Attrs(
      map,
      null,
      openRest(this.path, (name) => {
        const child = this.child(name);
        return child === undefined ? undefined : later(() => optionsOf(child) ?? null);
      }),
    );
  }

  /** Definitions that no option takes, in the order of their names. */
  unmatched(): Unmatched[] {
    if (this.#configs.get().length === 0) return [];
    const { byName } = this.#defined.get();
    const declared = this.declaredNames();
    const names = [...new Set([...declared.keys(), ...byName.keys()])].sort();
    return names.flatMap((name) => {
      if (!declared.has(name)) {
        return (byName.get(name) ?? NO_DEFS).map((def) => ({ path: [name], def }));
      }
      const child = this.child(name);
      if (!(child instanceof OptionSet)) return [];
      return child.unmatched().map(({ path, def }) => ({ path: [name, ...path], def }));
    });
  }

  definitions(): Definition[] {
    return shownDefinitions(this.sys, this.#configs.get());
  }

  names(): readonly string[] {
    const names = new Set(this.declaredNames().keys());
    if (this.loc.mode !== "closed") {
      for (const name of this.#defined.get().byName.keys()) names.add(name);
    }
    return [...names].sort();
  }

  /** The definitions of a name, as they came. */
  rawDefinitions(name: string): readonly Def[] {
    return this.#defined.get().byName.get(name) ?? NO_DEFS;
  }
}

/** A node's part of `options`. */
export function optionsOf(node: OptionNode | undefined): Attrs | Unknown | undefined {
  if (node instanceof OptionSet) return node.options;
  if (node instanceof OptionEntry) return node.attrs;
  if (node instanceof UndeclaredNode) return node.options;
  return undefined;
}

/** What an open set of options says of names that are not in it. */
export function openRest(
  path: readonly string[],
  lookup: (name: string) => Lazy | undefined,
): Rest {
  const where = path.length === 0 ? "options" : `options below '${showOption(path)}'`;
  return {
    reason: new Reason("option", `NixOS may have ${where} that nothing here declares`),
    lookup,
  };
}

/** Of a module that may not be there, declarations that others make too are left out. */
function withoutPossibleDoubles(path: readonly string[], decls: readonly Decl[]): readonly Decl[] {
  if (decls.length === 1 || !decls.some((decl) => decl.possible)) return decls;
  let seen = decls.some((decl) => !decl.possible && declaresOption(path, decl));
  return decls.filter((decl) => {
    if (!decl.possible || !declaresOption(path, decl)) return true;
    const first = !seen;
    seen = true;
    return first;
  });
}

function isSubmoduleOption(sys: ModuleSystem, decl: Decl): boolean {
  const type = (force(decl.options) as Attrs).map?.get("type");
  if (type === undefined) return false;
  return typeOf(sys, type).name === "submodule";
}

/** A set of options inside of a submodule option, as an option of a submodule that has them. */
function optionOfTree(sys: ModuleSystem, decl: Decl): Decl {
  const modules = [Attrs.of({ options: decl.options })];
  const submoduleWith = sys.types.get("submoduleWith") as Lazy;
  const given = Attrs.of({ modules, shorthandOnlyDefinesConfig: null });
  const type = later(() => sys.ev.call(force(submoduleWith), given));
  return { ...decl, options: Attrs.of({ _type: "option", type }) };
}

function collision(
  sys: ModuleSystem,
  path: readonly string[],
  options: readonly Decl[],
  decls: readonly Decl[],
): string {
  const first = options[0] as Decl;
  const type = (force(first.options) as Attrs).map.get("type");
  const description = type === undefined ? "<no description>" : typeOf(sys, type).description();
  const lines = decls
    .filter((decl) => !options.includes(decl))
    .flatMap((decl) =>
      sys.ev
        .attrs(decl.options)
        .names()
        .map(
          (name) =>
            ` - option(s) with prefix \`${showOption([...path, name])}' in module \`${decl.origin.file}'`,
        ),
    );
  return `The option \`${showOption(path)}' in module \`${first.origin.file}' would be a parent of the following options, but its type \`${description}' does not support nested options.\n${lines.sort().join("\n")}`;
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
