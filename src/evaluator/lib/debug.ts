import type { BuiltinTable } from "../builtins/define.ts";
import { equal } from "../equality.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, force, type Lazy, NixFloat, OpenList, type Value } from "../value.ts";
import { later, select } from "./later.ts";
import { Membership } from "./membership.ts";
import { patternFunction } from "./native.ts";
import { callBuiltin } from "./surroundings.ts";
import { messageText } from "./trivial.ts";

/** `lib.debug`: traces, and tests of functions. */

function trace(ev: Evaluator, message: Lazy, value: Lazy): Value {
  return callBuiltin(ev, "trace", message, value);
}

/** Forces a value down to a depth, which is all that printing it that deep does to an evaluation. */
function forceTo(depth: number, value: Lazy): void {
  const forced = force(value);
  if (depth === 0) return;
  if (Array.isArray(forced)) for (const item of forced) forceTo(depth - 1, item);
  else if (forced instanceof OpenList) for (const item of forced.items) forceTo(depth - 1, item);
  else if (forced instanceof Attrs)
    for (const item of forced.map.values()) forceTo(depth - 1, item);
}

function traceSeqN(ev: Evaluator, depth: Lazy, shown: Lazy, result: Lazy): Value {
  const value = ev.known(depth);
  forceTo(value instanceof NixFloat ? value.value : Number(value), shown);
  return trace(ev, force(shown), result);
}

function traceDeep(ev: Evaluator, shown: Lazy, value: Lazy): Value {
  return trace(
    ev,
    later(() => callBuiltin(ev, "deepSeq", shown, shown)),
    value,
  );
}

function runTests(ev: Evaluator, tests: Lazy): Value {
  const attrs = ev.closedAttrs(tests);
  const chosen = attrs.map.get("tests");
  const only = chosen === undefined ? [] : ev.list(chosen);
  const wanted = Membership.of(ev, only);
  const failures: Value[] = [];
  for (const name of attrs.names()) {
    if (!name.startsWith("test") && !wanted.has(name)) continue;
    if (only.length > 0 && !wanted.has(name)) continue;
    const test = attrs.map.get(name) as Lazy;
    const expected = later(() => select(ev, test, "expected"));
    const result = later(() => select(ev, test, "expr"));
    if (!equal(result, expected)) failures.push(Attrs.of({ name, expected, result }));
  }
  return failures;
}

const throwTestFailures = patternFunction(
  "throwTestFailures",
  { failures: false, description: true },
  (ev, args) => {
    const failures = ev.list(args.get("failures") as Lazy);
    if (failures.length === 0) return null;
    const what = messageText(ev, args.get("description") ?? "tests");
    const names = failures.map((failure) => messageText(ev, select(ev, failure, "name")));
    const json = messageText(ev, callBuiltin(ev, "toJSON", failures));
    const text = `${failures.length} ${what} failed:\n- ${names.join("\n- ")}\n\n${json}`;
    throw new EvalError("throw", text);
  },
  true,
);

function traceFnSeqN(ev: Evaluator, depth: Lazy, name: Lazy, f: Lazy, value: Lazy): Value {
  const result = ev.delayCall(f, value);
  const shown = Attrs.of({ fn: name, from: value, to: result });
  return traceSeqN(ev, ev.smallInt(depth) + 1, shown, result);
}

export const debugTable: BuiltinTable = {
  traceIf: [
    3,
    (ev, pred: Lazy, message: Lazy, value: Lazy) =>
      ev.bool(pred) ? trace(ev, message, value) : force(value),
  ],
  traceValFn: [2, (ev, f: Lazy, value: Lazy) => trace(ev, ev.delayCall(f, value), value)],
  traceVal: [1, (ev, value: Lazy) => trace(ev, value, value)],
  traceSeq: [2, traceDeep],
  traceSeqN: [3, traceSeqN],
  traceValSeqFn: [
    2,
    (ev, f: Lazy, value: Lazy) => {
      const deep = later(() => callBuiltin(ev, "deepSeq", value, value));
      return trace(ev, ev.delayCall(f, deep), deep);
    },
  ],
  traceValSeq: [1, (ev, value: Lazy) => traceDeep(ev, value, value)],
  traceValSeqNFn: [
    3,
    (ev, f: Lazy, depth: Lazy, value: Lazy) => traceSeqN(ev, depth, ev.delayCall(f, value), value),
  ],
  traceValSeqN: [2, (ev, depth: Lazy, value: Lazy) => traceSeqN(ev, depth, value, value)],
  traceFnSeqN: [4, traceFnSeqN],
  runTests: [1, runTests],
  testAllTrue: [
    1,
    (ev, expr: Lazy) => Attrs.of({ expr, expected: later(() => ev.list(expr).map(() => true)) }),
  ],
};

export const debugValues: ReadonlyMap<string, Lazy> = new Map([
  ["throwTestFailures", throwTestFailures],
]);
