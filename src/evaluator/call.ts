import type { Span } from "../core/span.ts";
import { describe } from "./describe.ts";
import { EvalError, UnknownSignal } from "./errors.ts";
import type { Evaluator } from "./evaluator.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  Lambda,
  type Lazy,
  lazy,
  Unknown,
  type Value,
} from "./value.ts";

/** Alternatives of a choice beyond this many are not followed any more: the result is unknown. */
export const MAX_ALTERNATIVES = 8;

/** Applies a function to one argument. */
export function call(ev: Evaluator, fn: Value, argument: Lazy, at: Span | null): Value {
  if (fn instanceof Lambda) {
    if (--ev.budget.left < 0) ev.budget.exceeded();
    return fn.info.enter(fn.env, argument);
  }
  if (fn instanceof Builtin) {
    if (fn.arity === fn.args.length + 1) {
      return fn.arity === 1
        ? runBuiltin1(ev, fn, argument, at)
        : runBuiltin(ev, fn, [...fn.args, argument], at);
    }
    return new Builtin(fn.name, fn.arity, fn.code, [...fn.args, argument], fn.formals);
  }
  return callOther(ev, fn, argument, at);
}

/** Applies a function to several arguments, without intermediate values where the arity fits. */
export function callAll(ev: Evaluator, fn: Value, args: readonly Lazy[], at: Span | null): Value {
  let current = fn;
  let i = 0;
  while (i < args.length) {
    if (current instanceof Builtin) {
      const missing = current.arity - current.args.length;
      if (missing <= args.length - i) {
        const own = current.args;
        const given =
          own.length === 0 && missing === args.length
            ? args
            : [...own, ...args.slice(i, i + missing)];
        current = runBuiltin(ev, current, given, at);
        i += missing;
        continue;
      }
    }
    current = call(ev, current, args[i] as Lazy, at);
    i++;
  }
  return current;
}

function runBuiltin1(ev: Evaluator, fn: Builtin, argument: Lazy, at: Span | null): Value {
  try {
    return fn.code(ev, argument);
  } catch (error) {
    return builtinFailed(error, fn, at);
  }
}

function runBuiltin(ev: Evaluator, fn: Builtin, args: readonly Lazy[], at: Span | null): Value {
  try {
    return fn.code(ev, ...args);
  } catch (error) {
    return builtinFailed(error, fn, at);
  }
}

/** An unknown argument makes the call unknown; an error without a place gets that of the call. */
function builtinFailed(error: unknown, fn: Builtin, at: Span | null): Value {
  if (error instanceof UnknownSignal) return new Unknown(error.reason);
  if (error instanceof EvalError && at !== null) {
    if (error.at === null) error.at = at;
    else error.addFrame({ what: `while calling the '${fn.name}' builtin`, span: at });
  }
  throw error;
}

function callOther(ev: Evaluator, fn: Value, argument: Lazy, at: Span | null): Value {
  if (fn instanceof Attrs) {
    const functor = fn.get("__functor");
    if (functor !== undefined) {
      const bound = call(ev, force(functor), fn, at);
      return call(ev, bound, argument, at);
    }
  }
  if (fn instanceof Unknown) return fn;
  if (fn instanceof Choice) {
    return mapChoice(fn, (alternative) => call(ev, alternative, argument, at));
  }
  throw new EvalError(
    "type",
    `attempt to call something which is not a function but ${describe(fn)}`,
    at,
  );
}

/** The choice of what `f` makes of each alternative; too many alternatives become unknown. */
export function mapChoice(choice: Choice, f: (alternative: Value) => Value): Value {
  if (choice.alternatives.length > MAX_ALTERNATIVES) return new Unknown(choice.reason);
  return new Choice(
    choice.alternatives.map((alternative) => lazy(() => f(force(alternative)))),
    choice.reason,
  );
}
