import { EvalError } from "../../evaluator/errors.ts";
import type { Evaluator } from "../../evaluator/evaluator.ts";
import { later } from "../../evaluator/lib/later.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";

/** A path given as a Nix list of names. */
export function pathOf(ev: Evaluator, list: Lazy): string[] {
  return ev.list(list).map((name) => ev.text(name));
}

/** `lib.setAttrByPath`: a set around the value for each name. */
export function setByPath(path: readonly string[], value: Lazy): Lazy {
  let result = value;
  for (let i = path.length - 1; i >= 0; i--) {
    result = new Attrs(new Map([[path[i] as string, result]]));
  }
  return result;
}

/** `lib.attrByPath` with undefined for a path that is not there; what is open on the way is unknown. */
export function getByPath(value: Lazy, path: readonly string[]): Value | undefined {
  let current = force(value);
  for (const name of path) {
    if (current instanceof Unknown || current instanceof Choice) {
      return new Unknown(current.reason);
    }
    if (!(current instanceof Attrs)) return undefined;
    const next = current.get(name);
    if (next === undefined) return undefined;
    current = force(next);
  }
  return current;
}

/** `value.name`, not forced before it is used; `fallback` where it is not there. */
export function attribute(ev: Evaluator, value: Lazy, name: string, fallback?: Lazy): Lazy {
  return later(() => {
    const set = ev.attrs(value);
    const found = set.get(name);
    if (found !== undefined) return force(found);
    if (fallback !== undefined) return force(fallback);
    throw new EvalError("missing-attribute", `attribute '${name}' missing`, null, name);
  });
}
