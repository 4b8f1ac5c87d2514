import { describe, typeName } from "../../evaluator/describe.ts";
import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type List, type Value } from "../../evaluator/value.ts";
import { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { Merging } from "../merging.ts";
import { Once } from "../once.ts";
import { DEFAULT_ORDER, DEFAULT_PRIORITY, mkOrder, mkOverride, tagOf } from "../property.ts";
import { showDefs, showOption } from "../show.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { typeOf } from "./foreign-type.ts";
import { isList, metaOf } from "./list-of.ts";
import { NativeType } from "./native-type.ts";
import { errorOfDefs, type Merged, type OptionType, phrase } from "./option-type.ts";

/** What `types.attrListWith` takes. */
export interface AttrListSpec {
  readonly elemType: Lazy;
  readonly asAttrs: Lazy;
  readonly mergeAttrValues: Lazy;
}

/** An attribute of a definition, with the properties that stood around it. */
interface Item {
  readonly key: string;
  readonly def: Def;
  readonly value: Lazy;
  /** Looked at only for what wins by priority. */
  readonly order: () => number;
  readonly priority: number;
}

/** `types.attrListOf`: an ordered list of named values. */
export class AttrListType extends NativeType {
  readonly #spec: AttrListSpec;

  constructor(sys: ModuleSystem, spec: AttrListSpec) {
    super(sys, "attrListOf");
    this.#spec = spec;
  }

  get element(): OptionType {
    return typeOf(this.sys, this.#spec.elemType);
  }

  description(): string {
    return `attribute list of ${phrase(this.element, "noun", "composite")}`;
  }

  override descriptionClass(): string {
    return "composite";
  }

  accepts(value: Lazy): boolean {
    return this.sys.ev.known(value) instanceof Attrs || isList(this.sys, value);
  }

  override get checksOnMerge(): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const { sys } = this;
    const merged = new Once(() => this.#merged(loc, defs));
    const values = later(() =>
      merged.get().map(({ item, merging }) => new Attrs(new Map([[item.key, merging.value]]))),
    );
    return {
      value: later(() => this.#value(force(values) as List)),
      error: () => errorOfDefs(sys, (value) => this.accepts(value), defs),
      meta: () =>
        Attrs.of({
          attrList: later(() => merged.get().map(({ merging }) => metaOf(merging))),
          attrListValue: values,
          definitions: later(() =>
            merged.get().map(({ item, merging }) =>
              Attrs.of({
                _type: "definition",
                file: later(() => item.def.origin.file),
                value: mkOrder(item.order(), new Attrs(new Map([[item.key, merging.value]]))),
              }),
            ),
          ),
        }),
      parts: null,
    };
  }

  #value(values: List): Value {
    const { ev } = this.sys;
    if (!ev.bool(this.#spec.asAttrs)) return values;
    const zip = this.sys.libFunction("zipAttrsWith");
    return ev.call2(zip, this.#spec.mergeAttrValues, values);
  }

  #merged(loc: Loc, defs: readonly Def[]): { item: Item; merging: Merging }[] {
    const items = defs.flatMap((def) => this.#itemsOf(loc, def));
    const best = new Map<string, number>();
    for (const { key, priority } of items) {
      if (priority < (best.get(key) ?? DEFAULT_PRIORITY)) best.set(key, priority);
    }
    return items
      .filter(({ key, priority }) => priority === (best.get(key) ?? DEFAULT_PRIORITY))
      .sort((a, b) => a.order() - b.order())
      .map((item) => ({
        item,
        merging: new Merging(this.sys, loc.child(item.key), this.element, [
          item.def.part(item.value),
        ]),
      }))
      .filter(({ merging }) => merging.isDefined() === true);
  }

  #itemsOf(loc: Loc, def: Def): Item[] {
    const value = this.sys.ev.known(def.value);
    if (!(value instanceof Attrs)) {
      return this.sys.ev.list(value).map((raw) => this.#itemOf(loc, def, raw));
    }
    return value.names().map((key) => this.#peeled(def, key, value.map.get(key) as Lazy));
  }

  /** An element of a list: a set of one attribute. */
  #itemOf(loc: Loc, def: Def, raw: Lazy): Item {
    const { ev } = this.sys;
    const element = ev.known(raw);
    const ordered = tagOf(element) === "order" ? (element as Attrs) : null;
    const item = ordered === null ? element : ev.known(ordered.get("content") as Lazy);
    const names = item instanceof Attrs ? item.names() : [];
    const [key] = names;
    if (!(item instanceof Attrs) || key === undefined || names.length !== 1) {
      throw this.#badItem(loc, def, raw, item);
    }
    const peeled = this.#peeled(def, key, item.map.get(key) as Lazy);
    if (ordered === null) return peeled;
    return { ...peeled, order: () => Number(ev.int(ordered.get("priority") as Lazy)) };
  }

  #badItem(loc: Loc, def: Def, raw: Lazy, item: Value): Error {
    const what =
      item instanceof Attrs
        ? `Each list element must be a single-key attribute set, but got ${item.names().length} keys`
        : `Each list element must be an attribute set, but got ${typeName(item) ?? describe(item)}`;
    const shown = showDefs(this.sys.ev, [new Def(def.origin, raw)]);
    return thrown(
      `A definition for option \`${showOption(loc.path)}' is not of type \`${this.description()}'. ${what}.${shown}`,
    );
  }

  /** Takes `mkOrder` off, which is used here; `mkForce` and its like stay, for the merge. */
  #peeled(def: Def, key: string, value: Lazy): Item {
    const { ev } = this.sys;
    const forced = force(value);
    const tag = tagOf(forced);
    if (tag === "order") {
      const property = forced as Attrs;
      const inner = this.#peeled(def, key, property.get("content") as Lazy);
      return { ...inner, order: () => Number(ev.int(property.get("priority") as Lazy)) };
    }
    if (tag === "override") {
      const property = forced as Attrs;
      const priority = Number(ev.int(property.get("priority") as Lazy));
      const inner = new Once(() => this.#peeled(def, key, property.get("content") as Lazy));
      const content = later(() => force(inner.get().value));
      return {
        key,
        def,
        value: mkOverride(priority, content),
        order: () => inner.get().order(),
        priority,
      };
    }
    return { key, def, value, order: () => DEFAULT_ORDER, priority: DEFAULT_PRIORITY };
  }

  override emptyValue(): Lazy {
    return later(() => (this.sys.ev.bool(this.#spec.asAttrs) ? new Attrs(new Map()) : []));
  }

  override subOptions(prefix: Lazy): Value {
    return this.element.subOptions(later(() => [...this.sys.ev.list(prefix), "*"]));
  }

  override subModules(): Value {
    return this.element.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const elemType = later(() => this.element.substSubModules(modules));
    return new AttrListType(this.sys, { ...this.#spec, elemType }).attrs;
  }

  override typeMerge(_functor: Lazy): Value {
    return null;
  }

  override nestedTypes(): Value {
    return Attrs.of({ elemType: this.#spec.elemType });
  }
}
