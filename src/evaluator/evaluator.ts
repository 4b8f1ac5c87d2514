import { SourceFile } from "../core/source-file.ts";
import type { Span } from "../core/span.ts";
import type { ParsedFile } from "../parser/ast.ts";
import { parse } from "../parser/parse.ts";
import { Budget } from "./budget.ts";
import { call, callAll } from "./call.ts";
import { compileFile } from "./compile.ts";
import { describe } from "./describe.ts";
import { EvalError, UnknownSignal } from "./errors.ts";
import type { EvalIO, IoFailure } from "./io.ts";
import { Reason } from "./reason.ts";
import { absenceReason } from "./store/records.ts";
import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  force,
  Lambda,
  type Lazy,
  type List,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Thunk,
  Unknown,
  type Value,
} from "./value.ts";

/** What an evaluator needs to know about its surroundings. */
export interface EvaluatorOptions {
  readonly io: EvalIO;
  /** Makes the value of `builtins`, and the names in scope everywhere (`map`, `builtins`, `__add` …). */
  readonly builtins: (evaluator: Evaluator) => {
    builtins: Attrs;
    globals: ReadonlyMap<string, Lazy>;
  };
  /** Steps (function calls) an evaluation may take; unlimited when left out. */
  readonly steps?: number;
  /** Value of `<name>`; unknown when left out. */
  readonly searchPath?: (name: string) => Value | undefined;
  /** `builtins.currentSystem`; unknown when left out (pure evaluation). */
  readonly currentSystem?: string;
  /** The folder that `~` stands for; unknown when left out. */
  readonly home?: string;
  /** What `import` of a path outside the repository gives: a model of an input, say. */
  readonly importElsewhere?: (path: string) => Lazy | undefined;
  /** Reject a file with an undefined variable as a whole, as nix does; else only its use fails. */
  readonly strictScope?: boolean;
  /**
   * Sees every literal and every datum of a JSON file as it is used, and may put another value in its place: for
   * finding out what a value comes from.
   */
  readonly datum?: (at: Span, value: Value) => Value;
  /** Receives `builtins.trace` messages. */
  readonly onTrace?: (message: string) => void;
}

/** A parsed file as the evaluator keeps it. */
export interface LoadedFile {
  readonly source: SourceFile;
  readonly parsed: ParsedFile;
}

/** The state of one evaluation: files, budget, globals. All laziness is in the values. */
export class Evaluator {
  readonly io: EvalIO;
  readonly budget: Budget;
  readonly options: EvaluatorOptions;
  /** The value of `builtins`. */
  readonly builtins: Attrs;
  /** Builtins that are in scope everywhere, `builtins` itself among them. */
  readonly globals: ReadonlyMap<string, Lazy>;
  /** Files whose value was imported already, by real path. */
  readonly #imports = new Map<string, Thunk>();
  readonly #files = new Map<string, LoadedFile>();
  /** Text of files as read, to find where a JSON text came from. */
  readonly textOrigins = new Map<string, string>();

  constructor(options: EvaluatorOptions) {
    this.io = options.io;
    this.options = options;
    this.budget = new Budget(options.steps ?? Number.POSITIVE_INFINITY);
    const { builtins, globals } = options.builtins(this);
    this.builtins = builtins;
    this.globals = globals;
  }

  /** Every file that was loaded, by path. */
  get files(): ReadonlyMap<string, LoadedFile> {
    return this.#files;
  }

  /** Files whose value was asked for, by real path (and by the paths they were asked for by). */
  get imported(): { has(path: string): boolean } {
    return this.#imports;
  }

  /** Parses text as a file; keeps it. */
  addFile(path: string, text: string): LoadedFile {
    const file = { source: new SourceFile(path, text), parsed: parse(text) };
    this.#files.set(path, file);
    return file;
  }

  /** Gives the evaluator a file that was parsed elsewhere. */
  adoptFile(file: LoadedFile): void {
    this.#files.set(file.source.path, file);
  }

  /** Evaluates text as an expression in a folder, as `nix-instantiate --eval -E` does. */
  evalText(text: string, folder: string, name = "«string»"): Value {
    const source = new SourceFile(name, text);
    const parsed = parse(text);
    return this.#run({ source, parsed }, folder, null);
  }

  /**
   * The value of a file, or of `default.nix` in a folder; the same thunk for the same file.
   * Missing files throw `EvalError`, denied ones are unknown.
   */
  importPath(path: string, at: Span | null = null): Value {
    const elsewhere = this.options.importElsewhere?.(path);
    if (elsewhere !== undefined) return force(elsewhere);
    const known = this.#imports.get(path);
    if (known !== undefined) return known.force();
    const file = this.loadFile(path, at);
    if (file instanceof Unknown) return file;
    let thunk = this.#imports.get(file.source.path);
    if (thunk === undefined) {
      thunk = new Thunk(() => this.#run(file, folderOf(file.source.path), null), []);
      this.#imports.set(file.source.path, thunk);
    }
    this.#imports.set(path, thunk);
    return thunk.force();
  }

  /** As `importPath`, with names added to the scope; never cached. */
  importScoped(scope: Attrs, path: string, at: Span | null = null): Value {
    const file = this.loadFile(path, at);
    if (file instanceof Unknown) return file;
    return this.#run(file, folderOf(file.source.path), scope);
  }

  /** Reads and parses a file, or `default.nix` in a folder. */
  loadFile(path: string, at: Span | null = null): LoadedFile | Unknown {
    const type = this.io.fileType(path);
    if (!type.ok) return this.#failedRead(path, type.failure, type.message, at);
    let target = path;
    if (type.value !== "regular") {
      const real = this.io.realPath(path);
      if (!real.ok) return this.#failedRead(path, real.failure, real.message, at);
      target = real.value;
      const realType = this.io.fileType(target);
      if (realType.ok && realType.value === "directory") {
        target = target === "/" ? "/default.nix" : `${target}/default.nix`;
        const inner = this.io.realPath(target);
        if (!inner.ok) return this.#failedRead(target, inner.failure, inner.message, at);
        target = inner.value;
      }
    }
    const known = this.#files.get(target);
    if (known !== undefined) return known;
    const text = this.io.readText(target);
    if (!text.ok) return this.#failedRead(target, text.failure, text.message, at);
    return this.addFile(target, text.value);
  }

  #failedRead(path: string, failure: IoFailure, message: string, at: Span | null): Unknown {
    const absence = absenceReason(this, path, failure);
    if (absence !== undefined) return new Unknown(absence);
    if (failure === "missing") {
      throw new EvalError("missing-path", `path '${path}' does not exist`, at, path);
    }
    return new Unknown(new Reason("denied", message, at));
  }

  #run(file: LoadedFile, folder: string, scope: Attrs | null): Value {
    if (file.parsed.encrypted) {
      return new Unknown(
        new Reason("encrypted", `'${file.source.path}' is encrypted by git-crypt`),
      );
    }
    return compileFile(this, file, folder, scope);
  }

  // -- what native code asks of arguments; an unknown one ends the builtin by UnknownSignal --

  /** Forces, and ends the builtin when the value is wholly unknown or a choice. */
  known(value: Lazy): Exclude<Value, Unknown | Choice> {
    const forced = force(value);
    if (forced instanceof Unknown || forced instanceof Choice) {
      throw new UnknownSignal(forced.reason);
    }
    return forced as Exclude<Value, Unknown | Choice>;
  }

  bool(value: Lazy, what?: string): boolean {
    const forced = this.known(value);
    if (typeof forced === "boolean") return forced;
    return this.mismatch(forced, "a Boolean", what);
  }

  /** An integer, as a number while it is safe. */
  int(value: Lazy, what?: string): number | bigint {
    const forced = this.known(value);
    if (typeof forced === "number" || typeof forced === "bigint") return forced;
    return this.mismatch(forced, "an integer", what);
  }

  /** An integer used as an index or a size: safe, as a number. */
  smallInt(value: Lazy, what?: string): number {
    return Number(this.int(value, what));
  }

  /** A closed list; the elements are not forced. */
  list(value: Lazy, what?: string): List {
    const forced = this.known(value);
    if (Array.isArray(forced)) return forced;
    if (forced instanceof OpenList) throw new UnknownSignal(forced.reason);
    return this.mismatch(forced, "a list", what);
  }

  /** A list that may be open: `reason` is null for a closed one. See `OpenList` for `prefix`. */
  openList(value: Lazy, what?: string): { items: List; reason: Reason | null; prefix: number } {
    const forced = force(value);
    if (Array.isArray(forced)) return { items: forced, reason: null, prefix: forced.length };
    if (forced instanceof OpenList) return forced;
    if (forced instanceof Unknown || forced instanceof Choice) {
      return { items: [], reason: forced.reason, prefix: 0 };
    }
    return this.mismatch(forced, "a list", what);
  }

  /** A set, open or closed; unknown ends the builtin. */
  attrs(value: Lazy, what?: string): Attrs {
    const forced = this.known(value);
    if (forced instanceof Attrs) return forced;
    return this.mismatch(forced, "a set", what);
  }

  /** A closed set: an open one ends the builtin. */
  closedAttrs(value: Lazy, what?: string): Attrs {
    const attrs = this.attrs(value, what);
    if (attrs.rest !== null) throw new UnknownSignal(attrs.rest.reason);
    return attrs;
  }

  /** The text of a string, with or without context (which is dropped). */
  text(value: Lazy, what?: string): string {
    const forced = this.known(value);
    if (typeof forced === "string") return forced;
    if (forced instanceof ContextString) return forced.text;
    if (forced instanceof PartialText) throw new UnknownSignal(holeReason(forced));
    return this.mismatch(forced, "a string", what);
  }

  /** A known string with its context. */
  string(value: Lazy, what?: string): string | ContextString {
    const forced = this.known(value);
    if (typeof forced === "string" || forced instanceof ContextString) return forced;
    if (forced instanceof PartialText) throw new UnknownSignal(holeReason(forced));
    return this.mismatch(forced, "a string", what);
  }

  /** Something that can be called: a function, a builtin, a set with `__functor`. */
  function(value: Lazy, what?: string): Lambda | Builtin | Attrs {
    const forced = this.known(value);
    if (forced instanceof Lambda || forced instanceof Builtin) return forced;
    if (forced instanceof Attrs && forced.get("__functor") !== undefined) return forced;
    return this.mismatch(forced, "a function", what);
  }

  /** Throws the type error that Nix has for a value of the wrong type. */
  mismatch(value: Value, expected: string, what?: string): never {
    const of = what === undefined ? "" : ` (${what})`;
    throw new EvalError("type", `expected ${expected} but found ${describe(value)}${of}`);
  }

  // -- calling --

  /** Applies a function to one argument. */
  call(fn: Value, argument: Lazy): Value {
    return call(this, fn, argument, null);
  }

  call2(fn: Value, a: Lazy, b: Lazy): Value {
    return callAll(this, fn, [a, b], null);
  }

  callAll(fn: Value, args: readonly Lazy[]): Value {
    return callAll(this, fn, args, null);
  }

  /** A thunk of an application. */
  delayCall(fn: Lazy, ...args: readonly Lazy[]): Thunk {
    return new Thunk(() => callAll(this, force(fn), args, null), []);
  }

  /** Raises an unknown for something that nixlint has no model of. */
  notModelled(what: string, at: Span | null = null): Unknown {
    return new Unknown(new Reason("model", what, at));
  }

  /** Null, booleans, numbers, floats, strings, paths: for callers that look at scalars only. */
  isFloat(value: Value): value is NixFloat {
    return value instanceof NixFloat;
  }

  isPath(value: Value): value is NixPath {
    return value instanceof NixPath;
  }
}

/** The reason of a text's first hole. */
export function holeReason(text: PartialText): Reason {
  for (const piece of text.pieces) if (typeof piece !== "string") return piece.reason;
  throw new Error("a partial text without a hole");
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}
