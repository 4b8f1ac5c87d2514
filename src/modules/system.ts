import { attempt } from "../evaluator/builtins/partly.ts";
import { equal } from "../evaluator/equality.ts";
import { EvalError, UnknownSignal } from "../evaluator/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import { checkFormals, type Formals } from "../evaluator/lib/native.ts";
import {
  type Attrs,
  Builtin,
  type BuiltinCode,
  force,
  type Lazy,
  type List,
  type Value,
} from "../evaluator/value.ts";
import type { OptionType } from "./types/option-type.ts";

/** The module system of one evaluator and one `lib`: what all of its parts share. */
export class ModuleSystem {
  readonly ev: Evaluator;
  /** The `lib` that modules get as an argument. */
  readonly lib: Lazy;
  /** The types of `lib.types`, by name; filled by `typeLibrary`. */
  readonly types = new Map<string, Lazy>();
  /** Types made of sets that native code did not make (`type // { … }`, `mkOptionType`), by set. */
  readonly foreignTypes = new WeakMap<Attrs, OptionType>();

  #isBefore2605: boolean | null = null;

  constructor(ev: Evaluator, lib: Lazy) {
    this.ev = ev;
    this.lib = lib;
  }

  /** A native function of that name. */
  fn(name: string, arity: number, code: BuiltinCode): Builtin {
    return new Builtin(name, arity, code);
  }

  /** A function of `lib` by its path, for what other families of the library do. */
  libFunction(...path: readonly string[]): Value {
    let value = force(this.lib);
    for (const name of path) {
      const found = this.ev.attrs(value).get(name);
      if (found === undefined) throw this.missing(name);
      value = force(found);
    }
    return value;
  }

  /** Whether the library is surely of a release before 26.05, which does a few things otherwise. */
  get isBefore2605(): boolean {
    if (this.#isBefore2605 === null) {
      const release = attempt(() => this.libFunction("trivial", "release"));
      this.#isBefore2605 = typeof release === "string" && release < "26.05";
    }
    return this.#isBefore2605;
  }

  /** A builtin of the language by its name. */
  builtin(name: string): Value {
    return force(this.ev.builtins.get(name) ?? this.ev.notModelled(`builtins.${name}`));
  }

  /** Whether a list has an element that equals the value, as `elem` does. */
  contains(list: Lazy, value: Lazy): boolean {
    const { items, reason } = this.ev.openList(list);
    let undecided: unknown = reason === null ? null : new UnknownSignal(reason);
    for (const item of items) {
      try {
        if (equal(item, value)) return true;
      } catch (error) {
        if (!(error instanceof UnknownSignal)) throw error;
        undecided = error;
      }
    }
    if (undecided !== null) throw undecided;
    return false;
  }

  /** The elements of both lists, each once. */
  unique(a: Lazy, b: Lazy): List {
    const result: List = [];
    for (const item of [...this.ev.list(a), ...this.ev.list(b)]) {
      if (!this.contains(result, item)) result.push(item);
    }
    return result;
  }

  /** The error of a missing attribute. */
  missing(name: string): EvalError {
    return new EvalError("missing-attribute", `attribute '${name}' missing`, null, name);
  }

  /** A native function that takes a set of these arguments: name → has a default. */
  patternFn(name: string, formals: Formals, code: (ev: Evaluator, given: Attrs) => Value): Builtin {
    const required = Object.keys(formals).filter((formal) => formals[formal] === false);
    const run: BuiltinCode = (ev: Evaluator, argument: Lazy) => {
      const given = ev.attrs(argument);
      // The usual call has what it must and no more; anything else is for the slow check to word.
      let matched = required.every((formal) => given.map.has(formal));
      for (const formal of given.map.keys()) if (formals[formal] === undefined) matched = false;
      if (!matched) checkFormals(name, formals, given, false);
      return code(ev, given);
    };
    return new Builtin(name, 1, run, [], new Map(Object.entries(formals)));
  }

  /** The same function that says which arguments it takes in its set. */
  withFormals(fn: Builtin, names: readonly string[]): Builtin {
    const formals = new Map(names.map((name) => [name, false] as const));
    return new Builtin(fn.name, fn.arity, fn.code, fn.args, formals);
  }

  /** Says a warning as `lib.warn` does. */
  warn(message: string): void {
    const warn = this.ev.builtins.get("warn");
    if (warn !== undefined) this.ev.call2(force(warn), message, null);
    else this.ev.options.onTrace?.(`evaluation warning: ${message}`);
  }
}

/** The error of a `throw` of the module system's. */
export function thrown(message: string): EvalError {
  return new EvalError("throw", message);
}

/** Runs native code whose errors get a line of their trace, as `builtins.addErrorContext` does. */
export function inContext<T>(what: () => string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof EvalError) error.addFrame({ what: what(), span: null });
    throw error;
  }
}
