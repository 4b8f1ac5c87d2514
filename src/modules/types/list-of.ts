import { Collector } from "../../evaluator/lib/collector.ts";
import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type List, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import { delayedBy } from "../delayed.ts";
import type { Loc } from "../loc.ts";
import { Merging } from "../merging.ts";
import { ElementNode } from "../node.ts";
import { isProperty } from "../property.ts";
import type { ModuleSystem } from "../system.ts";
import { elementFunctor } from "./element-functor.ts";
import { typeOf } from "./foreign-type.ts";
import { unknownDef } from "./merge-functions.ts";
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

  override takesPossible(): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    return new ListMerge(this, loc, defs);
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

const listValue = delayedBy((merge: ListMerge) => merge.elements.value);

/** The merge of a list's definitions. */
class ListMerge implements Merged {
  readonly value: Lazy;
  readonly #type: ListType;
  readonly #loc: Loc;
  readonly #defs: readonly Def[];
  #elements: ListElements | null = null;

  constructor(type: ListType, loc: Loc, defs: readonly Def[]) {
    this.#type = type;
    this.#loc = loc;
    this.#defs = defs;
    this.value = listValue(this);
  }

  get elements(): ListElements {
    if (this.#elements === null) {
      const { sys, element } = this.#type;
      this.#elements = new ListElements(sys, element, this.#loc, this.#defs);
    }
    return this.#elements;
  }

  error(): string | null {
    return errorOfDefs(this.#type.sys, (value) => this.#type.accepts(value), this.#defs);
  }

  meta(): Lazy {
    return Attrs.of({ list: later(() => this.elements.mergings.map(metaOf)) });
  }

  get parts(): Parts {
    return this.elements;
  }
}

/** An element of a list: merged when its place is asked for, or there already. */
interface ListElement {
  readonly def: Def;
  readonly name: string;
  merging: Merging | null;
}

/** The elements of a list's definitions. */
class ListElements implements Parts {
  readonly value: Value;
  readonly #sys: ModuleSystem;
  readonly #type: OptionType;
  readonly #loc: Loc;
  readonly #elements: ListElement[] = [];

  constructor(sys: ModuleSystem, type: OptionType, loc: Loc, defs: readonly Def[]) {
    this.#sys = sys;
    this.#type = type;
    this.#loc = loc;
    const into = new Collector();
    // A definition of which nothing is known may be ordered before all others.
    const anywhere = defs.map(unknownDef).find((reason) => reason !== null);
    if (anywhere) into.doubt(anywhere);
    defs.forEach((def, n) => {
      this.#addDefinition(def, n + 1, into);
    });
    this.value = into.finish();
  }

  get mergings(): Merging[] {
    return this.#elements.map((element) => this.#merging(element));
  }

  #merging(element: ListElement): Merging {
    if (element.merging === null) {
      const loc = this.#loc.element(element.name, "*");
      element.merging = new Merging(this.#sys, loc, this.#type, [element.def]);
    }
    return element.merging;
  }

  #addDefinition(def: Def, n: number, into: Collector): void {
    const [unknown] = def.cases;
    if (unknown !== undefined) {
      into.doubt(unknown.reason);
      return;
    }
    const { items, reason, prefix } = this.#sys.ev.openList(def.value);
    items.forEach((item, m) => {
      if (reason !== null && m === prefix) into.doubt(reason);
      const name = `[definition ${n}-entry ${m + 1}]`;
      this.#addElement({ def: def.part(item), name, merging: null }, into);
    });
    if (reason !== null) into.doubt(reason);
  }

  #addElement(element: ListElement, into: Collector): void {
    const value = force(element.def.value);
    if (!isProperty(value) && this.#type.takesAsIs(value)) {
      this.#elements.push(element);
      into.push(value);
      return;
    }
    const merging = this.#merging(element);
    const defined = merging.isDefined();
    if (defined === false) return;
    if (defined !== true) {
      into.doubt(defined);
      return;
    }
    this.#elements.push(element);
    into.push(merging.value);
  }

  names(): readonly string[] {
    return this.#elements.map((_, index) => String(index));
  }

  child(name: string): ElementNode | undefined {
    const element = this.#elements[Number(name)];
    if (element === undefined) return undefined;
    return new ElementNode([...this.#loc.path, name], this.#merging(element));
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

  override takesPossible(): boolean {
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
