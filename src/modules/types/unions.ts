import { UnknownSignal } from "../../evaluator/errors.ts";
import { later } from "../../evaluator/lib/later.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { reportingMerge } from "../merging.ts";
import { Once } from "../once.ts";
import { showDefs, showFiles, showOption } from "../show.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { elementFunctor, withWrapped } from "./element-functor.ts";
import { typeOf } from "./foreign-type.ts";
import { mergeOne, plainly, plainlyLater, present, requireUnique } from "./merge-functions.ts";
import { firstDef, functorOf, NativeType } from "./native-type.ts";
import { type Merged, mayAccept, type OptionType, phrase } from "./option-type.ts";

/** `types.nullOr`. */
export class NullOrType extends NativeType {
  readonly #elementType: Lazy;

  constructor(sys: ModuleSystem, elementType: Lazy) {
    super(sys, "nullOr");
    this.#elementType = elementType;
  }

  get element(): OptionType {
    return typeOf(this.sys, this.#elementType);
  }

  description(): string {
    return `null or ${phrase(this.element, "noun", "conjunction")}`;
  }

  override descriptionClass(): string {
    return "conjunction";
  }

  accepts(value: Lazy): boolean {
    return this.sys.ev.known(value) === null || this.element.accepts(value);
  }

  override takesAsIs(value: Value): boolean {
    return value === null || this.element.takesAsIs(value);
  }

  override takesPossible(defs: readonly Def[]): boolean {
    return defs.every((def) => force(def.value) !== null) && this.element.takesPossible(defs);
  }

  merge(loc: Loc, all: readonly Def[]): Merged {
    const isNull = all.some((def) => def.isSure && force(def.value) === null);
    const defs = isNull ? present(all) : all;
    const values = defs.map((def) => force(def.value));
    const nulls = values.filter((value) => value === null).length;
    if (nulls === 0) {
      const known = values.some((value) => !(value instanceof Unknown || value instanceof Choice));
      // Whether it is null is not known.
      if (!known) return plainly(values[0] as Value);
      return this.element.merge(loc, defs);
    }
    if (nulls === defs.length) return plainly(null);
    const unknown = values.find((value) => value instanceof Unknown || value instanceof Choice);
    if (unknown !== undefined) return plainly(unknown);
    const files = showFiles(defs.map((def) => def.origin.file));
    throw thrown(
      `The option \`${showOption(loc.path)}\` is defined both null and not null, in ${files}.`,
    );
  }

  override emptyValue(): Lazy {
    return null;
  }

  override subOptions(prefix: Lazy): Value {
    return this.element.subOptions(prefix);
  }

  override subModules(): Value {
    return this.element.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const element = later(() => this.element.substSubModules(modules));
    return new NullOrType(this.sys, element).attrs;
  }

  override functor(): Attrs {
    const { sys } = this;
    return elementFunctor(
      sys,
      "nullOr",
      { elemType: this.#elementType },
      (payload) => new NullOrType(sys, payload.get("elemType") as Lazy).attrs,
    );
  }

  override nestedTypes(): Value {
    return Attrs.of({ elemType: this.#elementType });
  }
}

/** `types.unique { message }`: at most one definition. */
export class UniqueType extends NativeType {
  readonly #elementType: Lazy;
  readonly #message: Lazy;

  constructor(sys: ModuleSystem, message: Lazy, elementType: Lazy) {
    super(sys, "unique");
    this.#elementType = elementType;
    this.#message = message;
  }

  get element(): OptionType {
    return typeOf(this.sys, this.#elementType);
  }

  description(): string {
    return this.element.description();
  }

  override descriptionClass(): string | null {
    return this.element.descriptionClass();
  }

  accepts(value: Lazy): boolean {
    return this.element.accepts(value);
  }

  override takesAsIs(value: Value): boolean {
    return this.element.takesAsIs(value);
  }

  merge(loc: Loc, all: readonly Def[]): Merged {
    const { sys } = this;
    const defs = present(all);
    if (defs.length === 1) return reportingMerge(sys, this.element, loc, defs);
    return plainlyLater(() =>
      force(requireUnique(sys, loc, defs, sys.ev.text(this.#message)).value),
    );
  }

  override emptyValue(): Lazy | undefined {
    return this.element.emptyValue();
  }

  override subOptions(prefix: Lazy): Value {
    return this.element.subOptions(prefix);
  }

  override subModules(): Value {
    return this.element.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    const element = later(() => this.element.substSubModules(modules));
    return new UniqueType(this.sys, "", element).attrs;
  }

  override functor(): Attrs {
    const { sys } = this;
    return elementFunctor(
      sys,
      "unique",
      { elemType: this.#elementType },
      (payload) => new UniqueType(sys, this.#message, payload.get("elemType") as Lazy).attrs,
    );
  }

  override nestedTypes(): Value {
    return Attrs.of({ elemType: this.#elementType });
  }
}

/** `types.either`: of the first type if all definitions are. */
export class EitherType extends NativeType {
  readonly #left: Lazy;
  readonly #right: Lazy;

  constructor(sys: ModuleSystem, left: Lazy, right: Lazy) {
    super(sys, "either");
    this.#left = left;
    this.#right = right;
  }

  get left(): OptionType {
    return typeOf(this.sys, this.#left);
  }

  get right(): OptionType {
    return typeOf(this.sys, this.#right);
  }

  description(): string {
    const { left, right } = this;
    if (left.descriptionClass() === "nonRestrictiveClause") {
      return `${left.description()}, or ${phrase(right, "noun", "conjunction")}`;
    }
    return `${phrase(left, "noun", "conjunction")} or ${phrase(right, "noun", "conjunction", "composite")}`;
  }

  override descriptionClass(): string {
    return "conjunction";
  }

  accepts(value: Lazy): boolean {
    return this.left.accepts(value) || this.right.accepts(value);
  }

  override get checksOnMerge(): boolean {
    return true;
  }

  override takesAsIs(value: Value): boolean {
    return this.left.takesAsIs(value);
  }

  override takesPossible(defs: readonly Def[]): boolean {
    const isLeft = defs.every((def) => mayAccept(this.left, def.value));
    return (isLeft ? this.left : this.right).takesPossible(defs);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const chosen = new Once(() => this.#choose(loc, defs));
    return {
      value: later(() => force(chosen.get().value)),
      error: () => chosen.get().error(),
      meta: () => chosen.get().meta(),
      get parts() {
        return chosen.get().parts;
      },
    };
  }

  #choose(loc: Loc, defs: readonly Def[]): Merged {
    const { sys, left, right } = this;
    const first = reportingMerge(sys, left, loc, defs);
    if (first.error() === null) {
      return this.#undecided(left, right, defs) ?? first;
    }
    const second = reportingMerge(sys, right, loc, defs);
    if (second.error() === null) return second;
    const message = `The option \`${showOption(loc.path)}\` is neither a value of type \`${left.description()}\` nor \`${right.description()}\`, Definition values: ${showDefs(sys.ev, defs)}`;
    return {
      error: () => message,
      value: later(() => {
        sys.warn(deprecation(message, showOption(loc.path)));
        return mergeOne(sys, loc, defs);
      }),
      meta: () => Attrs.of({ headError: Attrs.of({ message }) }),
      parts: null,
    };
  }

  /** Where no definition says which of the types it is, neither merge is known to be the right one. */
  #undecided(left: OptionType, right: OptionType, defs: readonly Def[]): Merged | null {
    if (defs.some((def) => decides(left, def.value))) return null;
    const [def] = defs;
    if (def === undefined || !mayAccept(right, def.value)) return null;
    return plainly(defs.length === 1 ? def.value : unknownOf(firstDef(defs).value));
  }

  override typeMerge(functor: Lazy): Value {
    const { sys } = this;
    const theirs = sys.ev.attrs(functor);
    const payload = theirs.get("payload");
    if (payload === undefined) throw sys.missing("payload");
    const name = sys.ev.text(theirs.get("name") ?? "");
    // As the original has it, the payload is looked at before the names are compared.
    if (name !== this.name) return null;
    const types = sys.ev.list(sys.ev.attrs(payload).get("elemType") ?? []);
    const left = this.left.typeMerge(typeOf(sys, types[0] as Lazy).functor());
    const right = this.right.typeMerge(typeOf(sys, types[1] as Lazy).functor());
    if (left === null || right === null) return null;
    return new EitherType(sys, left, right).attrs;
  }

  override functor(): Attrs {
    const { sys } = this;
    const make = sys.fn("either", 2, (_, a: Lazy, b: Lazy) => new EitherType(sys, a, b).attrs);
    const both = [this.#left, this.#right];
    return withWrapped(sys, functorOf(sys, "either", make, Attrs.of({ elemType: both })), both);
  }

  override nestedTypes(): Value {
    return Attrs.of({ left: this.#left, right: this.#right });
  }
}

function deprecation(message: string, option: string): string {
  return `One or more definitions did not pass the type-check of the 'either' type.
${message}
If \`either\`, \`oneOf\` or similar is used in freeformType, ensure that it is preceded by an 'attrsOf' such as: \`freeformType = types.attrsOf (types.either t1 t2)\`.
Otherwise consider using the correct type for the option \`${option}\`.  This will be an error in Nixpkgs 26.05.
`;
}

/** Whether the type's check can tell of the value. */
function decides(type: OptionType, value: Lazy): boolean {
  try {
    type.accepts(value);
    return true;
  } catch (error) {
    if (error instanceof UnknownSignal) return false;
    throw error;
  }
}

function unknownOf(value: Lazy): Value {
  const forced = force(value);
  return forced instanceof Choice ? new Unknown(forced.reason) : forced;
}
