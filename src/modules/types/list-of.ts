import { Collector } from "../../evaluator/lib/collector.ts";
import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type List, type Value } from "../../evaluator/value.ts";
import type { Case, Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { Merging } from "../merging.ts";
import { ElementNode } from "../node.ts";
import { Once } from "../once.ts";
import { isProperty } from "../property.ts";
import type { ModuleSystem } from "../system.ts";
import { elementFunctor } from "./element-functor.ts";
import { typeOf } from "./foreign-type.ts";
import { NativeType } from "./native-type.ts";
import { errorOfDefs, type Merged, type OptionType, type Parts, phrase } from "./option-type.ts";

/** `types.listOf`: definitions one after the other, each element merged as a definition of its own. */
export class ListType extends NativeType {
  readonly #elementType: Lazy;

  constructor(sys: ModuleSystem, elementType: Lazy) {
    super(sys, "listOf");
    this.#elementType = elementType;
  }

  get element(): OptionType {
    return typeOf(this.sys, this.#elementType);
  }

  description(): string {
    return `list of ${phrase(this.element, "noun", "composite")}`;
  }

  override descriptionClass(): string {
    return "composite";
  }

  accepts(value: Lazy): boolean {
    return isList(this.sys, value);
  }

  override get checksOnMerge(): boolean {
    return true;
  }

  override get takesPossible(): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const merge = new Once(() => new ListMerge(this.sys, this.element, loc, defs));
    return {
      value: later(() => merge.get().value),
      error: () => errorOfDefs(this.sys, (value) => this.accepts(value), defs),
      meta: () => Attrs.of({ list: later(() => merge.get().elements.map((one) => metaOf(one))) }),
      get parts() {
        return merge.get();
      },
    };
  }

  override emptyValue(): List {
    return [];
  }

  override subOptions(prefix: Lazy): Value {
    return this.element.subOptions(later(() => [...this.sys.ev.list(prefix), "*"]));
  }

  override subModules(): Value {
    return this.element.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const element = later(() => this.element.substSubModules(modules));
    return new ListType(this.sys, element).attrs;
  }

  override functor(): Attrs {
    const { sys } = this;
    return elementFunctor(
      sys,
      "listOf",
      { elemType: this.#elementType },
      (payload) => new ListType(sys, payload.get("elemType") as Lazy).attrs,
    );
  }

  override nestedTypes(): Value {
    return Attrs.of({ elemType: this.#elementType });
  }
}

export function metaOf(merging: Merging): Lazy {
  return later(() => force(merging.merged().meta()));
}

export function isList(sys: ModuleSystem, value: Lazy): boolean {
  const known = sys.ev.known(value);
  return Array.isArray(known) || (typeof known === "object" && known !== null && "prefix" in known);
}

/** The elements of a list's definitions. */
class ListMerge implements Parts {
  readonly value: Value;
  readonly #sys: ModuleSystem;
  readonly #type: OptionType;
  readonly #loc: Loc;
  /** For each element its definition and its place, to merge it when it is asked for. */
  readonly #elements: (() => Merging)[] = [];

  constructor(sys: ModuleSystem, type: OptionType, loc: Loc, defs: readonly Def[]) {
    this.#sys = sys;
    this.#type = type;
    this.#loc = loc;
    const into = new Collector();
    defs.forEach((def, n) => {
      this.#addDefinition(def, n + 1, into);
    });
    this.value = into.finish();
  }

  get elements(): Merging[] {
    return this.#elements.map((make) => make());
  }

  #addDefinition(def: Def, n: number, into: Collector): void {
    const [unknown] = def.cases;
    if (unknown !== undefined) {
      into.doubt((unknown as Case).reason);
      return;
    }
    const { items, reason, prefix } = this.#sys.ev.openList(def.value);
    items.forEach((item, m) => {
      if (reason !== null && m === prefix) into.doubt(reason);
      this.#addElement(def, item, `[definition ${n}-entry ${m + 1}]`, into);
    });
    if (reason !== null) into.doubt(reason);
  }

  #addElement(def: Def, item: Lazy, name: string, into: Collector): void {
    const value = force(item);
    const make = new Once(
      () => new Merging(this.#sys, this.#loc.element(name, "*"), this.#type, [def.part(item)]),
    );
    if (!isProperty(value) && this.#type.takesAsIs(value)) {
      this.#elements.push(() => make.get());
      into.push(value);
      return;
    }
    const merging = make.get();
    const defined = merging.isDefined();
    if (defined === false) return;
    if (defined !== true) {
      into.doubt(defined);
      return;
    }
    this.#elements.push(() => merging);
    into.push(merging.value);
  }

  names(): readonly string[] {
    return this.#elements.map((_, index) => String(index));
  }

  child(name: string): ElementNode | undefined {
    const make = this.#elements[Number(name)];
    return make === undefined ? undefined : new ElementNode([...this.#loc.path, name], make());
  }
}

/** `types.nonEmptyListOf`: a list with at least one element, and no value without a definition. */
export class NonEmptyListType extends NativeType {
  readonly #list: ListType;
  readonly #elementType: Lazy;

  constructor(sys: ModuleSystem, elementType: Lazy) {
    super(sys, "listOf");
    this.#elementType = elementType;
    this.#list = new ListType(sys, elementType);
  }

  description(): string {
    return `non-empty ${phrase(this.#list, "noun")}`;
  }

  override descriptionClass(): string {
    return "composite";
  }

  accepts(value: Lazy): boolean {
    return this.#list.accepts(value) && this.#notEmpty(value);
  }

  #notEmpty(value: Lazy): boolean {
    const { items, reason } = this.sys.ev.openList(value);
    if (items.length > 0) return true;
    return reason !== null;
  }

  override get checksOnMerge(): boolean {
    return true;
  }

  override get takesPossible(): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const merged = this.#list.merge(loc, defs);
    return {
      value: merged.value,
      error: () => merged.error() ?? errorOfDefs(this.sys, (value) => this.#notEmpty(value), defs),
      meta: () => merged.meta(),
      get parts() {
        return merged.parts;
      },
    };
  }

  override subOptions(prefix: Lazy): Value {
    return this.#list.subOptions(prefix);
  }

  override subModules(): Value {
    return this.#list.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const element = later(() => this.#list.element.substSubModules(modules));
    return new NonEmptyListType(this.sys, element).attrs;
  }

  override functor(): Attrs {
    return this.#list.functor();
  }

  override nestedTypes(): Value {
    return Attrs.of({ elemType: this.#elementType });
  }
}
