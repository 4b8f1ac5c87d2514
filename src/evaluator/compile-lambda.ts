import type { LambdaExpr } from "../parser/ast.ts";
import { mapChoice } from "./call.ts";
import { compile, type Delay, delay, spanOf, type Unit } from "./compile.ts";
import { nearest } from "./compile-select.ts";
import { describe } from "./describe.ts";
import { EvalError } from "./errors.ts";
import { Scope } from "./scope.ts";
import {
  Attrs,
  Choice,
  type Code,
  type Env,
  type FormalInfo,
  force,
  Lambda,
  type LambdaInfo,
  type Lazy,
  lazy,
  Unknown,
  type Value,
} from "./value.ts";

export function compileLambda(unit: Unit, expr: LambdaExpr, scope: Scope | null): Code {
  const info = expr.formals === null ? simple(unit, expr, scope) : pattern(unit, expr, scope);
  return (env) => new Lambda(info, env);
}

/** `x: body`. The body is compiled when it is first run: much of a repository never is. */
function simple(unit: Unit, expr: LambdaExpr, scope: Scope | null): LambdaInfo {
  const param = expr.param?.name ?? null;
  const inner = Scope.of(scope, param === null ? [] : [param]);
  let body: Code | null = unit.ev.options.strictScope ? compile(unit, expr.body, inner) : null;
  return {
    param,
    formals: null,
    ellipsis: false,
    span: spanOf(unit, expr),
    name: null,
    enter(env, argument) {
      if (body === null) body = compile(unit, expr.body, inner);
      return body([env, argument]);
    },
  };
}

/** `{ a, b ? 1, ... }@args: body`. */
function pattern(unit: Unit, expr: LambdaExpr, scope: Scope | null): LambdaInfo {
  const formals = expr.formals;
  if (formals === null) throw new Error("a pattern without formals");
  const param = expr.param?.name ?? null;
  const names = formals.list.map((formal) => formal.name.name);
  const inner = Scope.of(scope, param === null ? names : [param, ...names]);
  const first = param === null ? 1 : 2;
  const infos: FormalInfo[] = formals.list.map((formal) => ({
    name: formal.name.name,
    hasDefault: formal.default !== null,
    span: spanOf(unit, formal.name),
  }));
  let body: Code | null = null;
  let defaults: (Delay | null)[] = [];
  const compileBody = (): Code => {
    defaults = formals.list.map((formal) =>
      formal.default === null ? null : delay(unit, formal.default, inner, true),
    );
    return compile(unit, expr.body, inner);
  };
  if (unit.ev.options.strictScope) body = compileBody();
  const at = spanOf(unit, expr);

  const enter = (env: Env, argument: Lazy): Value => {
    if (body === null) body = compileBody();
    const given = force(argument);
    if (given instanceof Choice) {
      return mapChoice(given, (one) => enter(env, one));
    }
    if (!(given instanceof Attrs) && !(given instanceof Unknown)) {
      throw new EvalError("type", `expected a set but found ${describe(given)}`, at);
    }
    const frame: Env = new Array(first + names.length);
    frame[0] = env;
    if (param !== null) frame[1] = argument;
    if (given instanceof Unknown) {
      for (let i = 0; i < names.length; i++) {
        const fallback = defaults[i] ?? null;
        frame[first + i] = fallback === null ? given : possible(given, fallback, frame);
      }
      return body(frame);
    }
    const map = given.map;
    let matched = 0;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const value = map.get(name);
      if (value !== undefined) {
        frame[first + i] = value;
        matched++;
        continue;
      }
      const fallback = defaults[i] ?? null;
      if (given.rest !== null) {
        const { rest } = given;
        const other = rest.lookup?.(name);
        if (other !== undefined) frame[first + i] = other;
        else if (fallback === null) frame[first + i] = new Unknown(rest.reason);
        else frame[first + i] = possible(new Unknown(rest.reason), fallback, frame);
      } else if (fallback === null) {
        throw new EvalError(
          "missing-argument",
          `function '${label(info)}' called without required argument '${name}'`,
          at,
          name,
        );
      } else frame[first + i] = fallback(frame);
    }
    if (!formals.ellipsis && matched !== map.size) {
      const known = new Set(names);
      const extra = given.names().find((name) => !known.has(name));
      // None where a name is twice among the formals, which is a syntax problem.
      if (extra === undefined) return body(frame);
      throw new EvalError(
        "unexpected-argument",
        `function '${label(info)}' called with unexpected argument '${extra}'`,
        at,
        nearest(extra, names),
      );
    }
    return body(frame);
  };
  const info: LambdaInfo = {
    param,
    formals: infos,
    ellipsis: formals.ellipsis,
    span: at,
    name: null,
    enter,
  };
  return info;
}

function label(info: LambdaInfo): string {
  return info.name ?? "anonymous lambda";
}

/** An argument that may be given, unknown, or left to its default. */
function possible(unknown: Unknown, fallback: Delay, frame: Env): Lazy {
  return lazy(() => new Choice([unknown, fallback(frame)], unknown.reason));
}
