import type { BuiltinTable } from "../builtins/define.ts";
import { nixPosition } from "../builtins/position.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { update } from "../update.ts";
import { Attrs, force, type Lazy, OpenList, Unknown, type Value } from "../value.ts";
import { isDerivationValue, mapValues } from "./attrsets.ts";
import { attrOr, factOf, later, select, selectLazy } from "./later.ts";
import {
  builtin,
  functionArgs,
  functionOf,
  functorOf,
  isFunction,
  patternFunction,
} from "./native.ts";
import { callBuiltin } from "./surroundings.ts";
import { messageText } from "./trivial.ts";

/** `lib.customisation`: functions and packages whose arguments can be changed afterwards. */

/** A set with a single attribute, or none where the name is not wanted. */
function only(name: string, value: Lazy | null): Attrs {
  return new Attrs(value === null ? new Map() : new Map([[name, value]]));
}

/** `lib.makeOverridable`: a function that remembers its arguments in the `override` of its results. */
export function makeOverridable(ev: Evaluator, f: Lazy): Value {
  const args = later(() => functionArgs(ev, f));
  const mirror = (g: Lazy) => functorOf(g, args);
  const fn = force(f);
  const again = (change: (args: Lazy) => Value, original: Lazy): Value =>
    ev.call(makeOverridable(ev, mirror(functionOf("overridden", (_, a) => change(a)))), original);
  const wrapped = functionOf("makeOverridable", (_, original) => {
    const result = ev.call(fn, original);
    const override = mirror(
      functionOf("override", (_ev, given) => {
        const changed = later(() => {
          const fresh = isFunction(ev, given) ? ev.call(force(given), original) : force(given);
          return update(force(original), fresh, null);
        });
        return ev.call(makeOverridable(ev, f), changed);
      }),
    );
    if (result instanceof Attrs) {
      const added = new Map<string, Lazy>([["override", override]]);
      const redone =
        (then: (value: Value, change: Lazy) => Value) =>
        (_ev: Evaluator, change: Lazy): Value =>
          again((newArgs) => then(ev.call(fn, newArgs), change), original);
      added.set(
        "overrideDerivation",
        functionOf(
          "overrideDerivation",
          redone((value, change) => overrideDerivation(ev, value, change)),
        ),
      );
      if (result.map.has("overrideAttrs")) {
        added.set(
          "overrideAttrs",
          functionOf(
            "overrideAttrs",
            redone((value, change) => ev.call(select(ev, value, "overrideAttrs"), change)),
          ),
        );
      }
      return update(result, new Attrs(added), null);
    }
    if (result instanceof Unknown || !isFunction(ev, result)) return result;
    const functor = functorOf(
      result,
      later(() => functionArgs(ev, result)),
    );
    return update(functor, only("override", override), null);
  });
  const mirrored = mirror(wrapped);
  if (!(fn instanceof Attrs)) return mirrored;
  const own = fn.map.get("override");
  const override =
    own === undefined
      ? null
      : functionOf("override", (_, change) => makeOverridable(ev, ev.call(force(own), change)));
  return update(update(fn, mirrored, null), only("override", override), null);
}

/** The function that a package file is, imported where a path was given. */
function packageFunction(ev: Evaluator, fn: Lazy): Value {
  return isFunction(ev, fn) ? force(fn) : ev.call(builtin(ev, "import"), fn);
}

function callPackageWith(ev: Evaluator, autoArgs: Lazy, fn: Lazy, args: Lazy): Value {
  const f = packageFunction(ev, fn);
  const formals = functionArgs(ev, f);
  const auto = callBuiltin(ev, "intersectAttrs", formals, autoArgs);
  const all = update(auto, force(args), null);
  if (all instanceof Attrs && all.rest === null && formals instanceof Attrs) {
    for (const name of formals.names()) {
      if (all.map.has(name) || force(formals.map.get(name) as Lazy) !== false) continue;
      throw missingArgument(ev, name, formals, update(force(autoArgs), force(args), null));
    }
  }
  return ev.call(makeOverridable(ev, f), all);
}

function missingArgument(ev: Evaluator, name: string, formals: Attrs, given: Value): EvalError {
  const span = formals.position(name);
  const place =
    span === undefined ? "<unknown location>" : `${span.file.path}:${nixPosition(span).line}`;
  const near = given instanceof Attrs ? suggestions(ev, name, given) : [];
  const last = near.pop();
  const hint =
    last === undefined
      ? ""
      : `, did you mean ${near.length === 0 ? last : `${near.join(", ")} or ${last}`}?`;
  return new EvalError(
    "abort",
    `evaluation aborted with the following error message: 'lib.customisation.callPackageWith: Function called without required argument "${name}" at ${place}${hint}'`,
    span ?? null,
    name,
  );
}

/** The three nearest names, of those that are at most two edits away. */
function suggestions(ev: Evaluator, name: string, given: Attrs): string[] {
  const distances: [number, string][] = [];
  for (const other of given.names()) {
    if (Math.abs(other.length - name.length) > 2) continue;
    const distance = editDistance(ev, name, other);
    if (distance <= 2) distances.push([distance, other]);
  }
  distances.sort((a, b) => a[0] - b[0]);
  return distances.slice(0, 3).map(([, other]) => `"${other}"`);
}

function editDistance(_ev: Evaluator, a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

function callPackagesWith(ev: Evaluator, autoArgs: Lazy, fn: Lazy, args: Lazy): Value {
  const f = packageFunction(ev, fn);
  const formals = later(() => functionArgs(ev, f));
  const auto = callBuiltin(ev, "intersectAttrs", formals, autoArgs);
  const original = update(auto, force(args), null);
  const pkgs = ev.attrs(ev.call(f, original));
  if (pkgs.map.has("type") && isDerivationValue(ev, pkgs)) {
    const name = messageText(ev, factOf(pkgs, "name") ?? "<unknown-name>");
    throw new EvalError(
      "throw",
      `function \`callPackages\` was called on a *single* derivation "${name}"; did you mean to use \`callPackage\` instead?`,
    );
  }
  return mapValues(pkgs, (name) =>
    later(() => {
      const one = functionOf("callPackages", (_, newArgs) => select(ev, ev.call(f, newArgs), name));
      return ev.call(makeOverridable(ev, functorOf(one, formals)), original);
    }),
  );
}

function held(ev: Evaluator, condition: Lazy, value: () => Value): Lazy {
  return later(() => {
    const holds = force(condition);
    // Evaluation can only go on if it holds.
    if (holds instanceof Unknown || ev.bool(holds)) return value();
    throw new EvalError("assertion", "assertion 'condition' failed");
  });
}

/** `lib.extendDerivation`: attributes for a derivation and each of its outputs, and a condition for its paths. */
function extendDerivation(ev: Evaluator, condition: Lazy, passthru: Lazy, drv: Lazy): Value {
  const derivation = force(drv);
  const common: Lazy = later(() => {
    const attrs = new Map<string, Lazy>();
    const all: Lazy[] = [];
    // Outputs that are not known are what the derivation itself has of them.
    const { items, reason } = ev.openList(factOf(derivation, "outputs") ?? ["out"]);
    for (const output of items) {
      const name = ev.text(output);
      const value = later(() => outputOf(name));
      attrs.set(name, value);
      all.push(value);
    }
    attrs.set("all", reason === null ? all : new OpenList(all, reason));
    const extended = update(update(derivation, new Attrs(attrs), null), force(passthru), null);
    return update(
      extended,
      pathsOf(() => derivation),
      null,
    );
  });
  const pathsOf = (of: () => Value): Attrs =>
    new Attrs(
      new Map(
        ["drvPath", "outPath"].map((name) => [
          name,
          held(ev, condition, () => select(ev, of(), name)),
        ]),
      ),
    );
  const outputOf = (output: string): Value => {
    const own = () => select(ev, derivation, output);
    const attrs = new Map(pathsOf(own).map);
    for (const name of ["type", "outputName"])
      attrs.set(
        name,
        later(() => select(ev, own(), name)),
      );
    attrs.set("outputSpecified", true);
    const overrideAttrs = attrOr(force(passthru), "overrideAttrs");
    if (overrideAttrs !== undefined) {
      const change = functionOf("overrideAttrs", (_, f) =>
        select(ev, ev.call(force(overrideAttrs), f), output),
      );
      attrs.set("overrideAttrs", change);
    }
    return update(force(common), new Attrs(attrs), null);
  };
  return force(common);
}

/** `lib.overrideDerivation`. */
export function overrideDerivation(ev: Evaluator, drv: Lazy, f: Lazy): Value {
  const old = force(drv);
  const fresh = later(() => {
    const changed = update(
      force(factOf(old, "drvAttrs") ?? selectLazy(ev, old, "drvAttrs")),
      ev.call(force(f), old),
      null,
    );
    return callBuiltin(ev, "derivation", changed);
  });
  const condition = later(() => {
    select(ev, old, "drvPath");
    return true;
  });
  const passthru = later(() => {
    const own = factOf(old, "passthru") ?? new Attrs(new Map());
    const base = Attrs.of({ meta: factOf(old, "meta") ?? new Attrs(new Map()), passthru: own });
    const spliced = old instanceof Attrs ? old.map.get("__spliced") : undefined;
    const map =
      spliced === undefined
        ? null
        : later(() =>
            mapValues(ev.attrs(spliced), (_, one) => later(() => overrideDerivation(ev, one, f))),
          );
    return update(update(base, force(own), null), only("__spliced", map), null);
  });
  return extendDerivation(ev, condition, passthru, fresh);
}

function hydraJob(ev: Evaluator, drv: Lazy): Value {
  const value = ev.known(drv);
  if (value === null) return null;
  const outputs = ev.list(factOf(value, "outputs") ?? ["out"]);
  const common = new Map<string, Lazy>([["outputs", outputs]]);
  for (const name of ["name", "system", "meta"])
    common.set(
      name,
      later(() => select(ev, value, name)),
    );
  const aggregate = factOf(value, "_hydraAggregate");
  if (aggregate !== undefined && ev.bool(aggregate)) {
    common.set("_hydraAggregate", true);
    common.set(
      "constituents",
      later(() =>
        ev.list(select(ev, value, "constituents")).map((one) => later(() => hydraJob(ev, one))),
      ),
    );
  }
  for (const output of outputs) {
    const outputName = ev.text(output);
    common.set(
      outputName,
      later(() => jobOutput(outputName)),
    );
  }
  const jobOutput = (outputName: string): Value => {
    const own = later(() => select(ev, value, outputName));
    const map = new Map(common);
    for (const name of ["outPath", "drvPath"])
      map.set(
        name,
        later(() => select(ev, own, name)),
      );
    map.set("type", "derivation");
    map.set("outputName", outputName);
    return new Attrs(map);
  };
  const first = force(common.get(ev.text(outputs[0] as Lazy)) as Lazy);
  return callBuiltin(ev, "deepSeq", first, first);
}

const extendMkDerivation = patternFunction(
  "extendMkDerivation",
  {
    constructDrv: false,
    excludeDrvArgNames: true,
    excludeFunctionArgNames: true,
    extendDrvArgs: false,
    inheritFunctionArgs: true,
    transformDrv: true,
  },
  (ev, args) => {
    const get = (name: string): Lazy => args.get(name) as Lazy;
    const excluded = args.get("excludeDrvArgNames") ?? [];
    const transform = args.get("transformDrv");
    const extend = get("extendDrvArgs");
    const functor = functionOf("__functor", () =>
      functionOf("extendMkDerivation", (_, given) => {
        const final = functionOf("extendMkDerivation", (_ev, self) => {
          const previous = isFunction(ev, given) ? ev.call(force(given), self) : force(given);
          const kept = callBuiltin(ev, "removeAttrs", previous, excluded);
          return update(kept, ev.call2(force(extend), self, previous), null);
        });
        const drv = ev.delayCall(get("constructDrv"), final);
        return transform === undefined ? force(drv) : ev.call(force(transform), drv);
      }),
    );
    const claimed = later(() => {
      const inherits = args.get("inheritFunctionArgs") ?? true;
      const base = ev.bool(inherits)
        ? callBuiltin(ev, "removeAttrs", functionArgs(ev, get("constructDrv")), excluded)
        : new Attrs(new Map());
      const own = functionArgs(ev, ev.call(force(extend), new Attrs(new Map())));
      const without = args.get("excludeFunctionArgNames") ?? [];
      return callBuiltin(ev, "removeAttrs", update(base, own, null), without);
    });
    return Attrs.of({
      __functor: functor,
      __functionArgs: claimed,
      constructDrv: get("constructDrv"),
      excludeDrvArgNames: excluded,
      extendDrvArgs: extend,
      transformDrv: transform ?? functionOf("lib.id", (_, x) => force(x)),
    });
  },
);

const CROSS = ["buildBuild", "buildHost", "buildTarget", "hostHost", "hostTarget", "targetTarget"];

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const mapCrossIndexFormals = Object.fromEntries(CROSS.map((name) => [name, false]));

export const customisationTable: BuiltinTable = {
  overrideDerivation: [2, overrideDerivation],
  makeOverridable: [1, makeOverridable],
  callPackageWith: [3, callPackageWith],
  callPackagesWith: [3, callPackagesWith],
  extendDerivation: [3, extendDerivation],
  hydraJob: [1, hydraJob],
  renameCrossIndexFrom: [
    2,
    (ev, prefix: Lazy, x: Lazy) =>
      new Attrs(
        new Map(
          CROSS.map((name) => [
            name,
            later(() => select(ev, x, ev.text(prefix) + capitalised(name))),
          ]),
        ),
      ),
  ],
  renameCrossIndexTo: [
    2,
    (ev, prefix: Lazy, x: Lazy) => {
      const start = ev.text(prefix);
      return new Attrs(
        new Map(CROSS.map((name) => [start + capitalised(name), later(() => select(ev, x, name))])),
      );
    },
  ],
  mapCrossIndex: [
    1,
    (ev, f: Lazy) =>
      patternFunction(
        "mapCrossIndex",
        mapCrossIndexFormals,
        (_, args) =>
          new Attrs(new Map(CROSS.map((name) => [name, ev.delayCall(f, args.get(name) as Lazy)]))),
      ),
  ],
};

export const customisationValues: ReadonlyMap<string, Lazy> = new Map([
  ["extendMkDerivation", extendMkDerivation],
]);
