import type { Span } from "../../core/span.ts";
import { mapChoice } from "../call.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  Lambda,
  type Lazy,
  type List,
  lazy,
  lazyFrom,
  type Positions,
  Unknown,
  type Value,
} from "../value.ts";
import { plainText, requiredAttribute } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";
import { attempt, callable, listOf, openAttrs, spread1, spread2 } from "./partly.ts";
import { positionAttrs } from "./position.ts";

/** Builtins on attribute sets: https://nix.dev/manual/nix/latest/language/builtins */
export const attrBuiltins: BuiltinTable = {
  attrNames: [1, spread1(attrNames)],
  attrValues: [1, spread1(attrValues)],
  getAttr: [2, getAttr],
  hasAttr: [2, hasAttr],
  mapAttrs: [2, spread2(mapAttrs)],
  removeAttrs: [2, removeAttrs],
  intersectAttrs: [2, spread2(intersectAttrs)],
  listToAttrs: [1, spread1(listToAttrs)],
  catAttrs: [2, catAttrs],
  zipAttrsWith: [2, zipAttrsWith],
  unsafeGetAttrPos: [2, unsafeGetAttrPos],
  functionArgs: [1, functionArgs],
};

function attrNames(ev: Evaluator, set: Lazy): Value {
  const { names, reason } = parts(ev, set);
  return listOf([...names], reason, 0);
}

function attrValues(ev: Evaluator, set: Lazy): Value {
  const { map, names, reason } = parts(ev, set);
  return listOf(
    names.map((name) => map.get(name) as Lazy),
    reason,
    0,
  );
}

function parts(ev: Evaluator, value: Lazy) {
  const set = openAttrs(ev, value);
  return { map: set.map, names: set.names(), reason: set.rest?.reason ?? null };
}

function getAttr(ev: Evaluator, name: Lazy, set: Lazy): Value {
  const wanted = plainText(ev, name);
  return pick(ev, wanted, force(set));
}

function pick(ev: Evaluator, name: string, set: Value): Value {
  if (set instanceof Choice) {
    return mapChoice(set, (alternative) => attempt(() => pick(ev, name, alternative)));
  }
  const value = ev.attrs(set).get(name);
  if (value === undefined) {
    throw new EvalError("missing-attribute", `attribute '${name}' missing`, null, name);
  }
  return force(value);
}

function hasAttr(ev: Evaluator, name: Lazy, set: Lazy): Value {
  const wanted = plainText(ev, name);
  const { map, rest } = ev.attrs(set);
  if (map.has(wanted)) return true;
  if (rest === null) return false;
  return rest.lookup?.(wanted) === undefined ? new Unknown(rest.reason) : true;
}

function mapAttrs(ev: Evaluator, f: Lazy, set: Lazy): Value {
  const { map, rest } = openAttrs(ev, set);
  const mapped = new Map<string, Lazy>();
  const apply = ([name, value]: [string, Lazy]) => ev.call2(force(f), name, value);
  for (const entry of map) mapped.set(entry[0], lazyFrom(apply, entry));
  if (rest === null) return new Attrs(mapped);
  const lookup = (name: string) => {
    const value = rest.lookup?.(name);
    return value === undefined ? undefined : ev.delayCall(f, name, value);
  };
  return new Attrs(mapped, null, { reason: rest.reason, lookup });
}

function removeAttrs(ev: Evaluator, set: Lazy, names: Lazy): Value {
  const { map, positions, rest } = openAttrs(ev, set);
  const { items, reason } = ev.openList(names);
  const removed = new Set<string>();
  let doubt = reason;
  for (const item of items) {
    const name = attempt(() => plainText(ev, item));
    if (name instanceof Unknown) doubt ??= name.reason;
    else removed.add(name);
  }
  // Any attribute may be among the names that are not known.
  if (doubt !== null) return new Attrs(new Map(), null, { reason: doubt });
  if (removed.size === 0) return new Attrs(map, positions, rest);
  const kept = new Map<string, Lazy>();
  for (const [name, value] of map) if (!removed.has(name)) kept.set(name, value);
  if (rest === null) return new Attrs(kept, positions);
  const lookup = (name: string) => (removed.has(name) ? undefined : rest.lookup?.(name));
  return new Attrs(kept, positions, { reason: rest.reason, lookup });
}

function intersectAttrs(ev: Evaluator, wanted: Lazy, set: Lazy): Value {
  const left = openAttrs(ev, wanted);
  const right = openAttrs(ev, set);
  const map = new Map<string, Lazy>();
  const [fewer, more] = left.map.size < right.map.size ? [left, right] : [right, left];
  for (const name of fewer.map.keys()) {
    if (more.map.has(name)) map.set(name, right.map.get(name) as Lazy);
  }
  let doubt = left.rest?.reason ?? null;
  if (right.rest !== null) {
    for (const name of left.map.keys()) {
      if (map.has(name)) continue;
      const value = right.rest.lookup?.(name);
      if (value === undefined) doubt ??= right.rest.reason;
      else map.set(name, value);
    }
    if (left.rest !== null) doubt = right.rest.reason;
  }
  return new Attrs(map, right.positions, doubt === null ? null : { reason: doubt });
}

function listToAttrs(ev: Evaluator, list: Lazy): Value {
  const { items, reason, prefix } = ev.openList(list);
  const map = new Map<string, Lazy>();
  let doubt = reason;
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Lazy;
    const name = nameOf(ev, item);
    if (name instanceof Unknown) doubt ??= name.reason;
    else if (!map.has(name)) {
      const value = requiredAttribute(force(item) as Attrs, "value");
      // An element before it whose name is not known may have the same name, and the first one counts.
      const first = doubt === null || (doubt === reason && i < prefix);
      map.set(
        name,
        first ? value : new Choice([value, new Unknown(doubt as Reason)], doubt as Reason),
      );
    }
  }
  const rest = doubt === null ? null : { reason: doubt };
  return new Attrs(map, new PairPositions(items), rest);
}

/** The `name` of an element of the list that `listToAttrs` is given. */
function nameOf(ev: Evaluator, item: Lazy): string | Unknown {
  const pair = force(item);
  const name = pair instanceof Attrs ? force(pair.map.get("name") ?? null) : null;
  if (typeof name === "string") return name;
  return attempt(() => plainText(ev, requiredAttribute(ev.attrs(pair), "name")));
}

/** Where the `value` of each element stands, looked for when somebody asks. */
class PairPositions implements Positions {
  readonly #items: List;
  #owners: Map<string, Attrs> | null = null;

  constructor(items: List) {
    this.#items = items;
  }

  get(name: string): Span | undefined {
    this.#owners ??= this.#index();
    return this.#owners.get(name)?.position("value");
  }

  #index(): Map<string, Attrs> {
    const owners = new Map<string, Attrs>();
    for (const item of this.#items) {
      const pair = force(item);
      const name = pair instanceof Attrs ? force(pair.map.get("name") ?? null) : null;
      if (typeof name === "string" && !owners.has(name)) owners.set(name, pair as Attrs);
    }
    return owners;
  }
}

function catAttrs(ev: Evaluator, name: Lazy, list: Lazy): Value {
  const wanted = plainText(ev, name);
  const { items, reason, prefix } = ev.openList(list);
  const found: List = [];
  let open = reason;
  let settled = -1;
  for (const [i, item] of items.entries()) {
    if (settled < 0 && i >= prefix) settled = found.length;
    const { map, rest } = openAttrs(ev, item);
    const value = map.get(wanted) ?? rest?.lookup?.(wanted);
    if (value !== undefined) found.push(value);
    else if (rest !== null) {
      open ??= rest.reason;
      if (settled < 0) settled = found.length;
    }
  }
  return listOf(found, open, settled < 0 ? found.length : settled);
}

function zipAttrsWith(ev: Evaluator, f: Lazy, list: Lazy): Value {
  const fn = callable(ev, f);
  const { items, reason, prefix } = ev.openList(list);
  const sets = items.map((item) => openAttrs(ev, item));
  const values = new Map<string, List>();
  let doubt = reason;
  for (const { map, rest } of sets) {
    if (rest !== null) doubt ??= rest.reason;
    for (const [name, value] of map) {
      const known = values.get(name);
      if (known === undefined) values.set(name, [value]);
      else known.push(value);
    }
  }
  const zipped = new Map<string, Lazy>();
  for (const [name, known] of values) {
    const all =
      doubt === null ? known : listOf(known, doubt, settledPrefix(sets.slice(0, prefix), name));
    zipped.set(
      name,
      lazy(() => ev.call2(fn, name, all)),
    );
  }
  return new Attrs(zipped, null, doubt === null ? null : { reason: doubt });
}

/** How many values of a name come before the first set that may or may not have it. */
function settledPrefix(sets: readonly Attrs[], name: string): number {
  let count = 0;
  for (const { map, rest } of sets) {
    if (map.has(name)) count++;
    else if (rest !== null) break;
  }
  return count;
}

function unsafeGetAttrPos(ev: Evaluator, name: Lazy, set: Lazy): Value {
  const wanted = plainText(ev, name);
  const attrs = ev.attrs(set);
  const { map, rest } = attrs;
  if (!map.has(wanted) && rest !== null) throw new UnknownSignal(rest.reason);
  return positionAttrs(map.has(wanted) ? attrs.position(wanted) : undefined);
}

function functionArgs(ev: Evaluator, value: Lazy): Value {
  const fn = ev.known(value);
  const formals = new Map<string, Lazy>();
  if (fn instanceof Builtin) {
    if (fn.args.length > 0) return new Attrs(formals);
    return new Attrs(new Map<string, Lazy>(fn.formals ?? []));
  }
  if (!(fn instanceof Lambda)) {
    throw new EvalError("type", "'functionArgs' requires a function");
  }
  const positions = new Map<string, Span>();
  for (const { name, hasDefault, span } of fn.info.formals ?? []) {
    formals.set(name, hasDefault);
    positions.set(name, span);
  }
  return new Attrs(formals, positions);
}
