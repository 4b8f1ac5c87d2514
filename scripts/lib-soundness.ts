/*
 * Checks that the library never claims too much of what is only partly known: each function is called with generated
 * arguments, once as they are and once with some values in them unknown. What comes out of the second call must have
 * room for what came out of the first, and must not be an error where the first is none.
 *
 *   npx tsx scripts/lib-soundness.ts [--runs N] [--seed N] [--only REGEXP] [--verbose]
 */
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { prepareParser } from "../src/cli/wasm.ts";
import { builtinsFor } from "../src/evaluator/builtins/index.ts";
import { equal } from "../src/evaluator/equality.ts";
import { BudgetExceeded, EvalError, UnknownSignal } from "../src/evaluator/errors.ts";
import { Evaluator } from "../src/evaluator/evaluator.ts";
import { createLib } from "../src/evaluator/lib/index.ts";
import { print } from "../src/evaluator/print.ts";
import { Reason } from "../src/evaluator/reason.ts";
import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  force,
  Lambda,
  type Lazy,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../src/evaluator/value.ts";
import { memoryIO } from "../tests/memory-io.ts";
import { Random } from "./lib-random.ts";
import { SIGNATURES } from "./lib-signatures.ts";
import { TEXT_SIGNATURES } from "./lib-text-signatures.ts";
import { argument } from "./lib-values.ts";

const STACK_MB = 200;
const MAX_DEPTH = 7;
/** Of a hundred values, how many are in a hole. */
const HOLES = 12;

export interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly only: string | null;
  readonly verbose: boolean;
}

/** The outcome of forcing: a value, or that it fails. */
type Outcome = { readonly value: Value } | { readonly failure: string };

function outcome(value: () => Value): Outcome {
  try {
    return { value: value() };
  } catch (error) {
    if (error instanceof BudgetExceeded) return { failure: "too much" };
    if (error instanceof UnknownSignal) return { failure: "SIGNAL" };
    if (error instanceof EvalError) return { failure: `${error.kind}: ${error.message}` };
    throw error;
  }
}

/** Where what is claimed has no room for what is; null where it has. */
function conflict(claimed: Lazy, actual: Lazy, path: string, depth: number): string | null {
  if (depth > MAX_DEPTH) return null;
  const real = outcome(() => force(actual));
  // Evaluation cannot go on from an error, so anything may be claimed of it.
  if ("failure" in real) return null;
  const claim = outcome(() => force(claimed));
  if ("failure" in claim) return `${path}: ${claim.failure}, but is ${shown(real.value)}`;
  return conflictOfValues(claim.value, real.value, path, depth);
}

function conflictOfValues(claim: Value, real: Value, path: string, depth: number): string | null {
  const wrong = () => `${path}: claimed ${shown(claim)}, but is ${shown(real)}`;
  if (claim instanceof Unknown) return null;
  if (claim instanceof Choice) {
    const conflicts = claim.alternatives.map((one) => conflict(one, real, path, depth + 1));
    return conflicts.includes(null) ? null : `${path}: no alternative fits: ${conflicts[0]}`;
  }
  if (claim instanceof PartialText) return fits(claim, real) ? null : wrong();
  if (claim instanceof Lambda || claim instanceof Builtin) {
    return real instanceof Lambda || real instanceof Builtin ? null : wrong();
  }
  if (claim instanceof Attrs) {
    return real instanceof Attrs ? conflictOfAttrs(claim, real, path, depth) : wrong();
  }
  if (claim instanceof OpenList) {
    return Array.isArray(real) ? conflictOfOpenList(claim, real, path, depth) : wrong();
  }
  if (Array.isArray(claim)) {
    if (!Array.isArray(real) || real.length !== claim.length) return wrong();
    for (const [i, item] of claim.entries()) {
      const found = conflict(item, real[i] as Lazy, `${path}[${i}]`, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }
  const same = outcome(() => equal(claim, real));
  return "value" in same && same.value === true ? null : wrong();
}

function conflictOfAttrs(claim: Attrs, real: Attrs, path: string, depth: number): string | null {
  for (const [name, value] of claim.map) {
    const own = real.map.get(name);
    if (own === undefined) return `${path}: claims '${name}', which is not there`;
    const found = conflict(value, own, `${path}.${name}`, depth + 1);
    if (found !== null) return found;
  }
  const mayHave = (name: string) => claim.rest !== null && claim.rest.mayHave?.(name) !== false;
  const more = real.names().find((name) => !claim.map.has(name) && !mayHave(name));
  return more === undefined ? null : `${path}: does not know of '${more}'`;
}

/** The first elements in their places, the others in their order. */
function conflictOfOpenList(
  claim: OpenList,
  real: readonly Lazy[],
  path: string,
  depth: number,
): string | null {
  let next = 0;
  for (const [i, item] of claim.items.entries()) {
    const fitsAt = (at: number) => conflict(item, real[at] as Lazy, path, depth + 1) === null;
    if (i < claim.prefix) {
      if (i >= real.length || !fitsAt(i)) return `${path}: element ${i} is another one`;
      next = i + 1;
      continue;
    }
    while (next < real.length && !fitsAt(next)) next++;
    if (next === real.length) return `${path}: element ${shown(item)} is not there`;
    next++;
  }
  return null;
}

/** Whether a text has the known pieces in their order. */
function fits(claim: PartialText, real: Value): boolean {
  const text = real instanceof ContextString ? real.text : real;
  if (typeof text !== "string") return false;
  const pattern = claim.pieces.map((piece) =>
    typeof piece === "string" ? piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : "[^]*",
  );
  return new RegExp(`^${pattern.join("")}$`).test(text);
}

function shown(value: Lazy): string {
  return print(value).slice(0, 200);
}

/** Calls every function and says what came out wrong; ends with how many results did. */
export function check(options: Options): string {
  const { runs, seed, only, verbose } = options;
  const ev = new Evaluator({ io: memoryIO({}), builtins: builtinsFor });
  const lib = createLib(ev, new Map(), { release: "26.11" });
  const identity = new Builtin("h", 1, (_, x: Lazy) => force(x));
  const unknown = new Unknown(new Reason("impure", "a hole"));
  const hole = new Builtin("h", 1, () => unknown);
  const lines: string[] = [];
  let wrong = 0;
  let cases = 0;
  let known = 0;
  for (const [name, signature] of Object.entries({ ...SIGNATURES, ...TEXT_SIGNATURES })) {
    if (only !== null && !new RegExp(only).test(name)) continue;
    const random = new Random(seed);
    random.holes = HOLES;
    let failures = 0;
    for (let i = 0; i < runs; i++) {
      const args = signature.split(" ").map((kind) => argument(random, kind, false));
      if (!args.some((text) => text.includes("(h "))) continue;
      cases++;
      const expression = `lib.${name} ${args.join(" ")}`;
      const fn = ev.evalText(`lib: h: ${expression}`, "/");
      const real = outcome(() => ev.call2(fn, lib, identity));
      if ("failure" in real) continue;
      const claim = outcome(() => ev.call2(fn, lib, hole));
      const found =
        "failure" in claim
          ? `${claim.failure}, but is ${shown(real.value)}`
          : conflictOfValues(claim.value, real.value, "result", 0);
      if ("value" in claim && !(claim.value instanceof Unknown)) known++;
      if (found === null) continue;
      failures++;
      if (failures <= (verbose ? 20 : 2)) lines.push(`    ${expression}`, `      ${found}`);
    }
    if (failures > 0) lines.push(`${name}: ${failures} wrong`);
    wrong += failures;
  }
  lines.push(`${wrong} wrong of ${cases}; of ${known} results something is known`);
  return lines.join("\n");
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "40" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  return {
    runs: Number(values.runs),
    seed: Number(values.seed),
    only: values.only ?? null,
    verbose: values.verbose,
  };
}

/** tsx does not reach into worker threads by itself. */
function startWorker(): Worker {
  const code = `import("tsx/esm/api").then(({ register }) => {
    register();
    return import(${JSON.stringify(import.meta.url)});
  })`;
  return new Worker(code, {
    eval: true,
    workerData: { script: import.meta.url, options: options() },
    resourceLimits: { stackSizeMb: STACK_MB },
  });
}

if (isMainThread && process.argv[1] === import.meta.filename) {
  startWorker().on("message", (text: string) => {
    console.log(text);
    process.exitCode = text.includes("\n0 wrong of") ? 0 : 1;
  });
} else if (workerData?.script === import.meta.url) {
  prepareParser();
  parentPort?.postMessage(`\n${check(workerData.options as Options)}`);
}
