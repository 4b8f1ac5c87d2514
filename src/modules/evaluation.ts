import { later } from "../evaluator/lib/later.ts";
import { update } from "../evaluator/update.ts";
import { Attrs, Choice, force, type Lazy, lazy, Unknown, type Value } from "../evaluator/value.ts";
import { ModuleArguments } from "./arguments.ts";
import {
  Collection,
  type FailedImport,
  type ModuleInput,
  type UnknownImport,
  valuesOfInputs,
} from "./collect.ts";
import { Decl } from "./declaration.ts";
import { Def, isCase, type Origin } from "./definition.ts";
import type { Contribution, OptionFacts, TypeData } from "./facts.ts";
import { internalModule } from "./internal-module.ts";
import { isSetIn } from "./is-set.ts";
import { Loc, type Mode } from "./loc.ts";
import type { Module } from "./module.ts";
import type { Definition, OptionNode } from "./node.ts";
import { Once } from "./once.ts";
import { OptionSet } from "./option-set.ts";
import { pushDown } from "./push-down.ts";
import { recursiveUpdate } from "./recursive-update.ts";
import type { ModuleSystem } from "./system.ts";
import { typeOf } from "./types/foreign-type.ts";
import { unmatchedError } from "./unmatched.ts";

/** What an evaluation is of. */
export interface EvaluationArgs {
  readonly inputs: readonly ModuleInput[];
  readonly specialArgs: Lazy;
  readonly prefix: readonly string[];
  readonly moduleClass: string | null;
  readonly mode: Mode;
  readonly facts?: OptionFacts | null;
  /** The path that the root has in the facts. */
  readonly factPath?: readonly string[] | null;
  /** The type of options that no fact is about, in a submodule that has one. */
  readonly freeform?: TypeData | null;
  /** What NixOS may define among these options too. */
  readonly contribution?: Contribution | null;
  /** Whether a name that the user chose is on the way to the root. */
  readonly named?: boolean;
  /** Arguments of modules for which `_module.args` has nothing. */
  readonly baseArgs?: ReadonlyMap<string, Lazy> | null;
}

/** Evaluations by the sets that Nix code has of them: the result, its `config` and its `options`. */
const EVALUATIONS = new WeakMap<object, ModuleEvaluation>();

/** The evaluation that a set is the result, the `config` or the `options` of, or that it has the `config` of. */
export function evaluationOf(attrs: Attrs): ModuleEvaluation | undefined {
  const own = EVALUATIONS.get(attrs);
  if (own !== undefined) return own;
  const config = attrs.map.get("config");
  return typeof config === "object" && config !== null ? EVALUATIONS.get(config) : undefined;
}

/** Modules put together: their options, and the values of these. */
export class ModuleEvaluation {
  readonly sys: ModuleSystem;
  readonly args: EvaluationArgs;
  /** The evaluation that this one extends. */
  readonly extended: ModuleEvaluation | null;
  /** `config` without the check for definitions that no option takes, `_module` included. */
  readonly config: Lazy;
  readonly #collection: Once<Collection>;
  readonly #root: Once<OptionSet>;
  readonly #checked: Once<void>;
  readonly #result: Once<Attrs>;

  constructor(sys: ModuleSystem, args: EvaluationArgs, extended: ModuleEvaluation | null = null) {
    this.sys = sys;
    this.extended = extended;
    this.args = args;
    this.config = lazy(() => this.#register(this.#config()));
    this.#collection = new Once(() => this.#collect());
    this.#root = new Once(() => this.#makeRoot());
    this.#checked = new Once(() => this.#check());
    this.#result = new Once(() => this.#makeResult());
  }

  #collect(): Collection {
    const { sys, args } = this;
    const source = new ModuleArguments(sys, {
      config: this.config,
      options: lazy(() => this.root.options),
      specialArgs: args.specialArgs,
      moduleClass: args.moduleClass,
      prefix: args.prefix,
      moduleArgs: later(() => force(this.#internal("args"))),
      baseArgs: args.baseArgs ?? null,
      open: args.mode === "open",
    });
    const internal = internalModule(this);
    const more = args.factPath ? (args.facts?.modulesAt?.(args.factPath) ?? []) : [];
    const inputs: ModuleInput[] = [
      ...args.inputs,
      ...(more.length === 0 ? [] : [{ kind: "list" as const, list: [...more] }]),
      { kind: "parts", parts: () => internal },
    ];
    const open = args.mode === "open";
    return new Collection(sys, inputs, source, args.moduleClass, open);
  }

  #makeRoot(): OptionSet {
    const { sys, args } = this;
    const modules = [...this.modules].reverse();
    const decls = modules.map(
      (module) => new Decl(module, module.parts.options, module.isPossible),
    );
    const loc = Loc.root(
      args.prefix,
      this.#mode(),
      this.#facts(),
      args.factPath,
      args.freeform ?? null,
      args.contribution ?? null,
      args.named ?? false,
    );
    return new OptionSet(sys, loc, decls, () =>
      pushDown(
        sys.ev,
        modules.map((module) => module.config),
      ),
    );
  }

  /** What is known of options; modules that are not known may declare more than that. */
  #facts(): OptionFacts | null {
    const given = this.args.facts ?? null;
    const facts = given?.forEvaluation?.(isSetIn(this), this.config) ?? given;
    if (facts?.complete === undefined) return facts;
    if (this.unknownImports.length + this.failedImports.length === 0) return facts;
    return {
      fact: (path) => facts.fact(path),
      children: (path) => facts.children(path),
      modulesAt: (path) => facts.modulesAt?.(path) ?? [],
    };
  }

  /** Modules that are not known may declare options too. */
  #mode(): Mode {
    const { mode } = this.args;
    return mode === "closed" && this.unknownImports.length > 0 ? "lenient" : mode;
  }

  /** The modules in the order in which they were found, disabled ones left out. */
  get modules(): readonly Module[] {
    return this.#collection.get().modules;
  }

  get unknownImports(): readonly UnknownImport[] {
    return this.#collection.get().unknownImports;
  }

  get failedImports(): readonly FailedImport[] {
    return this.#collection.get().failedImports;
  }

  get graph(): Value {
    return this.#collection.get().graph();
  }

  /** The tree of options. */
  get root(): OptionSet {
    return this.#root.get();
  }

  /** The node at a path below the root; undefined where surely nothing is. */
  node(path: readonly string[]): OptionNode | undefined {
    let node: OptionNode | undefined = this.root;
    for (const name of path) {
      if (node === undefined) return undefined;
      node = node.child(name);
    }
    return node;
  }

  /** The value at a path, forced; undefined where surely nothing is. Throws where Nix does. */
  valueAt(path: readonly string[]): Value | undefined {
    const node = this.node(path);
    return node === undefined ? undefined : force(node.value);
  }

  /** The definitions at a path, winners and losers. */
  definitionsAt(path: readonly string[]): Definition[] {
    return this.node(path)?.definitions() ?? [];
  }

  /** What `extendModules` gives: the same modules and more. */
  extend(modules: readonly Lazy[], specialArgs: Attrs | null = null): ModuleEvaluation {
    return this.extendWith({
      inputs: [{ kind: "list", list: [...modules] }],
      ...(specialArgs === null ? {} : { specialArgs }),
    });
  }

  extendWith(more: {
    readonly inputs: readonly ModuleInput[];
    readonly specialArgs?: Lazy;
    readonly prefix?: readonly string[];
    readonly mode?: Mode;
  }): ModuleEvaluation {
    const { args } = this;
    const special = more.specialArgs;
    const extendedArgs: EvaluationArgs = {
      ...args,
      inputs: [...args.inputs, ...more.inputs],
      specialArgs:
        special === undefined
          ? args.specialArgs
          : later(() => update(force(args.specialArgs), force(special), null)),
      prefix: more.prefix ?? args.prefix,
      mode: more.mode ?? args.mode,
    };
    return new ModuleEvaluation(this.sys, extendedArgs, this);
  }

  // -- values --

  /** An option of `_module`. */
  #internal(name: string): Lazy {
    const node = this.node(["_module", name]);
    return node?.value ?? null;
  }

  /** Whether a module defines an option of `_module` that hardly any does. */
  #definesInternal(name: string): boolean {
    const set = this.root.child("_module");
    if (!(set instanceof OptionSet)) return false;
    return set.rawDefinitions(name).length > 0 || (set.declaredNames().get(name)?.length ?? 0) > 1;
  }

  /** The freeform type; null where there is none. */
  get freeformType(): Value {
    return this.#definesInternal("freeformType") ? force(this.#internal("freeformType")) : null;
  }

  #config(): Value {
    const freeform = this.freeformType;
    if (freeform === null) return force(this.root.value);
    const declared = force(this.root.declaredValue);
    if (freeform instanceof Unknown || freeform instanceof Choice) {
      return update(new Unknown(freeform.reason), declared, null);
    }
    const unmatched = this.root.unmatched();
    if (unmatched.length === 0) return declared;
    const defs = unmatched.map(({ path, def }) => nested(path, def));
    const merged = typeOf(this.sys, freeform).merge(this.root.loc, defs);
    return recursiveUpdate(force(merged.value), declared);
  }

  /** Throws if a definition is for an option that does not exist. */
  #check(): void {
    if (this.root.loc.mode !== "closed") return;
    if (this.freeformType !== null) {
      // As nixpkgs finds it in `config`, all of that is merged first.
      force(this.config);
      return;
    }
    if (this.#definesInternal("check") && !this.sys.ev.bool(this.#internal("check"))) return;
    const unmatched = this.root.unmatched().filter(({ def }) => !def.wraps.some(isCase));
    if (unmatched.length > 0) throw unmatchedError(this.sys, this.root, unmatched);
  }

  /** `config` as the result has it: checked, without `_module`. */
  get checkedConfig(): Lazy {
    return this.result.map.get("config") as Lazy;
  }

  // -- as Nix code sees it --

  /** What `evalModules` returns. */
  get value(): Attrs {
    return this.result;
  }

  get result(): Attrs {
    return this.#result.get();
  }

  #makeResult(): Attrs {
    const checked = (compute: () => Value) =>
      later(() => {
        this.#checked.get();
        return compute();
      });
    const result = Attrs.of({
      _type: "configuration",
      options: checked(() => this.#register(this.root.options)),
      config: checked(() => this.#register(withoutModule(force(this.config)))),
      _module: checked(() => force(this.node(["_module"])?.value ?? null)),
      graph: later(() => this.graph),
      extendModules: this.extendModules,
      type: later(() => this.type),
      class: this.args.moduleClass,
    });
    EVALUATIONS.set(result, this);
    // Found again in sets that were made of the result with `//`.
    EVALUATIONS.set(result.map.get("config") as object, this);
    return result;
  }

  #register<T extends Value>(value: T): T {
    if (value instanceof Attrs) EVALUATIONS.set(value, this);
    return value;
  }

  /** The function `extendModules`. */
  get extendModules(): Value {
    return this.sys.patternFn(
      "extendModules",
      { modules: true, specialArgs: true, prefix: true },
      (ev, given) => {
        const modules = given.get("modules");
        const prefix = given.get("prefix");
        const specialArgs = given.get("specialArgs");
        return this.extendWith({
          inputs: modules === undefined ? [] : [{ kind: "list", list: modules }],
          ...(specialArgs === undefined ? {} : { specialArgs }),
          ...(prefix === undefined ? {} : { prefix: ev.list(prefix).map((one) => ev.text(one)) }),
        }).result;
      },
    );
  }

  /** The type of a submodule with these modules. */
  get type(): Value {
    const { inputs, specialArgs, moduleClass } = this.args;
    const modules = later(() => valuesOfInputs(this.sys.ev, inputs));
    const submoduleWith = force(this.sys.types.get("submoduleWith") as Lazy);
    const given = Attrs.of({ modules, specialArgs, class: moduleClass });
    return this.sys.ev.call(submoduleWith, given);
  }
}

function withoutModule(config: Value): Value {
  if (!(config instanceof Attrs) || !config.map.has("_module")) return config;
  const map = new Map(config.map);
  map.delete("_module");
  return new Attrs(map, config.positions, config.rest);
}

/** A definition of an option as one of the root. */
function nested(path: readonly string[], def: Def): Def {
  let value = def.wrapped;
  for (let i = path.length - 1; i >= 0; i--) {
    const name = path[i] as string;
    const positions = def.span === null ? null : new Map([[name, def.span]]);
    value = new Attrs(new Map([[name, value]]), positions);
  }
  return new Def(def.origin as Origin, value, def.span);
}
