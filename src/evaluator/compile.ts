import type { Span } from "../core/span.ts";
import type { Expr, IfExpr, ListExpr, VariableExpr } from "../parser/ast.ts";
import { call, callAll } from "./call.ts";
import { compileAttrSet, compileLet } from "./compile-attrs.ts";
import { compileLambda } from "./compile-lambda.ts";
import { compileBinary, compileUnary } from "./compile-operators.ts";
import { compileHasAttr, compileSelect } from "./compile-select.ts";
import { compilePath, compileSearchPath, compileString } from "./compile-text.ts";
import { describe } from "./describe.ts";
import { EvalError } from "./errors.ts";
import type { Evaluator, LoadedFile } from "./evaluator.ts";
import { Reason } from "./reason.ts";
import { Scope } from "./scope.ts";
import {
  Attrs,
  Choice,
  type Code,
  type Env,
  force,
  type Lazy,
  NixFloat,
  type Origin,
  Thunk,
  Unknown,
  type Value,
} from "./value.ts";

/** Makes what a name, element or argument is bound to: a value where that costs nothing, else a thunk. */
export type Delay = (env: Env) => Lazy;

/** What compiling one file needs to know. */
export interface Unit {
  readonly ev: Evaluator;
  readonly file: LoadedFile;
  /** The folder against which relative paths are resolved. */
  readonly folder: string;
  /** Names that are bound outside all scopes: the global builtins and what `scopedImport` added. */
  readonly globals: ReadonlyMap<string, Lazy>;
  /** Those of them that `scopedImport` added. */
  readonly scoped: ReadonlySet<string>;
}

/**
 * Compiles the expression of a file into closures over frames of slots, and runs it. Every variable is resolved to a
 * frame and a slot once; `with` is searched only for names that are bound nowhere else, as in Nix.
 */
export function compileFile(
  ev: Evaluator,
  file: LoadedFile,
  folder: string,
  scope: Attrs | null,
): Value {
  const globals = new Map(ev.globals);
  if (scope !== null) for (const name of scope.names()) globals.set(name, scope.get(name) as Lazy);
  const scoped = new Set(scope === null ? [] : scope.names());
  const unit: Unit = { ev, file, folder, globals, scoped };
  return compile(unit, file.parsed.root, null)([]);
}

export function spanOf(unit: Unit, node: { start: number; end: number }): Span {
  return { file: unit.file.source, start: node.start, end: node.end };
}

/** Code that computes the expression's value. */
export function compile(unit: Unit, expr: Expr, scope: Scope | null): Code {
  switch (expr.kind) {
    case "int": {
      const value = expr.value;
      if (value === null) {
        return () => {
          throw new EvalError("syntax", "invalid integer", spanOf(unit, expr));
        };
      }
      return watched(unit, expr, value);
    }
    case "float": {
      const value = new NixFloat(expr.value);
      return () => value;
    }
    case "uri": {
      const text = expr.text;
      return () => text;
    }
    case "string":
      return compileString(unit, expr, scope);
    case "path":
      return compilePath(unit, expr, scope);
    case "search-path":
      return compileSearchPath(unit, expr, scope);
    case "variable":
      return compileVariable(unit, expr, scope);
    case "list":
      return compileList(unit, expr, scope);
    case "attrset":
      return compileAttrSet(unit, expr.tree, scope);
    case "let":
      return compileLet(unit, expr, scope);
    case "legacy-let": {
      const set = compileAttrSet(unit, expr.tree, scope);
      return (env) => {
        const made = set(env);
        if (!(made instanceof Attrs)) return made;
        const body = made.get("body");
        if (body === undefined) {
          throw new EvalError("missing-attribute", "attribute 'body' missing", spanOf(unit, expr));
        }
        return force(body);
      };
    }
    case "with": {
      const namespace = delay(unit, expr.namespace, scope);
      const body = compile(unit, expr.body, new Scope(scope, null));
      return (env) => body([env, namespace(env)]);
    }
    case "assert": {
      const condition = compile(unit, expr.condition, scope);
      const body = compile(unit, expr.body, scope);
      return (env) => {
        const held = condition(env);
        if (held === true) return body(env);
        if (held === false) {
          const { start, end } = expr.condition;
          const text = unit.file.source.text.slice(start, end).replace(/\s+/g, " ");
          throw new EvalError("assertion", `assertion '${text}' failed`, spanOf(unit, expr));
        }
        // Evaluation can only go on if it holds.
        if (held instanceof Unknown || held instanceof Choice) return body(env);
        throw notBoolean(held, spanOf(unit, expr.condition));
      };
    }
    case "if":
      return compileIf(unit, expr, scope);
    case "lambda":
      return compileLambda(unit, expr, scope);
    case "apply":
      return compileApply(unit, expr, scope);
    case "select":
      return compileSelect(unit, expr, scope);
    case "has-attr":
      return compileHasAttr(unit, expr, scope);
    case "unary":
      return compileUnary(unit, expr, scope);
    case "binary":
      return compileBinary(unit, expr, scope);
    case "paren":
      return compile(unit, expr.inner, scope);
    case "error": {
      const reason = new Reason("syntax", "the text cannot be parsed", spanOf(unit, expr));
      const unknown = new Unknown(reason);
      return () => unknown;
    }
  }
}

/** Code of a literal, which whoever traces values may see and replace. */
export function watched(unit: Unit, expr: Expr, value: Value): Code {
  const { datum } = unit.ev.options;
  if (datum === undefined) return () => value;
  return () => datum(spanOf(unit, expr), value);
}

export function notBoolean(value: Value, at: Span): EvalError {
  return new EvalError("type", `expected a Boolean but found ${describe(value)}`, at);
}

/**
 * A delay of an expression. With `filling`, frames around may still lack slots (bindings of a `let` or `rec`), so
 * variables must not be read yet.
 */
export function delay(unit: Unit, expr: Expr, scope: Scope | null, filling = false): Delay {
  switch (expr.kind) {
    case "paren":
      return delay(unit, expr.inner, scope, filling);
    case "int":
      if (expr.value === null) break;
      return compile(unit, expr, scope);
    case "float":
    case "uri":
    case "lambda":
      return compile(unit, expr, scope);
    case "string":
      if (expr.parts.every((part) => typeof part === "string")) return compile(unit, expr, scope);
      break;
    case "list":
      if (expr.elements.length === 0) {
        return () => [];
      }
      break;
    case "variable": {
      if (filling || expr.name === "__curPos") break;
      const found = scope?.find(expr.name);
      if (found !== undefined && "slot" in found) return readSlot(found.depth, found.slot);
      break;
    }
  }
  const code = compile(unit, expr, scope);
  return (env) => new Thunk(code, env);
}

/** Expressions whose evaluation is worth a line in an error trace; the others are values or parts of values. */
const TRACED: ReadonlySet<Expr["kind"]> = new Set([
  "apply",
  "select",
  "if",
  "binary",
  "string",
  "assert",
  "with",
  "let",
]);

/** The same, with an origin that error traces show. */
export function delayNamed(
  unit: Unit,
  expr: Expr,
  scope: Scope | null,
  filling: boolean,
  origin: () => Origin,
): Delay {
  const constant = expr.kind === "string" && expr.parts.every((part) => typeof part === "string");
  if (!TRACED.has(expr.kind) || constant) return delay(unit, expr, scope, filling);
  const code = compile(unit, expr, scope);
  code.origin ??= origin();
  return (env) => new Thunk(code, env);
}

function readSlot(depth: number, slot: number): Delay {
  switch (depth) {
    case 0:
      return (env) => env[slot] as Lazy;
    case 1:
      return (env) => (env[0] as Env)[slot] as Lazy;
    case 2:
      return (env) => ((env[0] as Env)[0] as Env)[slot] as Lazy;
    case 3:
      return (env) => (((env[0] as Env)[0] as Env)[0] as Env)[slot] as Lazy;
    default:
      return (env) => {
        let frame = env;
        for (let i = depth; i > 0; i--) frame = frame[0] as Env;
        return frame[slot] as Lazy;
      };
  }
}

function compileVariable(unit: Unit, expr: VariableExpr, scope: Scope | null): Code {
  const name = expr.name;
  const found = scope?.find(name) ?? { withs: [] };
  if ("slot" in found) {
    const { depth, slot } = found;
    if (depth === 0) {
      return (env) => {
        const value = env[slot];
        return value instanceof Thunk ? value.force() : (value as Value);
      };
    }
    if (depth === 1) {
      return (env) => {
        const value = (env[0] as Env)[slot];
        return value instanceof Thunk ? value.force() : (value as Value);
      };
    }
    const read = readSlot(depth, slot);
    return (env) => {
      const value = read(env);
      return value instanceof Thunk ? value.force() : value;
    };
  }
  if (name === "__curPos") {
    const { line, column } = unit.file.source.position(expr.start);
    const position = Attrs.of({ file: unit.file.source.path, line, column });
    return () => position;
  }
  const global = unit.globals.get(name);
  if (global !== undefined) return () => force(global);
  if (found.withs.length === 0) {
    const fail = () => {
      throw new EvalError(
        "undefined-variable",
        `undefined variable '${name}'`,
        spanOf(unit, expr),
        name,
      );
    };
    return unit.ev.options.strictScope ? fail() : fail;
  }
  return compileWithVariable(unit, expr, found.withs);
}

/** Looked up in the namespaces of the `with`s around, innermost first. */
function compileWithVariable(unit: Unit, expr: VariableExpr, withs: readonly number[]): Code {
  const name = expr.name;
  const reads = withs.map((depth) => readSlot(depth, 1));
  return (env) => {
    let open: Attrs | Unknown | null = null;
    let model: Lazy | undefined;
    for (const read of reads) {
      const namespace = force(read(env));
      if (namespace instanceof Attrs) {
        const value = namespace.map.get(name);
        if (value !== undefined) return value instanceof Thunk ? value.force() : value;
        // What an inner open set may have does not hide what an outer one surely has.
        if (namespace.rest === null) continue;
        model ??= namespace.rest.lookup?.(name);
        open ??= namespace;
      } else if (namespace instanceof Unknown || namespace instanceof Choice) {
        open ??= new Unknown(namespace.reason);
      } else {
        throw new EvalError(
          "type",
          `expected a set but found ${describe(namespace)}`,
          spanOf(unit, expr),
        );
      }
    }
    // Nor what a model of one says of it: `hello` in `with pkgs; with lib;`.
    if (model !== undefined && open instanceof Attrs) return force(model);
    if (open instanceof Attrs) return force(open.get(name) as Lazy);
    if (open !== null) return open;
    throw new EvalError(
      "undefined-variable",
      `undefined variable '${name}'`,
      spanOf(unit, expr),
      name,
    );
  };
}

function compileList(unit: Unit, expr: ListExpr, scope: Scope | null): Code {
  const elements = expr.elements.map((element) => delay(unit, element, scope));
  const length = elements.length;
  return (env) => {
    const list = new Array<Lazy>(length);
    for (let i = 0; i < length; i++) list[i] = (elements[i] as Delay)(env);
    return list;
  };
}

function compileIf(unit: Unit, expr: IfExpr, scope: Scope | null): Code {
  const condition = compile(unit, expr.condition, scope);
  const consequence = compile(unit, expr.consequence, scope);
  const alternative = compile(unit, expr.alternative, scope);
  return (env) => {
    const held = condition(env);
    if (held === true) return consequence(env);
    if (held === false) return alternative(env);
    if (held instanceof Unknown || held instanceof Choice) {
      return new Choice([new Thunk(consequence, env), new Thunk(alternative, env)], held.reason);
    }
    throw notBoolean(held, spanOf(unit, expr.condition));
  };
}

function compileApply(
  unit: Unit,
  expr: Extract<Expr, { kind: "apply" }>,
  scope: Scope | null,
): Code {
  const args: Expr[] = [];
  let head: Expr = expr;
  while (head.kind === "apply" || head.kind === "paren") {
    if (head.kind === "paren") {
      if (head.inner.kind !== "apply") break;
      head = head.inner;
      continue;
    }
    args.unshift(head.argument);
    head = head.function;
  }
  const ev = unit.ev;
  const at = spanOf(unit, expr);
  const fn = compile(unit, head, scope);
  const delays = args.map((arg) => delay(unit, arg, scope));
  if (delays.length === 1) {
    const argument = delays[0] as Delay;
    return (env) => call(ev, fn(env), argument(env), at);
  }
  if (delays.length === 2) {
    const [first, second] = delays as [Delay, Delay];
    return (env) => callAll(ev, fn(env), [first(env), second(env)], at);
  }
  return (env) => {
    const values = new Array<Lazy>(delays.length);
    const called = fn(env);
    for (let i = 0; i < delays.length; i++) values[i] = (delays[i] as Delay)(env);
    return callAll(ev, called, values, at);
  };
}
