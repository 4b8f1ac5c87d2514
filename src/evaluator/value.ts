import type { Span } from "../core/span.ts";
import type { Context } from "./context.ts";
import { EvalError } from "./errors.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Reason } from "./reason.ts";

/**
 * A value in weak head normal form. Null, booleans and strings without context are JavaScript's own; an integer is a
 * number while it is safe (|n| <= 2^53 - 1) and a bigint beyond, never both for one integer; a list is an array.
 * The last group are the partly known values, with which everything computes.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | NixFloat
  | string
  | ContextString
  | NixPath
  | List
  | Attrs
  | Lambda
  | Builtin
  | Unknown
  | OpenList
  | PartialText
  | Choice;

/** A value, or one that is still to be computed. */
export type Lazy = Value | Thunk;

export type List = Lazy[];

/** The frame of variables: index 0 is the frame around it, the rest are slots. */
export type Env = unknown[];

/** Compiled code: computes a value in weak head normal form. */
export type Code = ((env: Env) => Value) & { origin?: Origin };

/** What an error trace says of a thunk. */
export interface Origin {
  readonly what: string;
  readonly span: Span;
}

function blackhole(): Value {
  throw new EvalError("infinite-recursion", "infinite recursion encountered");
}

export class Thunk {
  code: Code | null;
  env: Env | null;
  value: Value;

  constructor(code: Code, env: Env) {
    this.code = code;
    this.env = env;
    this.value = null;
  }

  /** Computes the value at the first call; a thunk that needs itself is infinite recursion. */
  force(): Value {
    const code = this.code;
    if (code === null) return this.value;
    const env = this.env as Env;
    this.code = blackhole;
    try {
      const value = code(env);
      this.value = value;
      this.code = null;
      this.env = null;
      return value;
    } catch (error) {
      this.code = code;
      throw this.#failed(error, code);
    }
  }

  /**
   * An error is kept, so that what failed after long work fails at once when it is asked for again. Infinite recursion
   * is not: whether a thunk needs itself depends on where the evaluation began.
   */
  #failed(error: unknown, code: Code): unknown {
    const failure =
      error instanceof RangeError
        ? new EvalError("stack-overflow", "stack overflow (possible infinite recursion)")
        : error;
    if (!(failure instanceof EvalError)) return failure;
    if (code.origin !== undefined) failure.addFrame(code.origin);
    if (failure.kind !== "infinite-recursion") {
      this.code = () => {
        throw failure;
      };
      this.env = NO_ENV;
    }
    return failure;
  }

  /** Whether the thunk is being computed now; asking for its value would be infinite recursion. */
  get running(): boolean {
    return this.code === blackhole;
  }
}

const NO_ENV: Env = [];

/** A value of native code that is computed when first asked for. */
export function lazy(compute: () => Value): Thunk {
  return new Thunk(compute, NO_ENV);
}

/**
 * A value of native code computed from one thing when first asked for. Cheaper than a closure for each: many thunks
 * share the code, and the thing takes the place of the frame.
 */
export function lazyFrom<T>(compute: (from: T) => Value, from: T): Thunk {
  return new Thunk(compute as unknown as Code, from as unknown as Env);
}

/** Weak head normal form of a lazy value. May throw `EvalError`; unknown values are returned, never thrown. */
export function force(value: Lazy): Value {
  return value instanceof Thunk ? value.force() : value;
}

/** A float; boxed so that integers can be JavaScript numbers. */
export class NixFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A string that carries a context. Strings with an empty context are always JavaScript strings. */
export class ContextString {
  readonly text: string;
  readonly context: Context;
  constructor(text: string, context: Context) {
    this.text = text;
    this.context = context;
  }
}

/** An absolute, normalised path. */
export class NixPath {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

/** Where the attributes of a set were defined. */
export interface Positions {
  /** The place of the attribute's name; undefined where no file defines it. */
  get(name: string): Span | undefined;
}

/** What an open set says of the names that are not in its map. */
export interface Rest {
  readonly reason: Reason;
  /** A value for a name by a model (a package, say); undefined when the name is simply unknown. */
  lookup?(name: string): Lazy | undefined;
  /** Why one name is not known, where more can be said of it than of all. */
  reasonFor?(name: string): Reason;
  /** Whether a name that is not in the map may be there at all; any may where this is left out. */
  mayHave?(name: string): boolean;
}

/** An attribute set. Never changed once it was handed out. */
export class Attrs {
  readonly map: Map<string, Lazy>;
  positions: Positions | null;
  /** Not null: the set is open, it may have other attributes than those of the map. */
  readonly rest: Rest | null;
  #names: string[] | null = null;

  constructor(
    map: Map<string, Lazy>,
    positions: Positions | null = null,
    rest: Rest | null = null,
  ) {
    this.map = map;
    this.positions = positions;
    this.rest = rest;
  }

  /** The attribute, unknown for other names of an open set, undefined if it is surely not there. */
  get(name: string): Lazy | undefined {
    const value = this.map.get(name);
    if (value !== undefined || this.rest === null) return value;
    const { rest } = this;
    return rest.lookup?.(name) ?? new Unknown(rest.reasonFor?.(name) ?? rest.reason);
  }

  /** Names that are surely there, sorted as Nix sorts them (by bytes of UTF-8). */
  names(): readonly string[] {
    if (this.#names === null) this.#names = [...this.map.keys()].sort(compareText);
    return this.#names;
  }

  /** The place where an attribute was defined. */
  position(name: string): Span | undefined {
    return this.positions?.get(name);
  }

  /** A closed set of the given attributes. */
  static of(attributes: Record<string, Lazy>): Attrs {
    return new Attrs(new Map(Object.entries(attributes)));
  }
}

/** Order of texts by code point, which is the order of their UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // A surrogate pair is above every other unit, though its units are below U+E000.
      const xs = x >= 0xd800 && x < 0xe000;
      const ys = y >= 0xd800 && y < 0xe000;
      if (xs !== ys) return xs ? 1 : -1;
      return x - y;
    }
  }
  return a.length - b.length;
}

/** A formal of a function's set pattern. */
export interface FormalInfo {
  readonly name: string;
  readonly hasDefault: boolean;
  readonly span: Span;
}

/** What is known of a function without calling it. */
export interface LambdaInfo {
  /** The argument's name: `x` of `x: …`, `args` of `args@{…}: …`. */
  readonly param: string | null;
  /** Null for `x: …`. */
  readonly formals: readonly FormalInfo[] | null;
  readonly ellipsis: boolean;
  readonly span: Span;
  /** The name it is bound to, for messages. */
  name: string | null;
  /** Runs the body with an argument in the frame where the function was made. */
  enter(env: Env, argument: Lazy): Value;
}

/** A function of the user's. */
export class Lambda {
  readonly info: LambdaInfo;
  readonly env: Env;
  constructor(info: LambdaInfo, env: Env) {
    this.info = info;
    this.env = env;
  }
}

/** Native code behind a builtin: takes as many arguments as its arity says, none of them forced. */
// biome-ignore lint/suspicious/noExplicitAny: the arity is a number at run time, each builtin spells out its own
export type BuiltinCode = (ev: Evaluator, ...args: any[]) => Value;

/** A builtin, or one with fewer arguments than it takes. */
export class Builtin {
  readonly name: string;
  readonly arity: number;
  readonly code: BuiltinCode;
  readonly args: readonly Lazy[];
  /** For `builtins.functionArgs` of native functions that take a set: name → has a default. */
  readonly formals: ReadonlyMap<string, boolean> | null;
  constructor(
    name: string,
    arity: number,
    code: BuiltinCode,
    args: readonly Lazy[] = [],
    formals: ReadonlyMap<string, boolean> | null = null,
  ) {
    this.name = name;
    this.arity = arity;
    this.code = code;
    this.args = args;
    this.formals = formals;
  }
}

/** Nothing is known but why. */
export class Unknown {
  readonly reason: Reason;
  constructor(reason: Reason) {
    this.reason = reason;
  }
}

/**
 * A list that may have more elements than are known. `items` are surely in it, in this order; the first `prefix` of
 * them are at the very positions 0, 1, …, while between and after the others there may be unknown ones.
 */
export class OpenList {
  readonly items: List;
  readonly reason: Reason;
  readonly prefix: number;
  constructor(items: List, reason: Reason, prefix: number = items.length) {
    this.items = items;
    this.reason = reason;
    this.prefix = prefix;
  }
}

/** A string of which some pieces are unknown. At least one piece is; adjacent known pieces are joined. */
export class PartialText {
  readonly pieces: readonly (string | Unknown)[];
  readonly context: Context;
  constructor(pieces: readonly (string | Unknown)[], context: Context) {
    this.pieces = pieces;
    this.context = context;
  }
}

/** One of the alternatives, and it is not known which. */
export class Choice {
  readonly alternatives: readonly Lazy[];
  readonly reason: Reason;
  constructor(alternatives: readonly Lazy[], reason: Reason) {
    this.alternatives = alternatives;
    this.reason = reason;
  }
}
