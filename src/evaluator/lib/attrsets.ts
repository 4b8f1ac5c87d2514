import type { BuiltinTable } from "../builtins/define.ts";
import { attempt, spread1, spread2, verdict } from "../builtins/partly.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import { update } from "../update.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  OpenList,
  type Rest,
  Unknown,
  type Value,
} from "../value.ts";
import { mergeAll } from "./attr-merge.ts";
import { Collector } from "./collector.ts";
import { branch, later, missingAttribute, selectLazy } from "./later.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.attrsets`: making, filtering and mapping sets. */

const EMPTY = new Attrs(new Map());

/** What is left open of a set whose values a function maps. */
export function mapRest(rest: Rest | null, f: (name: string, value: Lazy) => Lazy): Rest | null {
  if (rest === null) return null;
  return {
    reason: rest.reason,
    ...(rest.reasonFor && { reasonFor: (name) => rest.reasonFor?.(name) ?? rest.reason }),
    ...(rest.mayHave && { mayHave: (name) => rest.mayHave?.(name) ?? true }),
    lookup: (name) => {
      const found = rest.lookup?.(name);
      return found === undefined ? undefined : f(name, found);
    },
  };
}

/** The same names with other values; keeps what is open open. */
export function mapValues(attrs: Attrs, f: (name: string, value: Lazy) => Lazy): Attrs {
  const map = new Map<string, Lazy>();
  for (const [name, value] of attrs.map) map.set(name, f(name, value));
  return new Attrs(map, attrs.positions, mapRest(attrs.rest, f));
}

/** A list in the order of the names of a set; an open set may have further ones anywhere between them. */
function listOfNames(attrs: Attrs, f: (name: string, value: Lazy) => Lazy): Value {
  const items = attrs.names().map((name) => f(name, attrs.map.get(name) as Lazy));
  return attrs.rest === null ? items : new OpenList(items, attrs.rest.reason, 0);
}

/**
 * A set from `{ name, value }` pairs, the first of a name winning, as `builtins.listToAttrs`. A pair whose name is not
 * known opens the set, and makes later pairs one possibility only.
 */
export function fromPairs(ev: Evaluator, pairs: Iterable<Lazy>, open: Reason | null = null): Attrs {
  const map = new Map<string, Lazy>();
  const owners = new Map<string, Attrs>();
  const doubtful: Lazy[] = [];
  let reason: Reason | null = null;
  for (const lazyPair of pairs) {
    const pair = force(lazyPair);
    const name = nameOfPair(ev, pair);
    if (typeof name !== "string") {
      reason ??= name.reason;
      if (pair instanceof Attrs) doubtful.push(later(() => force(selectLazy(ev, pair, "value"))));
      continue;
    }
    if (map.has(name)) continue;
    const value = (pair as Attrs).get("value");
    if (value === undefined) throw missingAttribute("value");
    map.set(
      name,
      doubtful.length === 0 ? value : new Choice([value, ...doubtful], reason as Reason),
    );
    if ((pair as Attrs).positions !== null) owners.set(name, pair as Attrs);
  }
  reason ??= open;
  const positions = { get: (name: string) => owners.get(name)?.position("value") };
  return new Attrs(map, owners.size === 0 ? null : positions, reason === null ? null : { reason });
}

function nameOfPair(ev: Evaluator, pair: Value): string | Unknown | Choice {
  if (pair instanceof Unknown || pair instanceof Choice) return pair;
  if (!(pair instanceof Attrs)) return ev.mismatch(pair, "a set");
  const name = pair.get("name");
  if (name === undefined) throw missingAttribute("name");
  return attempt(() => ev.text(name));
}

/** `lib.nameValuePair` without the detour. */
export function pairOf(name: Lazy, value: Lazy): Attrs {
  const map = new Map<string, Lazy>();
  map.set("name", name);
  map.set("value", value);
  return new Attrs(map);
}

function filterAttrs(ev: Evaluator, pred: Lazy, set: Lazy): Value {
  const attrs = ev.attrs(set);
  if (attrs.map.size === 0) return withoutModel(attrs);
  const keep = ev.function(pred);
  let dropped: Map<string, Reason | null> | null = null;
  for (const name of attrs.names()) {
    const kept = verdict(ev, ev.call2(keep, name, attrs.map.get(name) as Lazy));
    if (kept === true) continue;
    dropped ??= new Map();
    dropped.set(name, kept === false ? null : kept);
  }
  if (dropped === null) return withoutModel(attrs);
  const map = new Map<string, Lazy>();
  for (const [name, value] of attrs.map) if (!dropped.has(name)) map.set(name, value);
  return new Attrs(map, attrs.positions, restOfFilter(attrs.rest, dropped));
}

/** The set as far as it is known: what a predicate says of a modelled attribute nobody knows. */
function withoutModel(attrs: Attrs): Attrs {
  if (attrs.rest?.lookup === undefined) return attrs;
  return new Attrs(attrs.map, attrs.positions, restOfFilter(attrs.rest, new Map()));
}

/** What may be left of a set besides: names that were dropped in doubt, and those it may have had already. */
function restOfFilter(rest: Rest | null, dropped: ReadonlyMap<string, Reason | null>): Rest | null {
  const reason = rest?.reason ?? [...dropped.values()].find((doubt) => doubt !== null);
  if (reason === undefined || reason === null) return null;
  return {
    reason,
    reasonFor: (name) => dropped.get(name) ?? rest?.reasonFor?.(name) ?? reason,
    mayHave: (name) => {
      const doubt = dropped.get(name);
      if (doubt !== undefined) return doubt !== null;
      return rest !== null && rest.mayHave?.(name) !== false;
    },
  };
}

function filterAttrsRecursive(ev: Evaluator, pred: Lazy, set: Lazy): Value {
  const attrs = ev.attrs(set);
  const map = new Map<string, Lazy>();
  const dropped = new Map<string, Reason | null>();
  for (const name of attrs.names()) {
    const value = attrs.map.get(name) as Lazy;
    const kept = verdict(ev, ev.call2(force(pred), name, value));
    if (kept === true) map.set(name, filteredValue(ev, pred, value));
    else dropped.set(name, kept === false ? null : kept);
  }
  return new Attrs(map, null, restOfFilter(attrs.rest, dropped));
}

function filteredValue(ev: Evaluator, pred: Lazy, value: Lazy): Lazy {
  return later(() => {
    const forced = force(value);
    return forced instanceof Attrs ? filterAttrsRecursive(ev, pred, forced) : forced;
  });
}

/** `genAttrs`: values are computed when asked for, names at once. */
function genAttrs(ev: Evaluator, names: Lazy, f: Lazy): Value {
  const { items, reason } = ev.openList(names);
  const map = new Map<string, Lazy>();
  let doubt = reason;
  for (const item of items) {
    const forced = force(item);
    if (typeof forced === "string") {
      if (!map.has(forced)) map.set(forced, ev.delayCall(f, forced));
      continue;
    }
    const name = attempt(() => ev.text(forced));
    if (name instanceof Unknown) doubt ??= name.reason;
    else if (!map.has(name)) map.set(name, ev.delayCall(f, forced));
  }
  return new Attrs(map, null, doubt === null ? null : { reason: doubt });
}

function* mapped(ev: Evaluator, f: Lazy, attrs: Attrs): Iterable<Value> {
  for (const name of attrs.names()) yield ev.call2(force(f), name, attrs.map.get(name) as Lazy);
}

function mapAttrsRecursiveCond(ev: Evaluator, cond: Lazy | null, f: Lazy, set: Lazy): Value {
  const recurse = (path: readonly Lazy[], attrs: Attrs): Attrs =>
    mapValues(attrs, (name, value) =>
      later(() => {
        const here = [...path, name];
        const forced = force(value);
        if (!(forced instanceof Attrs)) {
          if (forced instanceof Unknown || forced instanceof Choice)
            return new Unknown(forced.reason);
          return ev.call2(force(f), here, value);
        }
        if (cond !== null && !ev.bool(ev.call(force(cond), value))) {
          return ev.call2(force(f), here, value);
        }
        return recurse(here, forced);
      }),
    );
  return recurse([], ev.attrs(set));
}

function mapAttrsToListRecursiveCond(ev: Evaluator, pred: Lazy | null, f: Lazy, set: Lazy): Value {
  const into = new Collector();
  const recurse = (path: readonly Lazy[], attrs: Attrs) => {
    if (attrs.rest !== null) into.doubt(attrs.rest.reason);
    for (const name of attrs.names()) {
      const here = [...path, name];
      const value = attrs.map.get(name) as Lazy;
      const forced = force(value);
      if (forced instanceof Unknown || forced instanceof Choice) into.doubt(forced.reason);
      else if (
        forced instanceof Attrs &&
        (pred === null || ev.bool(ev.call2(force(pred), here, value)))
      ) {
        recurse(here, forced);
      } else into.push(ev.delayCall(f, here, value));
    }
  };
  recurse([], ev.attrs(set));
  return into.finish();
}

function collect(ev: Evaluator, pred: Lazy, attrs: Lazy): Value {
  const into = new Collector();
  const visit = (value: Lazy) => {
    const wanted = verdict(ev, ev.call(force(pred), value));
    if (wanted === true) into.push(value);
    else if (wanted !== false) into.doubt(wanted);
    else {
      const forced = force(value);
      if (forced instanceof Unknown || forced instanceof Choice) into.doubt(forced.reason);
      else if (forced instanceof Attrs) {
        if (forced.rest !== null) into.doubt(forced.rest.reason);
        for (const name of forced.names()) visit(forced.map.get(name) as Lazy);
      }
    }
  };
  visit(attrs);
  return into.finish();
}

function foldlAttrs(ev: Evaluator, f: Lazy, init: Lazy, set: Lazy): Value {
  let acc: Value = force(init);
  const attrs = ev.closedAttrs(set);
  for (const name of attrs.names()) {
    acc = ev.callAll(force(f), [acc, name, attrs.map.get(name) as Lazy]);
  }
  return acc;
}

function cartesianProduct(ev: Evaluator, attrsOfLists: Lazy): Attrs[] {
  const attrs = ev.closedAttrs(attrsOfLists);
  let product: Attrs[] = [new Attrs(new Map())];
  for (const name of attrs.names()) {
    if (product.length === 0) break;
    const values = ev.list(attrs.map.get(name) as Lazy);
    product = product.flatMap((one) =>
      values.map((value) => new Attrs(new Map(one.map).set(name, value))),
    );
  }
  return product;
}

function concatMapAttrs(ev: Evaluator, f: Lazy, set: Lazy): Value {
  const attrs = ev.attrs(set);
  const result = mergeAll([EMPTY, ...mapped(ev, f, attrs)]);
  // What an open set has more may set any name.
  return attrs.rest === null ? result : update(result, new Unknown(attrs.rest.reason), null);
}

/** `lib.attrsets.isDerivation`; unknown where the set may still turn out to be one. */
export function isDerivationValue(ev: Evaluator, value: Lazy): boolean {
  const forced = ev.known(value);
  if (!(forced instanceof Attrs)) return false;
  const type = forced.get("type");
  if (type === undefined) return false;
  const known = ev.known(type);
  return known === "derivation";
}

function setFlag(attrs: Lazy, flag: boolean): Value {
  return update(force(attrs), Attrs.of({ recurseForDerivations: flag }), null);
}

function attrVals(ev: Evaluator, names: Lazy, set: Lazy): Value {
  const { items, reason, prefix } = ev.openList(names);
  const values = items.map((name) => later(() => force(selectLazy(ev, set, ev.text(name)))));
  return reason === null ? values : new OpenList(values, reason, prefix);
}

export const attrsetsTable: BuiltinTable = {
  attrVals: [2, attrVals],
  getAttrs: [
    2,
    (ev, names: Lazy, attrs: Lazy) => {
      const map = new Map<string, Lazy>();
      const { items, reason } = ev.openList(names);
      for (const item of items) {
        const name = ev.text(item);
        map.set(
          name,
          later(() => force(selectLazy(ev, attrs, name))),
        );
      }
      return new Attrs(map, null, reason === null ? null : { reason });
    },
  ],
  filterAttrs: [2, spread2(filterAttrs)],
  filterAttrsRecursive: [2, spread2(filterAttrsRecursive)],
  foldlAttrs: [3, foldlAttrs],
  collect: [2, spread2(collect)],
  cartesianProduct: [1, cartesianProduct],
  mapCartesianProduct: [
    2,
    (ev, f: Lazy, attrs: Lazy) => callBuiltin(ev, "map", f, cartesianProduct(ev, attrs)),
  ],
  nameValuePair: [2, (_, name: Lazy, value: Lazy) => pairOf(name, value)],
  "mapAttrs'": [
    2,
    spread2((ev, f, set) => {
      const attrs = ev.attrs(set);
      return fromPairs(ev, mapped(ev, f, attrs), attrs.rest?.reason ?? null);
    }),
  ],
  mapAttrsToList: [
    2,
    spread2((ev, f, set) =>
      listOfNames(ev.attrs(set), (name, value) => ev.delayCall(f, name, value)),
    ),
  ],
  attrsToList: [1, spread1((ev, set) => listOfNames(ev.attrs(set), pairOf))],
  concatMapAttrs: [2, spread2(concatMapAttrs)],
  mapAttrsRecursive: [2, (ev, f: Lazy, set: Lazy) => mapAttrsRecursiveCond(ev, null, f, set)],
  mapAttrsRecursiveCond: [3, mapAttrsRecursiveCond],
  mapAttrsToListRecursive: [
    2,
    (ev, f: Lazy, set: Lazy) => mapAttrsToListRecursiveCond(ev, null, f, set),
  ],
  mapAttrsToListRecursiveCond: [3, mapAttrsToListRecursiveCond],
  genAttrs: [2, genAttrs],
  "genAttrs'": [
    2,
    (ev, xs: Lazy, f: Lazy) => {
      const { items, reason } = ev.openList(xs);
      return fromPairs(
        ev,
        items.map((item) => ev.delayCall(f, item)),
        reason,
      );
    },
  ],
  isDerivation: [1, spread1(isDerivationValue)],
  optionalAttrs: [2, (ev, cond: Lazy, attrs: Lazy) => branch(ev, cond, attrs, EMPTY)],
  recurseIntoAttrs: [1, (_, attrs: Lazy) => setFlag(attrs, true)],
  dontRecurseIntoAttrs: [1, (_, attrs: Lazy) => setFlag(attrs, false)],
  unionOfDisjoint: [
    2,
    (ev, x: Lazy, y: Lazy) => {
      const left = ev.closedAttrs(x);
      const right = ev.closedAttrs(y);
      const both = right.names().filter((name) => left.map.has(name));
      const map = new Map([...left.map, ...right.map]);
      for (const name of both) {
        map.set(
          name,
          later(() => {
            const text = `unionOfDisjoint: collision on ${name}; complete list: ${both.join(" ")}`;
            throw new EvalError("throw", text);
          }),
        );
      }
      return new Attrs(map);
    },
  ],
};
