import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, Builtin, type BuiltinCode, force, type Lazy, type Value } from "../value.ts";
import { notModelled } from "./later.ts";

/** Functions that native code makes, calls and looks at. */

/** A builtin of the evaluator, for library functions that do nothing else. */
export function builtin(ev: Evaluator, name: string): Value {
  const value = ev.builtins.get(name);
  return value === undefined ? notModelled(`builtins.${name}`) : force(value);
}

/** `lib.id`. */
export const IDENTITY = new Builtin("lib.id", 1, (_, x: Lazy) => force(x));

/** A function of one argument. */
export function functionOf(name: string, code: (ev: Evaluator, argument: Lazy) => Value): Builtin {
  return new Builtin(name, 1, code);
}

/** A set that can be called, with the arguments it says it takes. */
export function functorOf(f: Lazy, args: Lazy): Attrs {
  return new Attrs(
    new Map<string, Lazy>([
      ["__functor", new Builtin("__functor", 1, () => force(f))],
      ["__functionArgs", args],
    ]),
  );
}

/** `lib.isFunction`: something to call, sets with a `__functor` included. */
export function isFunction(ev: Evaluator, value: Lazy): boolean {
  const forced = ev.known(value);
  if (!(forced instanceof Attrs)) return ev.bool(ev.call(builtin(ev, "isFunction"), forced));
  const functor = forced.map.get("__functor");
  return functor !== undefined && isPlainFunction(ev, ev.call(force(functor), forced));
}

function isPlainFunction(ev: Evaluator, value: Value): boolean {
  return ev.bool(ev.call(builtin(ev, "isFunction"), value));
}

/** `lib.functionArgs`: the formals of a function, or those that a set which can be called claims to have. */
export function functionArgs(ev: Evaluator, f: Lazy): Value {
  const forced = ev.known(f);
  if (!(forced instanceof Attrs)) return ev.call(builtin(ev, "functionArgs"), forced);
  const functor = forced.map.get("__functor");
  if (functor === undefined) return ev.call(builtin(ev, "functionArgs"), forced);
  const claimed = forced.map.get("__functionArgs");
  if (claimed !== undefined) return force(claimed);
  return functionArgs(ev, ev.call(force(functor), forced));
}

/** The formals of a native function that takes a set: name → has a default. */
export type Formals = Readonly<Record<string, boolean>>;

/** A native function with a set pattern, checked as the language checks its own. */
export function patternFunction(
  name: string,
  formals: Formals,
  code: (ev: Evaluator, args: Attrs) => Value,
  ellipsis = false,
): Builtin {
  const checked: BuiltinCode = (ev, argument: Lazy) => {
    const args = ev.attrs(argument);
    checkFormals(name, formals, args, ellipsis);
    return code(ev, args);
  };
  return new Builtin(name, 1, checked, [], new Map(Object.entries(formals)));
}

/** Throws what Nix does for an argument that is missing or that nobody expects. */
export function checkFormals(name: string, formals: Formals, args: Attrs, ellipsis: boolean): void {
  for (const [formal, hasDefault] of Object.entries(formals)) {
    if (!hasDefault && args.rest === null && !args.map.has(formal)) {
      const text = `function '${name}' called without required argument '${formal}'`;
      throw new EvalError("missing-argument", text, null, formal);
    }
  }
  if (ellipsis) return;
  for (const given of args.names()) {
    if (!Object.hasOwn(formals, given)) {
      const text = `function '${name}' called with unexpected argument '${given}'`;
      throw new EvalError("unexpected-argument", text, null, given);
    }
  }
}
