import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import { functionFormals, isFunction } from "../functions.ts";
import type { Loc } from "../loc.ts";
import { Merging } from "../merging.ts";
import type { ModuleSystem } from "../system.ts";
import { elementFunctor } from "./element-functor.ts";
import { typeOf } from "./foreign-type.ts";
import { plainlyLater, present } from "./merge-functions.ts";
import { NativeType } from "./native-type.ts";
import { type Merged, type OptionType, phrase } from "./option-type.ts";

const BODY = "<function body>";

/** `types.functionTo`: functions whose results are merged. */
export class FunctionType extends NativeType {
  readonly #elementType: Lazy;

  constructor(sys: ModuleSystem, elementType: Lazy) {
    super(sys, "functionTo");
    this.#elementType = elementType;
  }

  get element(): OptionType {
    return typeOf(this.sys, this.#elementType);
  }

  description(): string {
    return `function that evaluates to a(n) ${phrase(this.element, "noun", "composite")}`;
  }

  override descriptionClass(): string {
    return "composite";
  }

  accepts(value: Lazy): boolean {
    return isFunction(this.sys.ev, this.sys.ev.known(value));
  }

  merge(loc: Loc, all: readonly Def[]): Merged {
    const { sys } = this;
    const defs = present(all);
    return plainlyLater(() =>
      Attrs.of({
        __functionArgs: later(() => this.#formals(defs)),
        __functor: sys.fn("__functor", 2, (ev, _self: Lazy, argument: Lazy) => {
          const results = defs.map((def) => def.part(ev.delayCall(def.value, argument)));
          return force(new Merging(sys, loc.child(BODY), this.element, results).value);
        }),
      }),
    );
  }

  /** A formal has a default when it has one in all definitions. */
  #formals(defs: readonly Def[]): Value {
    const formals = new Map<string, boolean>();
    for (const def of defs) {
      const own = functionFormals(this.sys.ev, force(def.value)) ?? new Map<string, boolean>();
      for (const [name, hasDefault] of own) {
        formals.set(name, hasDefault && formals.get(name) !== false);
      }
    }
    return new Attrs(new Map<string, Lazy>(formals));
  }

  override subOptions(prefix: Lazy): Value {
    return this.element.subOptions(later(() => [...this.sys.ev.list(prefix), BODY]));
  }

  override subModules(): Value {
    return this.element.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const element = later(() => this.element.substSubModules(modules));
    return new FunctionType(this.sys, element).attrs;
  }

  override functor(): Attrs {
    const { sys } = this;
    return elementFunctor(
      sys,
      "functionTo",
      { elemType: this.#elementType },
      (payload) => new FunctionType(sys, payload.get("elemType") as Lazy).attrs,
    );
  }

  override nestedTypes(): Value {
    return Attrs.of({ elemType: this.#elementType });
  }
}
