import { Attrs, force, type Lazy, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import type { ModuleSystem } from "../system.ts";
import { typeOf } from "./foreign-type.ts";
import { NativeType } from "./native-type.ts";
import { errorOfDefs, type Merged, type OptionType } from "./option-type.ts";

/** `types.addCheck`: the same type with a further check. */
export function addCheck(sys: ModuleSystem, elementType: Lazy, check: Lazy): Value {
  const inner = typeOf(sys, elementType);
  const checked = new CheckedType(sys, inner, check);
  const own = checked.attrs;
  const map = new Map(inner.attrs.map);
  map.set("check", own.map.get("check") as Lazy);
  // A type that checks when it merges has to be asked there.
  if (inner.checksOnMerge) map.set("merge", own.map.get("merge") as Lazy);
  return new Attrs(map, null, inner.attrs.rest);
}

/** The check and merge of a type with a further check; the rest stays that of the type. */
class CheckedType extends NativeType {
  readonly #inner: OptionType;
  readonly #test: Lazy;

  constructor(sys: ModuleSystem, inner: OptionType, test: Lazy) {
    super(sys, "checked");
    this.#inner = inner;
    this.#test = test;
  }

  description(): string {
    return this.#inner.description();
  }

  accepts(value: Lazy): boolean {
    return this.#inner.accepts(value) && this.#passes(value);
  }

  #passes(value: Lazy): boolean {
    return this.sys.ev.bool(this.sys.ev.call(force(this.#test), value));
  }

  override get checksOnMerge(): boolean {
    return this.#inner.checksOnMerge;
  }

  override takesPossible(defs: readonly Def[]): boolean {
    return this.#inner.takesPossible(defs);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const merged = this.#inner.merge(loc, defs);
    return {
      value: merged.value,
      error: () => merged.error() ?? errorOfDefs(this.sys, (value) => this.#passes(value), defs),
      meta: () => merged.meta(),
      get parts() {
        return merged.parts;
      },
    };
  }
}

/** `addCheck type f // { name, description }` and its like. */
export function renamed(type: Value, attributes: Record<string, Lazy>): Attrs {
  const { map } = type as Attrs;
  return new Attrs(new Map([...map, ...Object.entries(attributes)]));
}
