import { later } from "../../evaluator/lib/later.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { Once } from "../once.ts";
import { showOption } from "../show.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { present } from "./merge-functions.ts";
import { nativeCheck, nativeMerge, TypeAttrs } from "./native-type.ts";
import { errorOfDefs, type Merged, OptionType } from "./option-type.ts";
import { UnknownType } from "./unknown-type.ts";

/** The type that a Nix value is. */
export function typeOf(sys: ModuleSystem, value: Lazy): OptionType {
  const attrs = force(value);
  if (attrs instanceof TypeAttrs) return attrs.type;
  if (attrs instanceof Unknown || attrs instanceof Choice)
    return new UnknownType(sys, attrs.reason);
  if (!(attrs instanceof Attrs)) return sys.ev.mismatch(attrs, "a set");
  let type = sys.foreignTypes.get(attrs);
  if (type === undefined) {
    type = new ForeignType(sys, attrs);
    sys.foreignTypes.set(attrs, type);
  }
  return type;
}

/** A type as its set says: made by `mkOptionType`, or a native one changed by `//`. */
class ForeignType extends OptionType {
  readonly attrs: Attrs;
  readonly #check: Once<Value>;
  readonly #merge: Once<Value>;

  constructor(sys: ModuleSystem, attrs: Attrs) {
    super(sys);
    this.attrs = attrs;
    this.#check = new Once(() => this.#member("check"));
    this.#merge = new Once(() => this.#member("merge"));
  }

  #member(name: string): Value {
    return memberOf(this.sys, this.attrs, name);
  }

  get name(): string {
    return this.sys.ev.text(this.#member("name"));
  }

  description(): string {
    return this.sys.ev.text(this.#member("description"));
  }

  descriptionClass(): string | null {
    const own = this.attrs.get("descriptionClass");
    const value = own === undefined ? null : force(own);
    return value === null ? null : this.sys.ev.text(value);
  }

  accepts(value: Lazy): boolean {
    const check = this.#check.get();
    const native = nativeCheck(check);
    if (native !== undefined) return native.accepts(value);
    return this.sys.ev.bool(this.sys.ev.call(check, value));
  }

  get checksOnMerge(): boolean {
    const merge = this.#merge.get();
    const native = nativeMerge(merge);
    if (native !== undefined) return native.checksOnMerge;
    return merge instanceof Attrs && merge.map.has("v2");
  }

  override takesPossible(defs: readonly Def[]): boolean {
    return nativeMerge(this.#merge.get())?.takesPossible(defs) ?? false;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    if (this.checksOnMerge) this.#requireCoherence(loc);
    const { sys } = this;
    const merge = this.#merge.get();
    const native = nativeMerge(merge);
    if (native !== undefined) return native.merge(loc, defs);
    const list = present(defs).map((def) => def.attrs);
    if (this.checksOnMerge) {
      const v2 = force((merge as Attrs).get("v2") as Lazy);
      const given = Attrs.of({ loc: [...loc.path], defs: list });
      return mergedOfAttrs(sys, sys.ev.attrs(sys.ev.call(v2, given)));
    }
    return {
      value: later(() => sys.ev.call2(merge, [...loc.path], list)),
      error: () => errorOfDefs(sys, (value) => this.accepts(value), defs),
      meta: () => new Attrs(new Map()),
      parts: null,
    };
  }

  /** A check that was put over one that merges too would not be asked. */
  #requireCoherence(loc: Loc): void {
    const check = this.#check.get();
    if (nativeCheck(check)?.checksOnMerge === true) return;
    const coherent = check instanceof Attrs ? check.get("isV2MergeCoherent") : undefined;
    if (coherent !== undefined && this.sys.ev.bool(coherent)) return;
    throw thrown(incoherence(showOption(loc.path), this.description()));
  }

  emptyValue(): Lazy | undefined {
    const empty = this.attrs.get("emptyValue");
    if (empty === undefined) return undefined;
    return this.sys.ev.attrs(empty).get("value");
  }

  subOptions(prefix: Lazy): Value {
    return this.sys.ev.call(this.#member("getSubOptions"), prefix);
  }

  subModules(): Value {
    return this.#member("getSubModules");
  }

  override subModulesOrNull(): Value {
    return this.attrs.get("getSubModules") === undefined ? null : this.subModules();
  }

  substSubModules(modules: Lazy): Value {
    return this.sys.ev.call(this.#member("substSubModules"), modules);
  }

  typeMerge(functor: Lazy): Value {
    return this.sys.ev.call(this.#member("typeMerge"), functor);
  }

  functor(): Value {
    return this.#member("functor");
  }

  nestedTypes(): Value {
    return this.#member("nestedTypes");
  }

  deprecationMessage(): Value {
    const own = this.attrs.get("deprecationMessage");
    return own === undefined ? null : force(own);
  }
}

function memberOf(sys: ModuleSystem, attrs: Attrs, name: string): Value {
  const value = attrs.get(name);
  if (value !== undefined) return force(value);
  throw sys.missing(name);
}

function mergedOfAttrs(sys: ModuleSystem, attrs: Attrs): Merged {
  return {
    value: later(() => memberOf(sys, attrs, "value")),
    error: () => {
      const error = memberOf(sys, attrs, "headError");
      return error === null ? null : sys.ev.text(memberOf(sys, sys.ev.attrs(error), "message"));
    },
    meta: () => later(() => memberOf(sys, attrs, "valueMeta")),
    parts: null,
  };
}

function incoherence(option: string, description: string): string {
  return `The option \`${option}' has a type \`${description}' that uses
an ad-hoc \`type // { check = ...; }' override, which is incompatible with
the v2 merge mechanism.

Please use \`lib.types.addCheck\` instead of \`type // { check }' to add
custom validation. For example:

  lib.types.addCheck baseType (value: /* your check */)

instead of:

  baseType // { check = value: /* your check */; }
`;
}
