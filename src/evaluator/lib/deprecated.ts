import type { BuiltinTable } from "../builtins/define.ts";
import { coerceToText } from "../coerce.ts";
import { equal } from "../equality.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts } from "../text.ts";
import { concatLists, update } from "../update.ts";
import { Attrs, Builtin, force, type Lazy, type List, OpenList, type Value } from "../value.ts";
import { attrOr, later, select } from "./later.ts";
import { indexed } from "./lists.ts";
import { Membership } from "./membership.ts";
import { functionOf, isFunction, patternFunction } from "./native.ts";
import { callBuiltin } from "./surroundings.ts";

/** `lib.misc`: functions that nixpkgs keeps for old code only. */

const EMPTY = new Attrs(new Map());

function attributeOr(value: Lazy, name: string, fallback: Lazy): Value {
  return force(attrOr(force(value), name) ?? fallback);
}

function setAttr(set: Lazy, name: string, value: Lazy): Value {
  return update(force(set), new Attrs(new Map([[name, value]])), null);
}

/** `x // (if y is a set then y else y x)`. */
function defaultMergeArg(ev: Evaluator, x: Lazy, y: Lazy): Value {
  const value = ev.known(y);
  return value instanceof Attrs ? value : ev.call(value, x);
}

function foldArgs(ev: Evaluator, merger: Lazy, f: Lazy, init: Lazy, x: Lazy): Value {
  const arg = ev.delayCall(
    merger,
    init,
    later(() => defaultMergeArg(ev, init, x)),
  );
  const base = later(() => {
    const result = ev.call(force(f), arg);
    const passthru = later(() => {
      const old = attributeOr(result, "passthru", EMPTY);
      const args = later(() => {
        const before = attributeOr(attributeOr(old, "passthru", EMPTY), "args", EMPTY);
        return update(before, force(x), null);
      });
      const again = new Builtin("lib.foldArgs", 4, foldArgs, [merger, f, arg]);
      return update(old, Attrs.of({ function: again, args }), null);
    });
    return setAttr(result, "passthru", passthru);
  });
  const override = later(() => select(ev, select(ev, base, "passthru"), "function"));
  return setAttr(base, "override", override);
}

/** The value, or the empty value of its type. */
function ifEnable(ev: Evaluator, condition: Lazy, value: Lazy): Value {
  if (ev.bool(condition)) return force(value);
  const forced = ev.known(value);
  if (Array.isArray(forced) || forced instanceof OpenList) return [];
  if (forced instanceof Attrs) return EMPTY;
  return typeof forced === "boolean" ? false : null;
}

function checkFlag(ev: Evaluator, attrs: Lazy, name: Lazy): Value {
  const flag = ev.text(name);
  if (flag === "true" || flag === "false") return flag === "true";
  if (Membership.of(ev, attributeOr(attrs, "flags", [])).has(name)) return true;
  return attributeOr(attrs, flag, false);
}

function getValue(ev: Evaluator, attrs: Lazy, defaults: Lazy, name: Lazy): Value {
  const wanted = ev.text(name);
  const fallback = later(() => {
    if (ev.bool(checkFlag(ev, attrs, name))) return true;
    for (const pair of ev.list(defaults)) {
      const [key, value] = ev.list(pair);
      if (equal(key as Lazy, name)) return force(value as Lazy);
    }
    return null;
  });
  return attributeOr(attrs, wanted, fallback);
}

function checkReqs(ev: Evaluator, attrs: Lazy, defaults: Lazy, conditions: Lazy): boolean {
  return ev.list(conditions).every((condition) => {
    const [flag, ...required] = ev.list(condition);
    if (!ev.bool(checkFlag(ev, attrs, flag as Lazy))) return true;
    return required.every((name) => {
      const value = ev.known(getValue(ev, attrs, defaults, name));
      return value !== null && value !== false;
    });
  });
}

function uniqList(ev: Evaluator, list: Lazy, known: Lazy): List {
  const seen = Membership.of(ev, known);
  return ev.list(list).filter((item) => {
    if (seen.has(item)) return false;
    seen.add(item);
    return true;
  });
}

const uniqListExt = patternFunction(
  "uniqListExt",
  { inputList: false, outputList: true, getter: true, compare: true },
  (ev, args) => {
    const getter = args.get("getter");
    const compare = args.get("compare");
    const key = (x: Lazy): Lazy => (getter === undefined ? x : ev.delayCall(getter, x));
    const same = (x: Lazy, y: Lazy): boolean =>
      compare === undefined
        ? equal(key(x), key(y))
        : ev.bool(ev.call2(force(compare), key(x), key(y)));
    const output = [...ev.list(args.get("outputList") ?? [])];
    for (const item of ev.list(args.get("inputList") as Lazy)) {
      if (!output.some((other) => same(other, item))) output.push(item);
    }
    return output;
  },
);

function condConcat(ev: Evaluator, name: Lazy, list: Lazy, checker: Lazy): Value {
  let text = force(name);
  const items = ev.list(list);
  for (let i = 0; i + 1 < items.length; i += 2) {
    if (!ev.bool(ev.call(force(checker), items[i] as Lazy))) continue;
    text = concatTexts([
      coerceToText(ev, text, "add"),
      coerceToText(ev, items[i + 1] as Lazy, "add"),
    ]);
  }
  return text;
}

function lazyClosure(ev: Evaluator, startSet: Lazy, operator: Lazy): Value {
  const done = new Membership();
  const work = [...ev.list(startSet)];
  const result: List = [];
  for (let i = 0; i < work.length; i++) {
    const item = work[i] as Lazy;
    const key = select(ev, item, "key");
    if (done.has(key)) continue;
    done.add(key);
    result.unshift(item);
    for (const next of ev.list(ev.call(force(operator), item))) work.push(next);
  }
  return result;
}

function modifySumArgs(ev: Evaluator, f: Lazy, x: Lazy, a: Lazy, b: Lazy): Value {
  if (ev.known(b) === null) return update(ev.call2(force(f), a, b), force(x), null);
  const sum = later(() => update(force(a), force(b), null));
  return new Builtin("lib.innerModifySumArgs", 4, modifySumArgs, [f, x, sum]);
}

const PROPAGATED = ["propagatedBuildInputs", "propagatedNativeBuildInputs"];

function innerClosePropagation(ev: Evaluator, acc: Lazy, xs: Lazy): Value {
  let open = [...ev.list(xs)];
  if (open.length === 0) return force(acc);
  let done = [...ev.list(acc)];
  while (open.length > 0) {
    const [first, ...others] = open as [Lazy, ...Lazy[]];
    const value = ev.known(first);
    open = others;
    if (!(value instanceof Attrs)) continue;
    done = [value, ...done];
    const more = PROPAGATED.flatMap((name) => ev.list(attributeOr(value, name, [])));
    open = uniqList(ev, [...more, ...others], done);
  }
  return done;
}

function closePropagation(ev: Evaluator, list: Lazy): Value {
  const entry = (x: Lazy): Lazy => Attrs.of({ key: later(() => select(ev, x, "outPath")), val: x });
  const entries = (xs: readonly Lazy[]) => xs.filter((x) => ev.known(x) !== null).map(entry);
  const operator = functionOf("closePropagation", (_, item) => {
    const value = ev.known(select(ev, item, "val"));
    if (!(value instanceof Attrs)) return [];
    return entries(PROPAGATED.flatMap((name) => ev.list(attributeOr(value, name, []))));
  });
  const closure = callBuiltin(
    ev,
    "genericClosure",
    Attrs.of({ startSet: entries(ev.list(list)), operator }),
  );
  return ev.list(closure).map((item) => later(() => select(ev, item, "val")));
}

/** `set1` with what `set2` has besides, and `f` of both where both have a name. */
function mergeAttrsWith(
  ev: Evaluator,
  f: (a: Lazy, b: Lazy) => Value,
  set1: Lazy,
  set2: Lazy,
): Value {
  const left = ev.closedAttrs(set1);
  const right = ev.closedAttrs(set2);
  const map = new Map([...right.map, ...left.map]);
  // As the original has it, the left value of a name that only the right side has is the right one's own.
  for (const [name, value] of right.map) {
    const own = map.get(name) as Lazy;
    map.set(
      name,
      later(() => f(own, value)),
    );
  }
  return new Attrs(map);
}

function toList(ev: Evaluator, value: Lazy): Value {
  const forced = ev.known(value);
  return Array.isArray(forced) || forced instanceof OpenList ? forced : [value];
}

const mergeAttrsNoOverride = patternFunction(
  "mergeAttrsNoOverride",
  { mergeLists: true, overrideSnd: true },
  (ev, args) => {
    const lists = Membership.of(
      ev,
      args.get("mergeLists") ?? ["buildInputs", "propagatedBuildInputs"],
    );
    const kept = Membership.of(ev, args.get("overrideSnd") ?? ["buildPhase"]);
    return new Builtin("lib.mergeAttrsNoOverride", 2, (_, attrs1: Lazy, attrs2: Lazy) => {
      const left = ev.closedAttrs(attrs1);
      const map = new Map(left.map);
      for (const [name, value] of ev.closedAttrs(attrs2).map) {
        const own = left.map.get(name);
        if (own === undefined) map.set(name, value);
        else if (lists.has(name)) {
          map.set(
            name,
            later(() => concatLists(force(value), force(own), null)),
          );
        } else if (!kept.has(name)) {
          map.set(
            name,
            later(() => {
              const text = `error mergeAttrsNoOverride, attribute ${name} given in both attributes - no merge func defined`;
              throw new EvalError("throw", text);
            }),
          );
        }
      }
      return new Attrs(map);
    });
  },
);

const concat = new Builtin("lib.concat", 2, (_, x: Lazy, y: Lazy) =>
  concatLists(force(x), force(y), null),
);
const merge = new Builtin("lib.mergeAttrs", 2, (_, x: Lazy, y: Lazy) =>
  update(force(x), force(y), null),
);
const joinLines = new Builtin("lib.mergeAttrBy", 2, (ev, a: Lazy, b: Lazy) =>
  concatTexts([coerceToText(ev, a, "interpolation"), "\n", coerceToText(ev, b, "interpolation")]),
);

/** How attributes of derivations are merged, by their names. */
const mergeAttrBy = new Attrs(
  new Map<string, Lazy>([
    ...[
      "nativeBuildInputs",
      "buildInputs",
      "propagatedBuildInputs",
      "configureFlags",
      "prePhases",
      "postAll",
      "patches",
    ].map((name): [string, Lazy] => [name, concat]),
    ...["passthru", "meta", "cfg", "flags"].map((name): [string, Lazy] => [name, merge]),
    ["preConfigure", joinLines],
    ["postInstall", joinLines],
  ]),
);

function mergeAttrByFunc(ev: Evaluator, x: Lazy, y: Lazy): Value {
  const left = ev.closedAttrs(x);
  const right = ev.closedAttrs(y);
  const how = update(
    update(Attrs.of({ mergeAttrBy: merge }), attributeOr(left, "mergeAttrBy", EMPTY), null),
    attributeOr(right, "mergeAttrBy", EMPTY),
    null,
  );
  const map = new Map([...left.map, ...right.map]);
  for (const [name, f] of ev.closedAttrs(how).map) {
    const a = left.map.get(name);
    const b = right.map.get(name);
    if (a !== undefined && b !== undefined) map.set(name, ev.delayCall(f, a, b));
  }
  return new Attrs(map);
}

function mergeAllByFunc(ev: Evaluator, list: Lazy): Value {
  let merged: Value = Attrs.of({ mergeAttrBy });
  for (const one of ev.list(list)) merged = mergeAttrByFunc(ev, merged, one);
  return merged;
}

function nixType(ev: Evaluator, x: Lazy): string {
  const value = ev.known(x);
  if (value instanceof Attrs)
    return attrOr(value, "outPath") === undefined ? "attrs" : "derivation";
  if (isFunction(ev, value)) return "function";
  if (Array.isArray(value) || value instanceof OpenList) return "list";
  if (typeof value === "boolean") return "bool";
  if (value === null) return "null";
  return typeof value === "number" || typeof value === "bigint" ? "int" : "string";
}

export const deprecatedTable: BuiltinTable = {
  maybeEnv: [
    2,
    (ev, name: Lazy, fallback: Lazy) => {
      const value = callBuiltin(ev, "getEnv", name);
      return value === "" ? force(fallback) : value;
    },
  ],
  defaultMergeArg: [2, defaultMergeArg],
  defaultMerge: [2, (ev, x: Lazy, y: Lazy) => update(force(x), defaultMergeArg(ev, x, y), null)],
  foldArgs: [4, foldArgs],
  maybeAttr: [
    3,
    (ev, name: Lazy, fallback: Lazy, attrs: Lazy) => attributeOr(attrs, ev.text(name), fallback),
  ],
  maybeAttrNullable: [
    3,
    (ev, name: Lazy, fallback: Lazy, attrs: Lazy) => attributeOr(attrs, ev.text(name), fallback),
  ],
  ifEnable: [2, ifEnable],
  checkFlag: [2, checkFlag],
  getValue: [3, getValue],
  checkReqs: [3, checkReqs],
  condConcat: [3, condConcat],
  innerModifySumArgs: [4, modifySumArgs],
  modifySumArgs: [
    2,
    (_, f: Lazy, x: Lazy) => new Builtin("lib.innerModifySumArgs", 4, modifySumArgs, [f, x, EMPTY]),
  ],
  innerClosePropagation: [2, innerClosePropagation],
  closePropagationSlow: [
    1,
    (ev, list: Lazy) => uniqList(ev, innerClosePropagation(ev, [], list), []),
  ],
  closePropagationFast: [1, closePropagation],
  closePropagation: [1, closePropagation],
  nvs: [2, (ev, name: Lazy, value: Lazy) => new Attrs(new Map([[ev.text(name), value]]))],
  setAttr: [3, (ev, set: Lazy, name: Lazy, value: Lazy) => setAttr(set, ev.text(name), value)],
  setAttrMerge: [
    4,
    (ev, name: Lazy, fallback: Lazy, attrs: Lazy, f: Lazy) => {
      const key = ev.text(name);
      const old = later(() => attributeOr(attrs, key, fallback));
      return setAttr(attrs, key, ev.delayCall(f, old));
    },
  ],
  mergeAttrsWithFunc: [
    3,
    (ev, f: Lazy, set1: Lazy, set2: Lazy) =>
      mergeAttrsWith(ev, (a, b) => ev.call2(force(f), a, b), set1, set2),
  ],
  mergeAttrsConcatenateValues: [
    2,
    (ev, set1: Lazy, set2: Lazy) =>
      mergeAttrsWith(ev, (a, b) => concatLists(toList(ev, a), toList(ev, b), null), set1, set2),
  ],
  mergeAttrByFunc: [2, mergeAttrByFunc],
  imap: [2, (ev, f: Lazy, list: Lazy) => indexed(ev, list, f, 1)],
  mergeAttrsByFuncDefaults: [1, mergeAllByFunc],
  mergeAttrsByFuncDefaultsClean: [
    1,
    (ev, list: Lazy) => callBuiltin(ev, "removeAttrs", mergeAllByFunc(ev, list), ["mergeAttrBy"]),
  ],
  nixType: [1, nixType],
};

export const deprecatedValues: ReadonlyMap<string, Lazy> = new Map<string, Lazy>([
  ["mergeAttrBy", mergeAttrBy],
  ["mergeAttrsNoOverride", mergeAttrsNoOverride],
  ["uniqListExt", uniqListExt],
  [
    "uniqList",
    patternFunction("uniqList", { inputList: false, acc: true }, (ev, args) =>
      uniqList(ev, args.get("inputList") as Lazy, args.get("acc") ?? []),
    ),
  ],
  [
    "lazyGenericClosure",
    patternFunction("lazyGenericClosure", { startSet: false, operator: false }, (ev, args) =>
      lazyClosure(ev, args.get("startSet") as Lazy, args.get("operator") as Lazy),
    ),
  ],
  ["fakeHash", `sha256-${"A".repeat(43)}=`],
  ["fakeSha256", "0".repeat(64)],
  ["fakeSha512", "0".repeat(128)],
]);
