import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { Once } from "../once.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { withWrapped } from "./element-functor.ts";
import { typeOf } from "./foreign-type.ts";
import { NativeType } from "./native-type.ts";
import { errorOfDefs, type Merged, type OptionType, phrase } from "./option-type.ts";

/** `types.coercedTo`: values of one type are made into the other. */
export class CoercedType extends NativeType {
  readonly #from: Lazy;
  readonly #coerce: Lazy;
  readonly #to: Lazy;

  constructor(sys: ModuleSystem, from: Lazy, coerce: Lazy, to: Lazy) {
    super(sys, "coercedTo");
    this.#from = from;
    this.#coerce = coerce;
    this.#to = to;
    if (this.from.subModules() !== null) {
      throw thrown(
        `coercedTo: coercedType must not have submodules (it’s a ${this.from.description()})`,
      );
    }
  }

  get from(): OptionType {
    return typeOf(this.sys, this.#from);
  }

  get to(): OptionType {
    return typeOf(this.sys, this.#to);
  }

  description(): string {
    return `${phrase(this.to, "noun")} or ${phrase(this.from, "noun")} convertible to it`;
  }

  override descriptionClass(): string | null {
    return null;
  }

  accepts(value: Lazy): boolean {
    if (this.from.accepts(value) && this.to.accepts(this.#coerced(value))) return true;
    return this.to.accepts(value);
  }

  #coerced(value: Lazy): Lazy {
    return this.sys.ev.delayCall(this.#coerce, value);
  }

  override get checksOnMerge(): boolean {
    return true;
  }

  override takesPossible(defs: readonly Def[]): boolean {
    return this.to.takesPossible(defs);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const { sys, from, to } = this;
    const final = defs.map((def) =>
      def.with({ value: later(() => force(this.#finalValue(from, loc, def))) }),
    );
    if (to.checksOnMerge) return to.merge(loc, final);
    const merged = new Once(() => to.merge(loc, final));
    return {
      value: later(() => force(merged.get().value)),
      error: () => errorOfDefs(sys, (value) => this.accepts(value), defs),
      meta: () => new Attrs(new Map()),
      get parts() {
        return merged.get().parts;
      },
    };
  }

  #finalValue(from: OptionType, loc: Loc, def: Def): Lazy {
    const forced = force(def.value);
    if (forced instanceof Unknown) return forced;
    const coercible = from.checksOnMerge
      ? from.merge(loc, [def]).error() === null
      : from.accepts(def.value);
    return coercible ? this.#coerced(def.value) : def.value;
  }

  override emptyValue(): Lazy | undefined {
    return this.to.emptyValue();
  }

  override subOptions(prefix: Lazy): Value {
    return this.to.subOptions(prefix);
  }

  override subModules(): Value {
    return this.to.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const to = later(() => this.to.substSubModules(modules));
    return new CoercedType(this.sys, this.#from, this.#coerce, to).attrs;
  }

  override typeMerge(_functor: Lazy): Value {
    return null;
  }

  override functor(): Attrs {
    return withWrapped(this.sys, super.functor(), this.#to);
  }

  override nestedTypes(): Value {
    return Attrs.of({ coercedType: this.#from, finalType: this.#to });
  }
}
