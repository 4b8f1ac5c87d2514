import type { Span } from "../../core/span.ts";
import { later } from "../../evaluator/lib/later.ts";
import type { Reason } from "../../evaluator/reason.ts";
import {
  Attrs,
  force,
  type Lazy,
  type Positions,
  type Rest,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import { delayedBy } from "../delayed.ts";
import type { Loc } from "../loc.ts";
import { emptyValue, Merging } from "../merging.ts";
import { ElementNode, isOpen } from "../node.ts";
import { isProperty } from "../property.ts";
import type { ModuleSystem } from "../system.ts";
import { mergedTypes, withWrapped } from "./element-functor.ts";
import { typeOf } from "./foreign-type.ts";
import { metaOf } from "./list-of.ts";
import { functorOf, NativeType } from "./native-type.ts";
import { errorOfDefs, type Merged, type OptionType, type Parts, phrase } from "./option-type.ts";

/** What `types.attrsWith` takes. */
export interface AttrsOfSpec {
  readonly elemType: Lazy;
  readonly lazy: boolean;
  readonly placeholder: string;
}

/** `types.attrsOf` and `types.lazyAttrsOf`: sets whose attributes are merged each by itself. */
export class AttrsOfType extends NativeType {
  readonly #spec: AttrsOfSpec;

  constructor(sys: ModuleSystem, spec: AttrsOfSpec, name?: string) {
    super(sys, name ?? (spec.lazy ? "lazyAttrsOf" : "attrsOf"));
    this.#spec = spec;
  }

  get element(): OptionType {
    return typeOf(this.sys, this.#spec.elemType);
  }

  description(): string {
    const before = this.#spec.lazy ? "lazy attribute set" : "attribute set";
    return `${before} of ${phrase(this.element, "noun", "composite")}`;
  }

  override descriptionClass(): string {
    return "composite";
  }

  accepts(value: Lazy): boolean {
    return this.sys.ev.known(value) instanceof Attrs;
  }

  override get checksOnMerge(): boolean {
    return true;
  }

  override takesPossible(): boolean {
    return true;
  }

  get isLazy(): boolean {
    return this.#spec.lazy;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    return new AttrsMerge(this, loc, defs);
  }

  override emptyValue(): Lazy {
    return new Attrs(new Map());
  }

  override subOptions(prefix: Lazy): Value {
    const below = later(() => [...this.sys.ev.list(prefix), `<${this.#spec.placeholder}>`]);
    return this.element.subOptions(below);
  }

  override subModules(): Value {
    return this.element.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const elemType = later(() => this.element.substSubModules(modules));
    return new AttrsOfType(this.sys, { ...this.#spec, elemType }).attrs;
  }

  override functor(): Attrs {
    const { sys } = this;
    const { elemType, lazy, placeholder } = this.#spec;
    const make = sys.fn("attrsWith", 1, (_, payload: Lazy) => attrsWith(sys, payload));
    const payload = Attrs.of({ elemType, lazy, placeholder });
    const functor = functorOf(sys, "attrsWith", make, payload, (a, b) => mergedPayload(sys, a, b));
    return withWrapped(sys, functor, elemType);
  }

  override nestedTypes(): Value {
    return Attrs.of({ elemType: this.#spec.elemType });
  }
}

/** `types.attrsWith { elemType, lazy, placeholder }`. */
export function attrsWith(sys: ModuleSystem, given: Lazy): Value {
  return new AttrsOfType(sys, specOf(sys, sys.ev.attrs(given))).attrs;
}

function specOf(sys: ModuleSystem, attrs: Attrs): AttrsOfSpec {
  const elemType = attrs.get("elemType");
  if (elemType === undefined) throw sys.missing("elemType");
  const lazy = attrs.get("lazy");
  const placeholder = attrs.get("placeholder");
  return {
    elemType,
    lazy: lazy === undefined ? false : sys.ev.bool(lazy),
    placeholder: placeholder === undefined ? "name" : sys.ev.text(placeholder),
  };
}

function mergedPayload(sys: ModuleSystem, left: Attrs, right: Attrs): Value {
  const a = specOf(sys, left);
  const b = specOf(sys, right);
  const elemType = mergedTypes(sys, a.elemType, b.elemType);
  const placeholder =
    a.placeholder === b.placeholder || b.placeholder === "name"
      ? a.placeholder
      : a.placeholder === "name"
        ? b.placeholder
        : null;
  if (elemType === null || a.lazy !== b.lazy || placeholder === null) return null;
  return Attrs.of({ elemType, lazy: a.lazy, placeholder });
}

const NO_DEFS: readonly Def[] = [];

const attrsValue = delayedBy((merge: AttrsMerge) => merge.members.value());

/** The merge of a set's definitions. */
class AttrsMerge implements Merged {
  readonly value: Lazy;
  readonly #type: AttrsOfType;
  readonly #loc: Loc;
  readonly #defs: readonly Def[];
  #members: AttrsMembers | null = null;

  constructor(type: AttrsOfType, loc: Loc, defs: readonly Def[]) {
    this.#type = type;
    this.#loc = loc;
    this.#defs = defs;
    this.value = attrsValue(this);
  }

  get members(): AttrsMembers {
    if (this.#members === null) {
      const { sys, element, isLazy } = this.#type;
      this.#members = new AttrsMembers(sys, element, isLazy, this.#loc, this.#defs);
    }
    return this.#members;
  }

  error(): string | null {
    return errorOfDefs(this.#type.sys, (value) => this.#type.accepts(value), this.#defs);
  }

  meta(): Lazy {
    return Attrs.of({ attrs: later(() => this.members.meta()) });
  }

  get parts(): Parts {
    return this.members;
  }
}

/** The attributes of a set's definitions. */
class AttrsMembers implements Parts {
  readonly #sys: ModuleSystem;
  readonly #type: OptionType;
  readonly #lazy: boolean;
  readonly #loc: Loc;
  readonly #defs: readonly Def[];
  readonly #byName = new Map<string, Def[]>();
  #mergings: Map<string, Merging> | null = null;
  #value: Attrs | null = null;
  /** Why there may be further attributes; null if there are none. */
  #reason: Reason | null = null;

  constructor(sys: ModuleSystem, type: OptionType, lazy: boolean, loc: Loc, defs: readonly Def[]) {
    this.#sys = sys;
    this.#type = type;
    this.#lazy = lazy;
    this.#loc = loc;
    this.#defs = defs;
    for (const def of defs) this.#spread(def);
  }

  #spread(def: Def): void {
    const value = force(def.value);
    if (!(value instanceof Attrs)) {
      // What only may hold and is no set does not hold.
      if (def.isSure || isOpen(value)) this.#reason ??= this.#sys.ev.openList(value).reason;
      return;
    }
    if (value.rest !== null) this.#reason ??= value.rest.reason;
    for (const [name, attribute] of value.map) {
      const part = def.part(attribute, value.position(name) ?? def.span);
      const known = this.#byName.get(name);
      if (known === undefined) this.#byName.set(name, [part]);
      else known.push(part);
    }
  }

  value(): Attrs {
    if (this.#value === null) this.#value = this.#build();
    return this.#value;
  }

  #build(): Attrs {
    const map = new Map<string, Lazy>();
    let reason = this.#reason;
    for (const [name, defs] of this.#byName) {
      const plain = this.#plainValue(defs);
      if (plain !== undefined) {
        map.set(name, plain);
        continue;
      }
      const merging = this.#merging(name);
      if (this.#lazy && defs.some((def) => def.cases.length === 0)) {
        map.set(name, this.#lazyValue(merging));
        continue;
      }
      const defined = this.#lazy ? this.#possible(defs) : merging.isDefined();
      if (defined === true) map.set(name, merging.value);
      else if (defined !== false) reason ??= defined;
    }
    const rest: Rest | null =
      reason === null ? null : { reason, lookup: (name) => this.#possibleValue(name) };
    return new Attrs(map, new PartPositions(this.#byName), rest);
  }

  #possible(defs: readonly Def[]): Reason {
    return (defs[0] as Def).cases[0]?.reason as Reason;
  }

  /** The value of an attribute that needs no merging. */
  #plainValue(defs: readonly Def[]): Lazy | undefined {
    const [def] = defs;
    if (defs.length !== 1 || def === undefined || def.cases.length > 0) return undefined;
    if (this.#reason !== null) return undefined;
    if (this.#lazy) return undefined;
    const value = force(def.value);
    return !isProperty(value) && this.#type.takesAsIs(value) ? value : undefined;
  }

  /** `lazyAttrsOf`: an attribute is there whether its definitions hold or not. */
  #lazyValue(merging: Merging): Lazy {
    return later(() => {
      const defined = merging.isDefined();
      return force(defined === false ? emptyValue(this.#type, merging.loc) : merging.value);
    });
  }

  #merging(name: string): Merging {
    if (this.#mergings === null) this.#mergings = new Map();
    let merging = this.#mergings.get(name);
    if (merging === undefined) {
      const defs = [...(this.#byName.get(name) ?? NO_DEFS), ...this.#unknownParts(name)];
      merging = new Merging(this.#sys, this.#loc.element(name, "<name>"), this.#type, defs);
      this.#mergings.set(name, merging);
    }
    return merging;
  }

  /** What sets that are open may define of a name. */
  #unknownParts(name: string): Def[] {
    const parts: Def[] = [];
    for (const def of this.#defs) {
      const value = force(def.value);
      if (!(value instanceof Attrs)) {
        if (isOpen(value)) parts.push(def.ambient(value.reason));
        continue;
      }
      if (value.rest === null || value.map.has(name)) continue;
      if (value.rest.mayHave?.(name) === false) continue;
      const modelled = value.rest.lookup?.(name);
      parts.push(def.ambient(value.rest.reason, modelled));
    }
    return parts;
  }

  /** The value of an attribute that may be there, if it is. */
  #possibleValue(name: string): Lazy | undefined {
    const merging = this.#merging(name);
    if (merging.defs.length > 0) return merging.value;
    return this.#reason === null ? undefined : new Unknown(this.#reason);
  }

  meta(): Value {
    const map = new Map<string, Lazy>();
    for (const name of this.value().names()) map.set(name, metaOf(this.#merging(name)));
    return new Attrs(map);
  }

  names(): readonly string[] {
    const sure = this.value().names();
    const possible = [...this.#byName.keys()].filter((name) => !sure.includes(name)).sort();
    return this.value().rest === null ? sure : [...sure, ...possible];
  }

  child(name: string): ElementNode | undefined {
    if (!this.#byName.has(name) && this.#reason === null) return undefined;
    return new ElementNode([...this.#loc.path, name], this.#merging(name));
  }
}

/** Where the attributes of a merged set are defined: the first definition that has a place. */
export class PartPositions implements Positions {
  readonly #byName: ReadonlyMap<string, readonly Def[]>;

  constructor(byName: ReadonlyMap<string, readonly Def[]>) {
    this.#byName = byName;
  }

  get(name: string): Span | undefined {
    const defs = this.#byName.get(name) ?? NO_DEFS;
    return defs.find((def) => def.span !== null)?.span ?? undefined;
  }
}
