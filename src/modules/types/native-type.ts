import { EvalError, UnknownSignal } from "../../evaluator/errors.ts";
import { later } from "../../evaluator/lib/later.ts";
import { Attrs, Builtin, force, type Lazy, type Value } from "../../evaluator/value.ts";
import { type Def, defsOfList } from "../definition.ts";
import { delayedBy } from "../delayed.ts";
import { Loc } from "../loc.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { OptionType } from "./option-type.ts";

/** The set of a native type; knows the type without a look at its attributes. */
export class TypeAttrs extends Attrs {
  readonly type: OptionType;
  constructor(type: OptionType, map: Map<string, Lazy>) {
    super(map);
    this.type = type;
  }
}

/** Which native type a `check` or a `merge` value is of: they are found again in sets made with `//`. */
const CHECKS = new WeakMap<object, OptionType>();
const MERGES = new WeakMap<object, OptionType>();

export function nativeCheck(check: Value): OptionType | undefined {
  return typeof check === "object" && check !== null ? CHECKS.get(check) : undefined;
}

export function nativeMerge(merge: Value): OptionType | undefined {
  return typeof merge === "object" && merge !== null ? MERGES.get(merge) : undefined;
}

/** A type that native code implements. */
export abstract class NativeType extends OptionType {
  readonly name: string;
  #attrs: TypeAttrs | null = null;

  constructor(sys: ModuleSystem, name: string) {
    super(sys);
    this.name = name;
  }

  get checksOnMerge(): boolean {
    return false;
  }

  descriptionClass(): string | null {
    return "noun";
  }

  emptyValue(): Lazy | undefined {
    return undefined;
  }

  subOptions(_prefix: Lazy): Value {
    return new Attrs(new Map());
  }

  subModules(): Value {
    return null;
  }

  substSubModules(_modules: Lazy): Value {
    return null;
  }

  typeMerge(functor: Lazy): Value {
    return defaultTypeMerge(this.sys, this.functor(), functor);
  }

  /** A functor without payload: types of the same name merge into the type of that name. */
  functor(): Attrs {
    return functorOf(this.sys, this.functorName, this.sys.types.get(this.functorName) ?? null);
  }

  /** The name that decides whether types merge; checked types keep that of the type below. */
  protected get functorName(): string {
    return this.name;
  }

  nestedTypes(): Value {
    return new Attrs(new Map());
  }

  deprecationMessage(): Value {
    return null;
  }

  get attrs(): Attrs {
    if (this.#attrs === null) this.#attrs = new TypeAttrs(this, this.#members());
    return this.#attrs;
  }

  #members(): Map<string, Lazy> {
    const map = new Map<string, Lazy>();
    map.set("_type", "option-type");
    map.set("name", this.name);
    for (const name of MEMBER_NAMES) map.set(name, (MEMBERS[name] as MemberMaker)(this));
    return map;
  }

  /** The attribute `check`. */
  checkValue(): Value {
    const accepts = this.sys.fn("check", 1, (_, value: Lazy) => this.accepts(value));
    const check = this.checksOnMerge
      ? Attrs.of({
          __functor: this.sys.fn("check", 2, (_, _self: Lazy, value: Lazy) => this.accepts(value)),
          isV2MergeCoherent: true,
        })
      : accepts;
    CHECKS.set(check, this);
    return check;
  }

  /** The attribute `merge`. */
  mergeValue(): Value {
    const { sys } = this;
    const run = (loc: Lazy, defs: Lazy) =>
      this.merge(locOfList(sys, loc), defsOfList(sys.ev, defs));
    const plain = sys.fn("merge", 2, (_, loc: Lazy, defs: Lazy) => force(run(loc, defs).value));
    const merge = this.checksOnMerge
      ? Attrs.of({
          __functor: sys.fn("merge", 3, (_, _self: Lazy, loc: Lazy, defs: Lazy) =>
            force(run(loc, defs).value),
          ),
          v2: new Builtin(
            "merge",
            1,
            (ev, given: Lazy) => {
              const { loc, defs } = Object.fromEntries(ev.attrs(given).map) as Record<string, Lazy>;
              return mergedAttrs(run(loc as Lazy, defs as Lazy));
            },
            [],
            new Map([
              ["defs", false],
              ["loc", false],
            ]),
          ),
        })
      : plain;
    MERGES.set(merge, this);
    return merge;
  }

  /** The attribute `emptyValue`. */
  emptyValueAttrs(): Value {
    const value = this.emptyValue();
    return new Attrs(new Map(value === undefined ? [] : [["value", value]]));
  }
}

type MemberMaker = (type: NativeType) => Lazy;

/** The attributes of a type's set, each made when it is asked for. */
const MEMBERS: Readonly<Record<string, MemberMaker>> = {
  description: delayedBy((type: NativeType) => type.description()),
  descriptionClass: delayedBy((type: NativeType) => type.descriptionClass()),
  check: delayedBy((type: NativeType) => type.checkValue()),
  merge: delayedBy((type: NativeType) => type.mergeValue()),
  emptyValue: delayedBy((type: NativeType) => type.emptyValueAttrs()),
  getSubOptions: delayedBy((type: NativeType) =>
    type.sys.fn("getSubOptions", 1, (_, prefix: Lazy) => type.subOptions(prefix)),
  ),
  getSubModules: delayedBy((type: NativeType) => type.subModules()),
  substSubModules: delayedBy((type: NativeType) =>
    type.sys.fn("substSubModules", 1, (_, modules: Lazy) => type.substSubModules(modules)),
  ),
  typeMerge: delayedBy((type: NativeType) =>
    type.sys.fn("typeMerge", 1, (_, functor: Lazy) => type.typeMerge(functor)),
  ),
  functor: delayedBy((type: NativeType) => type.functor()),
  nestedTypes: delayedBy((type: NativeType) => type.nestedTypes()),
  deprecationMessage: delayedBy((type: NativeType) => type.deprecationMessage()),
};

const MEMBER_NAMES = Object.keys(MEMBERS);

/** `{ headError, value, valueMeta }` as `merge.v2` gives it. */
function mergedAttrs(merged: {
  readonly value: Lazy;
  error(): string | null;
  meta(): Lazy;
}): Attrs {
  return Attrs.of({
    headError: later(() => {
      const message = merged.error();
      return message === null ? null : Attrs.of({ message });
    }),
    value: merged.value,
    valueMeta: later(() => force(merged.meta())),
  });
}

/** The place that a Nix list of names says; nothing is declared or known there beyond it. */
export function locOfList(sys: ModuleSystem, path: Lazy): Loc {
  const names = sys.ev.list(path).map((name) => sys.ev.text(name));
  return Loc.root(names, "closed", null);
}

/** A type functor: how types of a name are made from their payload, and how payloads combine. */
export function functorOf(
  sys: ModuleSystem,
  name: string,
  type: Lazy,
  payload: Lazy = null,
  binOp: (a: Attrs, b: Attrs) => Value = () => null,
): Attrs {
  return Attrs.of({
    name,
    type,
    payload,
    binOp: sys.fn("binOp", 2, (ev, a: Lazy, b: Lazy) => binOp(ev.attrs(a), ev.attrs(b))),
  });
}

/** `lib.types.defaultTypeMerge`: the merged type, or null where the types are different. */
export function defaultTypeMerge(sys: ModuleSystem, own: Attrs, other: Lazy): Value {
  const { ev } = sys;
  const theirs = ev.attrs(other);
  const get = (functor: Attrs, name: string) => {
    const value = functor.get(name);
    if (value === undefined) {
      throw new EvalError("missing-attribute", `attribute '${name}' missing`, null, name);
    }
    return value;
  };
  if (ev.text(get(own, "name")) !== ev.text(get(theirs, "name"))) return null;
  const payload = force(get(own, "payload"));
  const theirPayload = force(get(theirs, "payload"));
  if ((payload === null) !== (theirPayload === null)) {
    throw new EvalError(
      "assertion",
      "assertion '((f'.payload != null) == (f.payload != null))' failed",
    );
  }
  const wrapped = wrappedOf(own);
  if (payload === null)
    return wrapped === null ? force(get(own, "type")) : mergeWrapped(sys, own, theirs);
  if (wrapped !== null) throw thrown(bothMessage(ev.text(get(own, "name"))));
  const merged = ev.call2(force(get(own, "binOp")), payload, theirPayload);
  return merged === null ? null : ev.call(force(get(own, "type")), merged);
}

/** The type inside a functor of the kind that older releases had; null where there is none. */
function wrappedOf(functor: Attrs): Value {
  if (functor.map.has("wrappedDeprecationMessage")) return null;
  const wrapped = functor.map.get("wrapped");
  return wrapped === undefined ? null : force(wrapped);
}

function mergeWrapped(sys: ModuleSystem, own: Attrs, theirs: Attrs): Value {
  const { ev } = sys;
  const member = (attrs: Attrs, name: string) => {
    const value = attrs.get(name);
    if (value === undefined) throw sys.missing(name);
    return force(value);
  };
  const inner = ev.attrs(wrappedOf(own));
  const other = ev.attrs(wrappedOf(theirs));
  const merged = ev.call(member(inner, "typeMerge"), member(other, "functor"));
  return merged === null ? null : ev.call(member(own, "type"), merged);
}

function bothMessage(name: string): string {
  return `Type ${name} defines both \`functor.payload\` and \`functor.wrapped\` at the same time, which is not supported.

Use either \`functor.payload\` or \`functor.wrapped\` but not both.

If your code worked before remove either \`functor.wrapped\` or \`functor.payload\` from the type definition.
`;
}

/** The first definition of a list that has one. */
export function firstDef(defs: readonly Def[]): Def {
  const [first] = defs;
  if (first === undefined) throw new EvalError("other", "list index 0 is out of bounds");
  return first;
}

/** What `compute` says, or false where it is not known; for looks that must not fail. */
export function surely(compute: () => boolean): boolean {
  try {
    return compute();
  } catch (error) {
    if (error instanceof UnknownSignal) return false;
    throw error;
  }
}
