import type { BuiltinTable } from "../builtins/define.ts";
import { mapChoice } from "../call.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, Choice, force, type Lazy, type List, Unknown, type Value } from "../value.ts";
import { mapValues } from "./attrsets.ts";
import { escapeIdentifier } from "./identifier.ts";
import { hasAttr, lacks, later, select } from "./later.ts";

/** `lib.attrsets`: what is found, set and updated by a path of names. */

/** `set.path or fallback`, as the language itself has it for partly known sets. */
function attrByPath(ev: Evaluator, path: List, index: number, value: Lazy, fallback: Lazy): Value {
  let current = force(value);
  for (let i = index; i < path.length; i++) {
    const name = ev.text(path[i] as Lazy);
    if (current instanceof Unknown) return new Choice([current, fallback], current.reason);
    if (current instanceof Choice) {
      return mapChoice(current, (one) => attrByPath(ev, path, i, one, fallback));
    }
    if (!(current instanceof Attrs)) return force(fallback);
    let next = current.map.get(name);
    if (next === undefined) {
      if (current.rest === null || lacks(current, name)) return force(fallback);
      next = current.rest.lookup?.(name);
      if (next === undefined) {
        const { reason } = current.rest;
        return new Choice([new Unknown(reason), fallback], reason);
      }
    }
    current = force(next);
  }
  return current;
}

function hasAttrByPath(ev: Evaluator, path: Lazy, set: Lazy): boolean {
  let current: Lazy = set;
  for (const lazyName of ev.list(path)) {
    const name = ev.text(lazyName);
    const value: Value = force(current);
    if (!hasAttr(value, name)) return false;
    current = (value as Attrs).map.get(name) as Lazy;
  }
  return true;
}

function longestValidPathPrefix(ev: Evaluator, path: Lazy, set: Lazy): Value {
  const names = ev.list(path);
  let current: Lazy = set;
  for (let i = 0; i < names.length; i++) {
    const name = ev.text(names[i] as Lazy);
    const value: Value = force(current);
    if (!hasAttr(value, name)) return names.slice(0, i);
    current = (value as Attrs).map.get(name) as Lazy;
  }
  return names;
}

function setAttrByPath(ev: Evaluator, path: Lazy, value: Lazy): Value {
  const names = ev.list(path);
  const atDepth = (n: number): Value => {
    if (n === names.length) return force(value);
    const name = force(names[n] as Lazy);
    // A name that is null leaves the attribute out.
    if (name === null) return new Attrs(new Map());
    const inner = n + 1 === names.length ? value : later(() => atDepth(n + 1));
    return new Attrs(new Map([[ev.text(name), inner]]));
  };
  return atDepth(0);
}

/** A path for messages, names quoted where the language needs it. */
export function showAttrPath(ev: Evaluator, path: List): string {
  if (path.length === 0) return "<root attribute path>";
  return path.map((name) => escapeIdentifier(ev.text(name))).join(".");
}

interface Update {
  readonly path: List;
  readonly update: Lazy;
}

/** Applies updates to a value (undefined where there is none) whose paths agree in their first `depth` names. */
function updateMany(
  ev: Evaluator,
  depth: number,
  value: Lazy | undefined,
  updates: readonly Update[],
): Value {
  const here = updates.filter(({ path }) => path.length === depth);
  const below = updates.filter(({ path }) => path.length !== depth);
  let result = later(() => updateBelow(ev, depth, value, here, below));
  for (const { update } of here) {
    const previous = result;
    result = later(() => ev.call(force(update), previous));
  }
  return force(result);
}

function updateBelow(
  ev: Evaluator,
  depth: number,
  value: Lazy | undefined,
  here: readonly Update[],
  below: readonly Update[],
): Value {
  const [first] = below;
  if (first === undefined) {
    if (value !== undefined) return force(value);
    const path = showAttrPath(ev, (here[0] as Update).path);
    throw new EvalError(
      "throw",
      `updateManyAttrsByPath: Path '${path}' does not exist in the given value, but the first update to this path tries to access the existing value.`,
    );
  }
  const old = value === undefined ? new Attrs(new Map()) : ev.known(value);
  if (!(old instanceof Attrs)) {
    const path = showAttrPath(ev, first.path);
    const outer = showAttrPath(ev, first.path.slice(0, depth));
    throw new EvalError(
      "throw",
      `updateManyAttrsByPath: Path '${path}' needs to be updated, but path '${outer}' of the given value is not an attribute set, so we can't update an attribute inside of it.`,
    );
  }
  const groups = new Map<string, Update[]>();
  for (const update of below) {
    const name = ev.text(update.path[depth] as Lazy);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [update]);
    else group.push(update);
  }
  const map = new Map(old.map);
  for (const [name, group] of groups) {
    const inner = old.get(name);
    map.set(
      name,
      later(() => updateMany(ev, depth + 1, inner, group)),
    );
  }
  return new Attrs(map, old.positions, old.rest);
}

export const attrPathsTable: BuiltinTable = {
  attrByPath: [
    3,
    (ev, path: Lazy, fallback: Lazy, set: Lazy) => attrByPath(ev, ev.list(path), 0, set, fallback),
  ],
  hasAttrByPath: [2, hasAttrByPath],
  longestValidPathPrefix: [2, longestValidPathPrefix],
  setAttrByPath: [2, setAttrByPath],
  getAttrFromPath: [
    2,
    (ev, path: Lazy, set: Lazy) => {
      const names = ev.list(path);
      const missing = later(() => {
        const joined = names.map((name) => ev.text(name)).join(".");
        throw new EvalError("abort", `cannot find attribute '${joined}'`);
      });
      return attrByPath(ev, names, 0, set, missing);
    },
  ],
  updateManyAttrsByPath: [
    2,
    (ev, updates: Lazy, value: Lazy) => {
      const list = ev.list(updates).map((update) => ({
        path: ev.list(select(ev, update, "path")),
        update: later(() => select(ev, update, "update")),
      }));
      return updateMany(ev, 0, value, list);
    },
  ],
  showAttrPath: [1, (ev, path: Lazy) => showAttrPath(ev, ev.list(path))],
  overrideExisting: [
    2,
    (ev, old: Lazy, fresh: Lazy) =>
      mapValues(ev.attrs(old), (name, value) =>
        later(() => attrByPath(ev, [name], 0, fresh, value)),
      ),
  ],
};
