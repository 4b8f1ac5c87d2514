import { EvalError } from "../../evaluator/errors.ts";
import { later } from "../../evaluator/lib/later.ts";
import { update } from "../../evaluator/update.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import type { ModuleInput } from "../collect.ts";
import type { Def } from "../definition.ts";
import { ModuleEvaluation } from "../evaluation.ts";
import type { OptionFacts } from "../facts.ts";
import { isFunction } from "../functions.ts";
import type { Loc, Mode } from "../loc.ts";
import type { ModuleParts } from "../module.ts";
import { Once } from "../once.ts";
import { orElse } from "../or-else.ts";
import { mkOverride, OPTION_DEFAULT_PRIORITY } from "../property.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { typeOf } from "./foreign-type.ts";
import { functorOf, NativeType } from "./native-type.ts";
import { errorOfDefs, type Merged, phrase } from "./option-type.ts";
import { isStringLike } from "./paths.ts";

/** What `types.submoduleWith` takes. */
export interface SubmoduleSpec {
  readonly modules: Lazy;
  readonly specialArgs: Lazy;
  /** Null: as it is said elsewhere. */
  readonly shorthandOnlyDefinesConfig: Lazy;
  readonly description: Lazy;
  readonly moduleClass: Lazy;
}

const EMPTY = new Attrs(new Map());

/** What is known of the options at a place. */
function aboutPlace(facts: OptionFacts, loc: Loc) {
  return { facts, factPath: loc.factPath, contribution: loc.contribution, named: loc.named };
}

/** A definition of a submodule: a set, a function, or a path. */
export function acceptsModule(sys: ModuleSystem, value: Lazy): boolean {
  const known = sys.ev.known(value);
  if (known instanceof Attrs || isFunction(sys.ev, known)) return true;
  if (!isStringLike(sys.ev, known)) return false;
  const path = typeOf(sys, sys.types.get("path") as Lazy);
  return path.accepts(known);
}

/** The module that gives a submodule its `name`. */
export function nameArgument(name: Lazy): ModuleInput {
  return { kind: "parts", parts: (key) => nameModule(key, name) };
}

function nameModule(key: string, name: Lazy): ModuleParts {
  return {
    file: "<unknown-file>",
    key,
    moduleClass: null,
    disabledModules: [],
    imports: [],
    options: EMPTY,
    config: Attrs.of({ _module: Attrs.of({ args: Attrs.of({ name }) }) }),
  };
}

/** Evaluating a type without definitions must not fail for what only a definition could give. */
export const UNCHECKED_MODULE = Attrs.of({
  config: Attrs.of({ _module: Attrs.of({ check: mkOverride(50, false) }) }),
  _file: "<built-in module that disables checks for the purpose of documentation generation>",
});

/** `types.submodule` and `types.submoduleWith`: a set with options of its own. */
export class SubmoduleType extends NativeType {
  readonly spec: SubmoduleSpec;
  readonly #base: Once<ModuleEvaluation>;
  readonly #shorthand: Once<boolean>;

  constructor(sys: ModuleSystem, spec: SubmoduleSpec) {
    super(sys, "submodule");
    this.spec = spec;
    this.#base = new Once(() => this.evaluation([], [], "closed", null));
    this.#shorthand = new Once(() => this.#isShorthand());
  }

  #isShorthand(): boolean {
    const { ev } = this.sys;
    const value = force(this.spec.shorthandOnlyDefinesConfig);
    return value === null ? false : ev.bool(value);
  }

  /** The evaluation of the type's modules and more, at a place. */
  evaluation(
    more: readonly ModuleInput[],
    prefix: readonly string[],
    mode: Mode,
    loc: Loc | null,
  ): ModuleEvaluation {
    const { sys, spec } = this;
    const moduleClass = force(spec.moduleClass);
    const facts = loc?.facts ?? null;
    return new ModuleEvaluation(sys, {
      inputs: [
        nameArgument(mkOverride(OPTION_DEFAULT_PRIORITY, "‹name›")),
        { kind: "list", list: spec.modules },
        ...more,
      ],
      specialArgs: spec.specialArgs,
      prefix,
      moduleClass: moduleClass === null ? null : sys.ev.text(moduleClass),
      mode,
      ...(facts === null || loc === null ? {} : aboutPlace(facts, loc)),
    });
  }

  description(): string {
    const own = force(this.spec.description);
    if (own !== null) return this.sys.ev.text(own);
    const freeform = this.#docsEvaluation([]).freeformType;
    if (!(freeform instanceof Attrs)) return this.name;
    return `open ${this.name} of ${phrase(typeOf(this.sys, freeform), "noun", "composite")}`;
  }

  override descriptionClass(): string | null {
    return null;
  }

  #docsEvaluation(prefix: readonly string[]): ModuleEvaluation {
    return this.evaluation([{ kind: "list", list: [UNCHECKED_MODULE] }], prefix, "closed", null);
  }

  accepts(value: Lazy): boolean {
    return acceptsModule(this.sys, value);
  }

  override get checksOnMerge(): boolean {
    return true;
  }

  override takesPossible(): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const once = new Once(() =>
      this.evaluation(
        [nameArgument(loc.name), ...this.#definitions(defs)],
        loc.path,
        loc.mode,
        loc,
      ),
    );
    return {
      value: later(() => force(once.get().checkedConfig)),
      error: () => errorOfDefs(this.sys, (value) => this.accepts(value), defs),
      meta: () => Attrs.of({ configuration: later(() => once.get().result) }),
      parts: {
        names: () =>
          once
            .get()
            .root.names()
            .filter((name) => name !== "_module"),
        child: (name) => once.get().root.child(name),
      },
    };
  }

  #definitions(defs: readonly Def[]): ModuleInput[] {
    return defs.map((def) => {
      refuseOrder(def);
      const value = force(def.value);
      const config = value instanceof Unknown || (value instanceof Attrs && this.#shorthand.get());
      return { kind: "definition", def, as: config ? "config" : "module" };
    });
  }

  override emptyValue(): Lazy {
    return later(() => force(this.#base.get().checkedConfig));
  }

  override subOptions(prefix: Lazy): Value {
    const names = this.sys.ev.list(prefix).map((name) => this.sys.ev.text(name));
    const docs = this.#docsEvaluation(names);
    const { freeformType } = docs;
    const options = force(docs.result.map.get("options") as Lazy);
    if (!(freeformType instanceof Attrs)) return options;
    const free = later(() => typeOf(this.sys, freeformType).subOptions(prefix));
    return update(options, Attrs.of({ _freeformOptions: free }), null);
  }

  override subModules(): Value {
    return force(this.spec.modules);
  }

  override substSubModules(modules: Lazy): Value {
    return new SubmoduleType(this.sys, { ...this.spec, modules }).attrs;
  }

  override nestedTypes(): Value {
    const { freeformType } = this.#base.get();
    return freeformType instanceof Attrs ? Attrs.of({ freeformType }) : EMPTY;
  }

  override functor(): Attrs {
    const { sys, spec } = this;
    const make = sys.types.get("submoduleWith") as Lazy;
    const payload = Attrs.of({
      modules: spec.modules,
      class: spec.moduleClass,
      specialArgs: spec.specialArgs,
      shorthandOnlyDefinesConfig: spec.shorthandOnlyDefinesConfig,
      description: spec.description,
    });
    return functorOf(sys, "submodule", make, payload, (a, b) => mergedPayload(sys, a, b));
  }
}

/** nixpkgs takes definitions apart with a pattern that has no place for the order of `mkOrder`. */
export function refuseOrder(def: Def): void {
  if (def.order === null || !def.isSure) return;
  throw new EvalError(
    "unexpected-argument",
    "function 'anonymous lambda' called with unexpected argument 'priority'",
    def.span,
    "priority",
  );
}

/** `types.submoduleWith { modules, … }`. */
export function submoduleWith(sys: ModuleSystem, given: Attrs): Value {
  return new SubmoduleType(sys, {
    modules: given.get("modules") as Lazy,
    specialArgs: orElse(given.get("specialArgs"), EMPTY),
    shorthandOnlyDefinesConfig: orElse(given.get("shorthandOnlyDefinesConfig"), false),
    description: given.get("description") ?? null,
    moduleClass: given.get("class") ?? null,
  }).attrs;
}

function mergedPayload(sys: ModuleSystem, a: Attrs, b: Attrs): Value {
  const { ev } = sys;
  const own = (attrs: Attrs, name: string) => attrs.get(name) ?? null;
  const agreed = (name: string, conflict: () => string) =>
    later(() => {
      const left = force(own(a, name));
      const right = force(own(b, name));
      if (left === null) return right;
      if (right === null || sys.contains([left], right)) return left;
      throw thrown(conflict());
    });
  const text = (attrs: Attrs) => ev.text(own(attrs, "class"));
  return Attrs.of({
    class: agreed(
      "class",
      () =>
        `A submoduleWith option is declared multiple times with conflicting class values "${text(a)}" and "${text(b)}".`,
    ),
    modules: later(() => [...ev.list(own(a, "modules")), ...ev.list(own(b, "modules"))]),
    specialArgs: later(() => mergedSpecialArgs(sys, own(a, "specialArgs"), own(b, "specialArgs"))),
    shorthandOnlyDefinesConfig: agreed(
      "shorthandOnlyDefinesConfig",
      () =>
        "A submoduleWith option is declared multiple times with conflicting shorthandOnlyDefinesConfig values",
    ),
    description: agreed(
      "description",
      () => "A submoduleWith option is declared multiple times with conflicting descriptions",
    ),
  });
}

function mergedSpecialArgs(sys: ModuleSystem, a: Lazy, b: Lazy): Value {
  const left = sys.ev.attrs(a);
  const right = sys.ev.attrs(b);
  const both = left.names().filter((name) => right.map.has(name));
  if (both.length === 0) return update(left, right, null);
  throw thrown(
    `A submoduleWith option is declared multiple times with the same specialArgs "${both.join(" ")}"`,
  );
}
