import type { Span } from "../core/span.ts";
import type { AttrEntry, AttrTree, DynamicEntry, LetExpr } from "../parser/ast.ts";
import { compile, type Delay, delay, delayNamed, spanOf, type Unit } from "./compile.ts";
import { selectFrom } from "./compile-select.ts";
import { describe } from "./describe.ts";
import { EvalError } from "./errors.ts";
import { holeReason } from "./evaluator.ts";
import { Scope } from "./scope.ts";
import { knownText } from "./text.ts";
import {
  Attrs,
  Choice,
  type Code,
  ContextString,
  type Env,
  force,
  type Lazy,
  PartialText,
  type Rest,
  Thunk,
  Unknown,
} from "./value.ts";

/** Code that builds the set of a tree. */
export function compileAttrSet(unit: Unit, tree: AttrTree, scope: Scope | null): Code {
  return tree.recursive ? compileRecursive(unit, tree, scope) : compilePlain(unit, tree, scope);
}

/** Where each static attribute of a tree is named; shared by all sets made from it. */
function positionsOf(unit: Unit, tree: AttrTree): Map<string, Span> {
  const positions = new Map<string, Span>();
  for (const [name, entry] of tree.statics) positions.set(name, spanOf(unit, entry.name));
  return positions;
}

function compilePlain(unit: Unit, tree: AttrTree, scope: Scope | null): Code {
  const names = [...tree.statics.keys()];
  const positions = positionsOf(unit, tree);
  const sources = tree.sources.map((source) => delay(unit, source, scope));
  // The sources of `inherit (e)` get a frame of their own: each is evaluated once for all its names.
  const inner = sources.length === 0 ? scope : Scope.of(scope, []);
  const delays = names.map((name) => compileEntry(unit, tree, name, inner, inner, 1, false, null));
  const dynamics = tree.dynamics.map((entry) => compileDynamic(unit, entry, scope));
  const length = names.length;
  if (sources.length === 0 && dynamics.length === 0) {
    return (env) => {
      const map = new Map<string, Lazy>();
      for (let i = 0; i < length; i++) map.set(names[i] as string, (delays[i] as Delay)(env));
      return new Attrs(map, positions);
    };
  }
  return (env) => {
    let frame = env;
    if (sources.length > 0) {
      frame = [env];
      for (const source of sources) frame.push(source(env));
    }
    const map = new Map<string, Lazy>();
    for (let i = 0; i < length; i++) map.set(names[i] as string, (delays[i] as Delay)(frame));
    return addDynamics(map, positions, dynamics, env);
  };
}

function compileRecursive(unit: Unit, tree: AttrTree, scope: Scope | null): Code {
  const { fill, names, frameScope } = compileFrame(unit, tree, scope);
  const positions = positionsOf(unit, tree);
  const dynamics = tree.dynamics.map((entry) => compileDynamic(unit, entry, frameScope));
  const overrides = tree.statics.has("__overrides");
  return (env) => {
    const frame = fill(env);
    const map = new Map<string, Lazy>();
    for (let i = 0; i < names.length; i++) map.set(names[i] as string, frame[i + 1] as Lazy);
    if (overrides) {
      const unknown = applyOverrides(unit, frame, frameScope, map);
      if (unknown !== null) return unknown;
    }
    return addDynamics(map, positions, dynamics, frame);
  };
}

/**
 * `__overrides`: its attributes replace those of the set, also for the set's own expressions. If they are not known
 * nothing is known of the set.
 */
function applyOverrides(
  unit: Unit,
  frame: Env,
  scope: Scope,
  map: Map<string, Lazy>,
): Unknown | null {
  const given = force(map.get("__overrides") as Lazy);
  if (given instanceof Unknown || given instanceof Choice) return new Unknown(given.reason);
  const overrides = unit.ev.attrs(given);
  if (overrides.rest !== null) return new Unknown(overrides.rest.reason);
  for (const name of overrides.names()) {
    const value = overrides.get(name) as Lazy;
    map.set(name, value);
    const slot = scope.slots?.get(name);
    if (slot !== undefined) frame[slot] = value;
  }
  return null;
}

export function compileLet(unit: Unit, expr: LetExpr, scope: Scope | null): Code {
  const { fill, frameScope } = compileFrame(unit, expr.tree, scope);
  const body = compile(unit, expr.body, frameScope);
  return (env) => body(fill(env));
}

/** The frame of a `let` or `rec`: names in slots 1 to n, then the sources of `inherit (e)`. */
function compileFrame(unit: Unit, tree: AttrTree, scope: Scope | null) {
  const names = [...tree.statics.keys()];
  const frameScope = Scope.of(scope, names);
  const base = names.length + 1;
  const entries = names.map((name) =>
    compileEntry(unit, tree, name, frameScope, scope, base, true, frameScope),
  );
  const sources = tree.sources.map((source) => delay(unit, source, frameScope, true));
  const count = entries.length;
  const fill = (env: Env): Env => {
    const frame = new Array<unknown>(base + sources.length);
    frame[0] = env;
    for (let i = 0; i < sources.length; i++) frame[base + i] = (sources[i] as Delay)(frame);
    for (let i = 0; i < count; i++) frame[i + 1] = (entries[i] as Delay)(frame);
    return frame;
  };
  return { fill, names, frameScope };
}

/**
 * The delay of one attribute. It runs in the set's frame if there is one (`frameScope`), where `inherit x` reads the
 * scope around (`outer`) and the sources of `inherit (e)` begin at slot `sourceBase`.
 */
function compileEntry(
  unit: Unit,
  tree: AttrTree,
  name: string,
  inner: Scope | null,
  outer: Scope | null,
  sourceBase: number,
  filling: boolean,
  frameScope: Scope | null,
): Delay {
  const entry = tree.statics.get(name) as AttrEntry;
  const named = () => ({
    what: `while evaluating the attribute '${name}'`,
    span: spanOf(unit, entry.name),
  });
  switch (entry.kind) {
    case "value":
      return delayNamed(unit, entry.value, inner, filling, named);
    case "tree": {
      const code = compileAttrSet(unit, entry.tree, inner);
      return (env) => new Thunk(code, env);
    }
    case "inherit": {
      const variable = { ...entry.name, kind: "variable" as const, name };
      if (frameScope === null || !tree.recursive) return delay(unit, variable, inner);
      const read = delay(unit, variable, outer);
      return (env) => read(env[0] as Env);
    }
    case "inherit-from": {
      const slot = sourceBase + entry.source;
      const at = spanOf(unit, entry.name);
      const code: Code = (env) => selectFrom(force(env[slot] as Lazy), name, at);
      return (env) => new Thunk(code, env);
    }
  }
}

interface CompiledDynamic {
  readonly name: Code;
  readonly value: Delay;
  readonly span: Span;
}

function compileDynamic(unit: Unit, entry: DynamicEntry, scope: Scope | null): CompiledDynamic {
  const name = compile(unit, entry.name.expr, scope);
  const span = spanOf(unit, entry.name);
  if (entry.value.kind === "value") {
    return { name, value: delay(unit, entry.value.value, scope), span };
  }
  const code = compileAttrSet(unit, entry.value.tree, scope);
  return { name, value: (env) => new Thunk(code, env), span };
}

/** Adds `${name} = value` attributes; a null name adds none, an unknown name makes the set open. */
function addDynamics(
  map: Map<string, Lazy>,
  statics: Map<string, Span>,
  dynamics: readonly CompiledDynamic[],
  env: Env,
): Attrs {
  if (dynamics.length === 0) return new Attrs(map, statics);
  const positions = new Map(statics);
  let rest: Rest | null = null;
  for (const { name, value, span } of dynamics) {
    const key = name(env);
    if (key === null) continue;
    if (key instanceof Unknown || key instanceof Choice) {
      rest ??= { reason: key.reason };
      continue;
    }
    if (key instanceof PartialText) {
      rest ??= { reason: holeReason(key) };
      continue;
    }
    if (typeof key !== "string" && !(key instanceof ContextString)) {
      throw new EvalError("type", `expected a string but found ${describe(key)}`, span);
    }
    const text = knownText(key) as string;
    if (map.has(text)) {
      throw new EvalError("other", `dynamic attribute '${text}' already defined`, span);
    }
    map.set(text, value(env));
    positions.set(text, span);
  }
  return new Attrs(map, positions, rest);
}
