import type { Span } from "../core/span.ts";
import type { AttrName, HasAttrExpr, SelectExpr } from "../parser/ast.ts";
import { mapChoice } from "./call.ts";
import { compile, delay, spanOf, type Unit } from "./compile.ts";
import { describe } from "./describe.ts";
import { EvalError } from "./errors.ts";
import { holeReason } from "./evaluator.ts";
import type { Scope } from "./scope.ts";
import {
  Attrs,
  Choice,
  type Code,
  ContextString,
  type Env,
  force,
  type Lazy,
  PartialText,
  Thunk,
  Unknown,
  type Value,
} from "./value.ts";

/** A name of an attribute path: fixed, or computed in a frame. */
type NameCode = string | ((env: Env) => string | Unknown);

function compileName(unit: Unit, name: AttrName, scope: Scope | null): NameCode {
  if (name.kind === "static-name") return name.name;
  const code = compile(unit, name.expr, scope);
  const span = spanOf(unit, name);
  return (env) => {
    const value = code(env);
    if (typeof value === "string") return value;
    if (value instanceof ContextString) return value.text;
    if (value instanceof Unknown) return value;
    if (value instanceof Choice) return new Unknown(value.reason);
    if (value instanceof PartialText) return new Unknown(holeReason(value));
    throw new EvalError("type", `expected a string but found ${describe(value)}`, span);
  };
}

/** `subject.name` without a default. */
export function selectFrom(subject: Value, name: string, at: Span): Value {
  if (subject instanceof Attrs) {
    const value = subject.get(name);
    if (value !== undefined) return force(value);
    throw missing(subject, name, at);
  }
  if (subject instanceof Unknown) return subject;
  if (subject instanceof Choice) return mapChoice(subject, (one) => selectFrom(one, name, at));
  throw new EvalError("type", `expected a set but found ${describe(subject)}`, at);
}

/** The error of a missing attribute; the subject is the nearest name that is there, or null. */
export function missing(subject: Attrs, name: string, at: Span | null): EvalError {
  return new EvalError(
    "missing-attribute",
    `attribute '${name}' missing`,
    at,
    nearest(name, subject.map.keys()),
  );
}

/** The name that differs least, if it differs by at most a third of its letters. */
export function nearest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const other of names) {
    if (Math.abs(other.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, other);
    if (distance < bestDistance) {
      best = other;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(substitute, (row[j] as number) + 1, (next[j - 1] as number) + 1);
    }
    row = next;
  }
  return row[b.length] as number;
}

export function compileSelect(unit: Unit, expr: SelectExpr, scope: Scope | null): Code {
  const subject = compile(unit, expr.subject, scope);
  const names = expr.path.map((name) => compileName(unit, name, scope));
  const spans = expr.path.map((name) => spanOf(unit, name));
  if (expr.default !== null) {
    const fallback = delay(unit, expr.default, scope);
    return (env) => selectOr(subject, names, fallback, env);
  }
  const [first] = names;
  if (names.length === 1 && typeof first === "string") {
    const at = spans[0] as Span;
    return (env) => {
      const set = subject(env);
      if (set instanceof Attrs) {
        const value = set.map.get(first);
        if (value !== undefined) return value instanceof Thunk ? value.force() : value;
      }
      return selectFrom(set, first, at);
    };
  }
  return (env) => {
    let current = subject(env);
    for (let i = 0; i < names.length; i++) {
      const code = names[i] as NameCode;
      const name = typeof code === "string" ? code : code(env);
      if (name instanceof Unknown) return name;
      if (current instanceof Attrs) {
        const value = current.map.get(name);
        if (value !== undefined) {
          current = value instanceof Thunk ? value.force() : value;
          continue;
        }
      }
      current = selectFrom(current, name, spans[i] as Span);
    }
    return current;
  };
}

/** `subject.path or default`: the default where the path is surely not there. */
function selectOr(
  subject: Code,
  names: readonly NameCode[],
  fallback: (env: Env) => Lazy,
  env: Env,
): Value {
  return selectPathOr(subject(env), names, 0, fallback, env);
}

function selectPathOr(
  value: Value,
  names: readonly NameCode[],
  index: number,
  fallback: (env: Env) => Lazy,
  env: Env,
): Value {
  let current = value;
  for (let i = index; i < names.length; i++) {
    const code = names[i] as NameCode;
    const name = typeof code === "string" ? code : code(env);
    if (name instanceof Unknown) return new Choice([name, fallback(env)], name.reason);
    if (current instanceof Attrs) {
      const next = current.map.get(name);
      if (next !== undefined) {
        current = next instanceof Thunk ? next.force() : next;
        continue;
      }
      if (current.rest === null || current.rest.mayHave?.(name) === false) {
        return force(fallback(env));
      }
      const modelled = current.rest.lookup?.(name);
      if (modelled === undefined) {
        const { reason } = current.rest;
        return new Choice([new Unknown(reason), fallback(env)], reason);
      }
      current = force(modelled);
      if (current instanceof Unknown) {
        return new Choice([current, fallback(env)], current.reason);
      }
      continue;
    }
    if (current instanceof Unknown) {
      return new Choice([current, fallback(env)], current.reason);
    }
    if (current instanceof Choice) {
      return mapChoice(current, (one) => selectPathOr(one, names, i, fallback, env));
    }
    return force(fallback(env));
  }
  return current;
}

export function compileHasAttr(unit: Unit, expr: HasAttrExpr, scope: Scope | null): Code {
  const subject = compile(unit, expr.subject, scope);
  const names = expr.path.map((name) => compileName(unit, name, scope));
  return (env) => {
    let current = subject(env);
    for (let i = 0; i < names.length; i++) {
      const code = names[i] as NameCode;
      const name = typeof code === "string" ? code : code(env);
      if (name instanceof Unknown) return name;
      if (current instanceof Unknown) return current;
      if (current instanceof Choice) return new Unknown(current.reason);
      if (!(current instanceof Attrs)) return false;
      const value = current.map.get(name);
      if (value === undefined) {
        const { rest } = current;
        return rest === null || rest.mayHave?.(name) === false ? false : new Unknown(rest.reason);
      }
      if (i < names.length - 1) current = force(value);
    }
    return true;
  };
}
