import { later } from "../evaluator/lib/later.ts";
import { Reason } from "../evaluator/reason.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import { mayAdd, withContributions } from "./contributed.ts";
import { Def, FileOrigin, type Origin } from "./definition.ts";
import { delayedBy } from "./delayed.ts";
import { typeOfFact } from "./fact-type.ts";
import type { OptionFact, TypeData } from "./facts.ts";
import { jsonValue } from "./json-value.ts";
import type { Loc } from "./loc.ts";
import { Merging } from "./merging.ts";
import {
  type Definition,
  isPlainSet,
  namesOf,
  type OptionNode,
  shownDefinitions,
  ValueNode,
} from "./node.ts";
import { openRest } from "./open-rest.ts";
import { DEFAULT_PRIORITY, OPTION_DEFAULT_PRIORITY } from "./property.ts";
import { openness, pushDown } from "./push-down.ts";
import { shapeType } from "./shape-type.ts";
import { showOption } from "./show.ts";
import type { ModuleSystem } from "./system.ts";
import { PartPositions } from "./types/attrs-of.ts";
import type { OptionType } from "./types/option-type.ts";

/** What an undeclared path turned out to be. */
type Shape =
  | { readonly kind: "option"; readonly merging: Merging; readonly fact: OptionFact | null }
  | {
      readonly kind: "set";
      readonly byName: ReadonlyMap<string, readonly Def[]>;
      readonly lost: ReadonlySet<string>;
    }
  | { readonly kind: "nothing" };

const NO_DEFS: readonly Def[] = [];

const undeclaredValue = delayedBy((node: UndeclaredNode) => node.compute());

/** An attribute of a set of undeclared options. */
interface Member {
  readonly node: UndeclaredNode;
  readonly name: string;
}

const memberValue = delayedBy(({ node, name }: Member) => force(node.below(name).value));

/**
 * A path of an open evaluation that nobody declares. With a fact it is an option of that type; else it is what its
 * definitions look like: a set of further options if they are all sets, or one value.
 */
export class UndeclaredNode implements OptionNode {
  readonly kind = "undeclared";
  readonly loc: Loc;
  readonly value: Lazy;
  readonly #sys: ModuleSystem;
  readonly #defs: readonly Def[];
  #shapeHere: Shape | null = null;
  #children: Map<string, UndeclaredNode> | null = null;

  constructor(sys: ModuleSystem, loc: Loc, defs: readonly Def[]) {
    this.#sys = sys;
    this.loc = loc;
    this.#defs = defs;
    this.value = undeclaredValue(this);
  }

  get #shape(): Shape {
    if (this.#shapeHere === null) this.#shapeHere = this.#resolve();
    return this.#shapeHere;
  }

  get path(): readonly string[] {
    return this.loc.path;
  }

  #resolve(): Shape {
    const fact = factAt(this.loc);
    const type = fact === null ? null : typeOfFact(this.#sys, fact.type);
    if (type !== null) return this.#option(type, fact);
    if (this.loc.factPath !== null && this.loc.facts !== null) {
      const known = this.loc.facts.children(this.loc.factPath).length > 0;
      if (known) return this.#set();
    }
    if (this.#defs.length === 0) {
      return fact?.default === undefined
        ? { kind: "nothing" }
        : this.#option(shapeType(this.#sys), fact);
    }
    const pushed = pushDown(this.#sys.ev, this.#defs);
    const known = pushed.filter((def) => !isUnknown(force(def.value)));
    if (known.length > 0 && known.every((def) => isPlainSet(force(def.value)))) {
      return this.#set();
    }
    return this.#option(shapeType(this.#sys), fact);
  }

  #option(type: OptionType, fact: OptionFact | null): Shape {
    const fallback = fact?.default;
    const defs =
      fallback === undefined
        ? this.#defs
        : [this.#defaultDef(jsonValue(fallback.value)), ...this.#defs];
    const loc = fact === null ? this.loc : this.loc.withContribution(fact);
    return { kind: "option", merging: new Merging(this.#sys, loc, type, defs), fact };
  }

  #defaultDef(value: Lazy): Def {
    return new Def(defaultOrigin(this.#sys), value, null, [
      { kind: "override", priority: OPTION_DEFAULT_PRIORITY },
    ]);
  }

  /**
   * A set of options. Where a whole set was given another priority (`mkForce { … }`) it may as well be one option:
   * names that only the others define are then not known.
   */
  #set(): Shape {
    const parts = this.#defs.flatMap((def) =>
      pushDown(this.#sys.ev, [def]).map((pushed) => ({
        pushed,
        priority: ownPriority(pushed, def.wraps.length),
      })),
    );
    const best = Math.min(...parts.map(({ priority }) => priority));
    const byName = new Map<string, Def[]>();
    const lost = new Set<string>();
    for (const { pushed, priority } of parts) {
      const value = force(pushed.value);
      if (!(value instanceof Attrs)) continue;
      for (const [name, attribute] of value.map) {
        if (priority > best) {
          lost.add(name);
          continue;
        }
        const part = pushed.with({ value: attribute, span: value.position(name) ?? pushed.span });
        const known = byName.get(name);
        if (known === undefined) byName.set(name, [part]);
        else known.push(part);
      }
    }
    for (const name of byName.keys()) lost.delete(name);
    for (const { pushed } of parts) addOpenParts(pushed, byName);
    return { kind: "set", byName, lost };
  }

  /** Computes the value; `value` keeps it. */
  compute(): Value {
    const shape = this.#shape;
    switch (shape.kind) {
      case "nothing":
        return new Unknown(noValue(this.path));
      case "option":
        return this.#optionValue(shape.merging, shape.fact);
      case "set":
        return this.#setValue(shape.byName, shape.lost);
    }
  }

  #optionValue(merging: Merging, fact: OptionFact | null): Value {
    const { defs, priority } = merging.winners;
    if (defs.length === 0) return new Unknown(noValue(this.path));
    const value = force(merging.value);
    if (fact !== null && typeOfFact(this.#sys, fact.type) !== null) {
      const own = isFree(fact.type) ? openSets(value, mayAdd(this.path)) : value;
      const whole = fact.contributed ? withContributions(own, priority, this.loc, fact) : own;
      return fact.apply === undefined ? whole : fact.apply(whole);
    }
    return this.loc.named ? value : withContributions(value, DEFAULT_PRIORITY, this.loc, fact);
  }

  #setValue(byName: ReadonlyMap<string, readonly Def[]>, lost: ReadonlySet<string>): Attrs {
    const map = new Map<string, Lazy>();
    for (const name of byName.keys()) {
      map.set(name, memberValue({ node: this, name }));
    }
    const rest = openRest(this.loc, (name) =>
      lost.has(name) ? new Unknown(mayBeOption(this.path)) : this.below(name).value,
    );
    return new Attrs(map, new PartPositions(byName), rest);
  }

  /** The path one name further down. */
  below(name: string): UndeclaredNode {
    if (this.#children === null) this.#children = new Map();
    let child = this.#children.get(name);
    if (child === undefined) {
      const shape = this.#shape;
      const defs = shape.kind === "set" ? (shape.byName.get(name) ?? NO_DEFS) : NO_DEFS;
      child = new UndeclaredNode(this.#sys, this.loc.child(name), defs);
      this.#children.set(name, child);
    }
    return child;
  }

  /** The part of `options`: an option where a fact says so, else a set that is open. */
  get options(): Attrs | Unknown {
    const shape = this.#shape;
    if (shape.kind === "nothing") return new Unknown(noValue(this.path));
    if (shape.kind === "option") return this.#optionAttrs(shape.merging, shape.fact);
    const map = new Map<string, Lazy>();
    for (const name of shape.byName.keys()) {
      map.set(
        name,
        later(() => this.below(name).options),
      );
    }
    const rest = openRest(this.loc, (name) => later(() => this.below(name).options));
    return new Attrs(map, null, rest);
  }

  #optionAttrs(merging: Merging, fact: OptionFact | null): Attrs {
    const defs = () => merging.winners.defs;
    const listed = (values: () => Lazy[]) =>
      later(() => withContributions(values(), DEFAULT_PRIORITY, this.loc, null));
    const attrs: Record<string, Lazy> = {
      _type: "option",
      loc: [...this.path],
      value: this.value,
      isDefined: later(() => this.#isDefined(merging)),
      highestPrio: later(() =>
        defs().length === 0 ? new Unknown(noValue(this.path)) : merging.winners.priority,
      ),
      definitions: listed(() => defs().map((def) => def.value)),
      definitionsWithLocations: listed(() => defs().map((def) => def.attrs)),
      files: listed(() => defs().map((def) => def.origin.file)),
    };
    if (fact !== null) attrs.type = merging.type.attrs;
    const reason = new Reason(
      "option",
      `'${showOption(this.path)}' is declared outside of this repository`,
    );
    return new Attrs(new Map(Object.entries(attrs)), null, { reason });
  }

  #isDefined(merging: Merging): Value {
    const defined = merging.isDefined();
    if (defined === true) return true;
    return new Unknown(defined === false ? noValue(this.path) : defined);
  }

  definitions(): Definition[] {
    const shape = this.#shape;
    if (shape.kind !== "option") return shownDefinitions(this.#sys, this.#defs);
    const fallback = defaultOrigin(this.#sys);
    return shownDefinitions(this.#sys, shape.merging.defs, (def) => def.origin === fallback);
  }

  names(): readonly string[] {
    const shape = this.#shape;
    if (shape.kind === "nothing") return [];
    if (shape.kind === "set") return [...shape.byName.keys()].sort();
    const inside = shape.fact?.apply === undefined ? shape.merging.parts : null;
    return inside?.names() ?? namesOf(this.value);
  }

  child(name: string): OptionNode | undefined {
    const shape = this.#shape;
    if (shape.kind !== "option") return this.below(name);
    const { parts, winners } = shape.merging;
    if (winners.defs.length === 0) return this.below(name);
    if (parts !== null && shape.fact?.apply === undefined) return parts.child(name);
    return ValueNode.below(this.#sys, this, winners.defs, name);
  }
}

/** What an open set may define of names that others define. */
function addOpenParts(pushed: Def, byName: ReadonlyMap<string, Def[]>): void {
  const why = openness(pushed);
  if (why === null) return;
  const value = force(pushed.value);
  for (const [name, defs] of byName) {
    if (!(value instanceof Attrs && value.map.has(name))) defs.push(pushed.ambient(why));
  }
}

/** The fact about a place; that of the free form around where its own is missing. */
function factAt(loc: Loc): OptionFact | null {
  if (loc.facts === null || loc.factPath === null) return null;
  const own = loc.facts.fact(loc.factPath);
  if (own !== undefined) return own;
  // A set of declared options inside of a free form is no attribute of the free form.
  if (loc.facts.children(loc.factPath).length > 0) return null;
  const freeform = loc.parent?.freeform ?? null;
  if (freeform === null) return null;
  const type = freeform.t === "attrsOf" || freeform.t === "lazyAttrsOf" ? freeform.of : freeform;
  const around = loc.parent?.contribution ?? null;
  return {
    type,
    get contributed() {
      return around?.contributed ?? false;
    },
  };
}

/** Types of settings, in which modules of NixOS set names of their own beside the user's. */
function isFree(type: TypeData): boolean {
  switch (type.t) {
    case "nullOr":
      return isFree(type.of);
    case "submodule":
      return type.open === true;
    default:
      return FREE.has(type.t);
  }
}

const FREE: ReadonlySet<TypeData["t"]> = new Set(["anything", "attrs", "format", "unspecified"]);

/** The same value, whose plain sets may have further names at every depth. */
function openSets(value: Value, reason: Reason): Value {
  if (!isPlainSet(value) || value.rest !== null) return value;
  const map = new Map<string, Lazy>();
  for (const [name, inner] of value.map) {
    map.set(
      name,
      later(() => openSets(force(inner), reason)),
    );
  }
  return new Attrs(map, value.positions, { reason });
}

function isUnknown(value: Value): boolean {
  return value instanceof Unknown || value instanceof Choice;
}

/** The priority that a set got at this very place; the usual one where it got none. */
function ownPriority(def: Def, outer: number): number {
  for (const wrap of def.wraps.slice(outer)) {
    if (wrap.kind !== "override") continue;
    const priority = force(wrap.priority);
    if (typeof priority === "number") return priority;
  }
  return DEFAULT_PRIORITY;
}

const ORIGINS = new WeakMap<ModuleSystem, Origin>();

/** Where the defaults of facts are from. */
function defaultOrigin(sys: ModuleSystem): Origin {
  let origin = ORIGINS.get(sys);
  if (origin === undefined) {
    origin = new FileOrigin(sys.ev, "<nixpkgs>");
    ORIGINS.set(sys, origin);
  }
  return origin;
}

function noValue(path: readonly string[]): Reason {
  return new Reason("option", `option '${showOption(path)}' has no value in this repository`);
}

function mayBeOption(path: readonly string[]): Reason {
  return new Reason(
    "option",
    `it is not known whether '${showOption(path)}' is one option that is overridden as a whole`,
  );
}
