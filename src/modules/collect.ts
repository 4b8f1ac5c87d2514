import { readablePath } from "../evaluator/builtins/arguments.ts";
import { EvalError, UnknownSignal } from "../evaluator/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { Reason } from "../evaluator/reason.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  OpenList,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import type { ModuleArguments } from "./arguments.ts";
import { type Def, fileText, NO_WRAPS, type Wrap } from "./definition.ts";
import { type DisabledList, isDisabledBy } from "./disabled.ts";
import { isFunction } from "./functions.ts";
import { Module, type ModuleParts, spanOfModule, UNKNOWN_FILE, unify } from "./module.ts";
import { nestedListMessage, notAModuleMessage, wrongClassMessage } from "./module-errors.ts";
import { tagOf } from "./property.ts";
import type { ModuleSystem } from "./system.ts";

/** Modules to begin with: a Nix list of them, one of native code, or the definition of a submodule. */
export type ModuleInput =
  | { readonly kind: "list"; readonly list: Lazy }
  | { readonly kind: "parts"; readonly parts: (key: string) => ModuleParts }
  /** `config` where a set is only definitions, `module` where it is a module of its own. */
  | { readonly kind: "definition"; readonly def: Def; readonly as: "config" | "module" };

/** A module to begin with as a Nix value, for the type of an evaluation. */
class InputAttrs extends Attrs {
  readonly input: ModuleInput;
  constructor(input: ModuleInput) {
    super(new Map<string, Lazy>([["imports", []]]));
    this.input = input;
  }
}

/** The modules that an evaluation began with, as Nix values. */
export function valuesOfInputs(ev: Evaluator, inputs: readonly ModuleInput[]): Value {
  const values: Lazy[] = [];
  let reason: Reason | null = null;
  for (const input of inputs) {
    if (input.kind !== "list") values.push(new InputAttrs(input));
    else {
      const list = ev.openList(input.list);
      values.push(...list.items);
      reason ??= list.reason;
    }
  }
  return reason === null ? values : new OpenList(values, reason, 0);
}

/** An import whose value is not known. */
export interface UnknownImport {
  readonly reason: Reason;
  /** The module that imports it; null for the list that the evaluation began with. */
  readonly importedBy: Module | null;
}

/** An import that fails; only kept apart in open evaluations, an error in others. */
export interface FailedImport {
  readonly error: EvalError;
  readonly importedBy: Module | null;
}

/** A module with what it imports, before anything is left out. */
interface Node {
  readonly module: Module;
  readonly children: readonly Node[];
}

/** One `collectModules`. */
export class Collection {
  readonly modules: readonly Module[];
  readonly unknownImports: UnknownImport[] = [];
  readonly failedImports: FailedImport[] = [];
  readonly #sys: ModuleSystem;
  readonly #args: ModuleArguments;
  readonly #expectedClass: string | null;
  readonly #open: boolean;
  readonly #roots: readonly Node[];
  readonly #disabled: DisabledList[] = [];
  /** Files that were loaded, by path: the same module wherever it is imported. */
  readonly #byPath = new Map<string, Node>();
  readonly #loading = new Set<string>();

  constructor(
    sys: ModuleSystem,
    inputs: readonly ModuleInput[],
    args: ModuleArguments,
    expectedClass: string | null,
    open: boolean,
  ) {
    this.#sys = sys;
    this.#args = args;
    this.#expectedClass = expectedClass;
    this.#open = open;
    this.#roots = this.#begin(inputs);
    this.modules = this.#filtered();
  }

  #begin(inputs: readonly ModuleInput[]): Node[] {
    const roots: Node[] = [];
    let count = 0;
    const nextKey = () => {
      count++;
      return `:anon-${count}`;
    };
    for (const input of inputs) {
      if (input.kind === "list") {
        const { items, reason } = this.#sys.ev.openList(input.list);
        if (reason !== null) this.unknownImports.push({ reason, importedBy: null });
        for (const item of items) {
          roots.push(...this.#item(null, UNKNOWN_FILE, nextKey(), item, NO_WRAPS));
        }
      } else roots.push(this.#native(input, nextKey(), null));
    }
    return roots;
  }

  #native(input: Exclude<ModuleInput, { kind: "list" }>, key: string, importer: Module | null) {
    if (input.kind === "definition") {
      return this.#node(this.#moduleOfDefinition(input.def, input.as, key));
    }
    return this.#node(new Module(this.#sys, input.parts(key), importer, null));
  }

  /** The module that a definition of a submodule is. */
  #moduleOfDefinition(def: Def, as: "config" | "module", key: string): Module {
    const wraps = def.cases.map((one): Wrap => ({ kind: "case", case: one }));
    const parts: ModuleParts = {
      file: def.origin.file,
      key,
      moduleClass: null,
      disabledModules: [],
      imports: as === "module" ? [def.value] : [],
      options: new Attrs(new Map()),
      config: as === "module" ? new Attrs(new Map()) : def.value,
    };
    return new Module(this.#sys, parts, null, def.span, wraps, def.origin);
  }

  /** The modules of a list of imports. */
  #list(importer: Module, list: Lazy, wraps: readonly Wrap[], key = importer.key): Node[] {
    const value = force(list);
    if (value instanceof Choice) {
      return value.alternatives.flatMap((alternative, index) =>
        this.#list(importer, alternative, [...wraps, caseWrap(value, index)], `${key}:or-${index}`),
      );
    }
    if (value instanceof Unknown) {
      this.unknownImports.push({ reason: value.reason, importedBy: importer });
      return [];
    }
    const { items, reason } = this.#sys.ev.openList(value);
    if (reason !== null) this.unknownImports.push({ reason, importedBy: importer });
    return items.flatMap((item, index) =>
      this.#item(importer, importer.parts.file, `${key}:anon-${index + 1}`, item, wraps),
    );
  }

  /** One import; in an open evaluation a failing one does not take the others with it. */
  #item(
    importer: Module | null,
    file: Lazy,
    key: string,
    item: Lazy,
    wraps: readonly Wrap[],
  ): readonly Node[] {
    try {
      return this.#load(importer, file, key, item, wraps);
    } catch (error) {
      if (error instanceof UnknownSignal) {
        this.unknownImports.push({ reason: error.reason, importedBy: importer });
        return [];
      }
      if (!this.#open || !(error instanceof EvalError)) throw error;
      this.failedImports.push({ error, importedBy: importer });
      return [];
    }
  }

  #load(
    importer: Module | null,
    file: Lazy,
    key: string,
    item: Lazy,
    wraps: readonly Wrap[],
  ): readonly Node[] {
    const value = force(item);
    if (value instanceof Unknown) throw new UnknownSignal(value.reason);
    if (value instanceof Choice) {
      return value.alternatives.flatMap((alternative, index) =>
        this.#item(importer, file, `${key}:or-${index}`, alternative, [
          ...wraps,
          caseWrap(value, index),
        ]),
      );
    }
    if (value instanceof InputAttrs && value.input.kind !== "list") {
      return [this.#native(value.input, key, importer)];
    }
    if (isFunction(this.#sys.ev, value) || value instanceof Attrs) {
      const parts = this.#partsOf(file, key, value);
      if (parts instanceof Choice) {
        return this.#load(importer, file, key, parts, wraps);
      }
      return [this.#node(new Module(this.#sys, parts, importer, spanOfModule(value), wraps))];
    }
    if (Array.isArray(value) || value instanceof OpenList) {
      throw nestedListMessage(this.#sys.ev, fileText(this.#sys.ev, file), value);
    }
    return [this.#path(importer, value, wraps)];
  }

  /** The file at a path, once for each evaluation. */
  #path(importer: Module | null, value: Value, wraps: readonly Wrap[]): Node {
    const { ev } = this.#sys;
    const path = readablePath(ev, value);
    const shown = fileText(ev, value);
    const key = shown === UNKNOWN_FILE ? path : shown;
    const id = wraps.length === 0 ? key : null;
    const known = this.#byPath.get(key);
    if (known !== undefined) return known;
    if (this.#loading.has(key)) {
      throw new EvalError("stack-overflow", `the module '${key}' imports itself`, null, key);
    }
    this.#loading.add(key);
    try {
      const imported = ev.importPath(path);
      if (imported instanceof Unknown) throw new UnknownSignal(imported.reason);
      const parts = this.#partsOf(key, key, imported);
      if (parts instanceof Choice) throw new UnknownSignal(parts.reason);
      const span = spanOfModule(imported);
      const node = this.#node(new Module(this.#sys, parts, importer, span, wraps));
      if (id !== null) this.#byPath.set(id, node);
      return node;
    } finally {
      this.#loading.delete(key);
    }
  }

  /** The one form of a module's value; a choice of values where its function gives one. */
  #partsOf(file: Lazy, key: string, value: Value): ModuleParts | Choice {
    const { ev } = this.#sys;
    if (isFunction(ev, value)) {
      const result = this.#args.apply(value, key);
      if (result instanceof Unknown) throw new UnknownSignal(result.reason);
      return result instanceof Choice ? result : unify(this.#sys, file, key, result);
    }
    if (!(value instanceof Attrs)) return unify(this.#sys, file, key, value);
    const tag = value.map.has("_type") ? tagOf(value) : "module";
    if (tag === "module") return unify(this.#sys, file, key, value);
    if (tag === "if" || tag === "override") {
      return unify(this.#sys, file, key, new Attrs(new Map([["config", value]])));
    }
    throw notAModuleMessage(tag, fileText(ev, file), this.#expectedClass, this.#args.prefix);
  }

  #node(module: Module): Node {
    this.#checkClass(module);
    const children = this.#list(module, module.parts.imports, module.wraps);
    this.#noteDisabled(module);
    return { module, children };
  }

  #noteDisabled(module: Module): void {
    const list = force(module.parts.disabledModules);
    if (Array.isArray(list) && list.length === 0) return;
    const { items } = this.#sys.ev.openList(list);
    this.#disabled.push({ module, items });
  }

  #checkClass(module: Module): void {
    if (this.#expectedClass === null) return;
    const own = force(module.parts.moduleClass);
    if (own === null || own instanceof Unknown || own instanceof Choice) return;
    const name = this.#sys.ev.text(own);
    if (name !== this.#expectedClass) {
      throw wrongClassMessage(module.file, name, this.#expectedClass);
    }
  }

  /** Breadth first, each key once, without the disabled ones and what only they import. */
  #filtered(): Module[] {
    const isDisabled = isDisabledBy(this.#sys, this.#args.modulesPath, this.#disabled);
    const seen = new Map<string, number>();
    const result: Module[] = [];
    const queue = [...this.#roots];
    for (let i = 0; i < queue.length; i++) {
      const { module, children } = queue[i] as Node;
      if (isDisabled(module.key)) continue;
      const known = seen.get(module.key);
      if (known !== undefined) {
        // The same module without a condition takes the place of one that only may be there.
        if (!module.isPossible && (result[known] as Module).isPossible) {
          result[known] = module;
          queue.push(...children);
        }
        continue;
      }
      seen.set(module.key, result.length);
      result.push(module);
      for (const child of children) queue.push(child);
    }
    return result;
  }

  /** The `graph` of the evaluation: what imports what, disabled ones too. */
  graph(): Value {
    const isDisabled = isDisabledBy(this.#sys, this.#args.modulesPath, this.#disabled);
    const show = ({ module, children }: Node): Value =>
      Attrs.of({
        disabled: isDisabled(module.key),
        key: module.key,
        file: module.file,
        imports: children.map(show),
      });
    return this.#roots.filter(({ module }) => module.key !== "lib/modules.nix").map(show);
  }
}

function caseWrap(choice: Choice, index: number): Wrap {
  const { alternatives, reason } = choice;
  return { kind: "case", case: { key: choice, index, of: alternatives.length, reason } };
}
