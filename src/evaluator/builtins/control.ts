import { coerceToText } from "../coerce.ts";
import { deepForce } from "../deep.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { print } from "../print.ts";
import { piecesOf } from "../text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  PartialText,
  Thunk,
  Unknown,
  type Value,
} from "../value.ts";
import { genericClosure } from "./closure.ts";
import type { BuiltinTable } from "./define.ts";

/** Builtins that fail, force, print or iterate: https://nix.dev/manual/nix/latest/language/builtins */
export const controlBuiltins: BuiltinTable = {
  throw: [1, (ev, message) => fail(ev, message, "throw")],
  abort: [1, (ev, message) => fail(ev, message, "abort")],
  tryEval: [1, tryEval],
  seq: [2, seq],
  deepSeq: [2, deepSeq],
  trace: [2, trace],
  traceVerbose: [2, (_, __, value: Lazy) => force(value)],
  warn: [2, warn],
  break: [1, (_, value: Lazy) => force(value)],
  addErrorContext: [2, addErrorContext],
  genericClosure: [1, genericClosure],
};

/** The text of a message, with marks for what is not known of it. */
function messageText(ev: Evaluator, message: Lazy): string {
  return piecesOf(coerceToText(ev, message, "interpolation"))
    .map((piece) => (typeof piece === "string" ? piece : `«unknown: ${piece.reason.text}»`))
    .join("");
}

function fail(ev: Evaluator, message: Lazy, kind: "throw" | "abort"): never {
  const text = messageText(ev, message);
  throw new EvalError(
    kind,
    kind === "throw" ? text : `evaluation aborted with the following error message: '${text}'`,
  );
}

function tryEval(_: Evaluator, value: Lazy): Value {
  let result: Value;
  try {
    result = force(value);
  } catch (error) {
    if (!(error instanceof EvalError && error.catchable)) throw error;
    return Attrs.of({ success: false, value: false });
  }
  if (result instanceof Unknown) {
    return Attrs.of({ success: new Unknown(result.reason), value: result });
  }
  if (!(result instanceof Choice)) return Attrs.of({ success: true, value: result });
  const attempts = result.alternatives.map((alternative) => lazily(() => tryEval(_, alternative)));
  const part = (name: string) =>
    new Choice(
      attempts.map((tried) => lazily(() => force((force(tried) as Attrs).map.get(name) as Lazy))),
      result.reason,
    );
  return Attrs.of({ success: part("success"), value: part("value") });
}

function lazily(compute: () => Value): Thunk {
  return new Thunk(compute, []);
}

function seq(_: Evaluator, first: Lazy, second: Lazy): Value {
  force(first);
  return force(second);
}

function deepSeq(_: Evaluator, first: Lazy, second: Lazy): Value {
  deepForce(first);
  return force(second);
}

function trace(ev: Evaluator, message: Lazy, value: Lazy): Value {
  const shown = force(message);
  const isText =
    typeof shown === "string" || shown instanceof ContextString || shown instanceof PartialText;
  const text = isText ? messageText(ev, shown) : print(shown, "trace");
  ev.options.onTrace?.(`trace: ${text}`);
  return force(value);
}

function warn(ev: Evaluator, message: Lazy, value: Lazy): Value {
  const shown = force(message);
  const isText =
    typeof shown === "string" || shown instanceof ContextString || shown instanceof PartialText;
  if (!isText && !(shown instanceof Unknown || shown instanceof Choice)) {
    return ev.mismatch(shown, "a string");
  }
  ev.options.onTrace?.(`evaluation warning: ${messageText(ev, shown)}`);
  return force(value);
}

function addErrorContext(ev: Evaluator, context: Lazy, value: Lazy): Value {
  try {
    return force(value);
  } catch (error) {
    if (error instanceof EvalError) error.addFrame({ what: messageText(ev, context), span: null });
    throw error;
  }
}
