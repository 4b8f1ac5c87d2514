import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, Builtin, type Lazy, type Value } from "../value.ts";

/** The attributes of a set pattern: whether each may be left out. */
export type Formals = Readonly<Record<string, "required" | "optional">>;

/** Native code behind `{ a, b ? …, … }:`; it gets the set as given, defaults are its own affair. */
export type PatternCode = (ev: Evaluator, args: Attrs) => Value;

/** A function of a set pattern, which `functionArgs` sees as such. */
export function patternFunction(
  name: string,
  formals: Formals,
  code: PatternCode,
  ellipsis = false,
): Builtin {
  const info = new Map(Object.entries(formals).map(([key, kind]) => [key, kind === "optional"]));
  return new Builtin(
    name,
    1,
    (ev: Evaluator, value: Lazy) => {
      const args = ev.attrs(value);
      checkArguments(name, formals, args, ellipsis);
      return code(ev, args);
    },
    [],
    info,
  );
}

/** Throws as Nix does when a set does not fit a pattern. */
export function checkArguments(
  name: string,
  formals: Formals,
  args: Attrs,
  ellipsis = false,
): void {
  for (const [key, kind] of Object.entries(formals)) {
    if (kind === "required" && args.get(key) === undefined) {
      throw new EvalError(
        "missing-argument",
        `function '${name}' called without required argument '${key}'`,
        null,
        key,
      );
    }
  }
  if (ellipsis) return;
  for (const key of args.map.keys()) {
    if (!Object.hasOwn(formals, key)) {
      throw new EvalError(
        "unexpected-argument",
        `function '${name}' called with unexpected argument '${key}'`,
        null,
        key,
      );
    }
  }
}

/** A set without attributes, as an argument where nothing is asked of the defaults. */
export const NO_ARGUMENTS = new Attrs(new Map());
