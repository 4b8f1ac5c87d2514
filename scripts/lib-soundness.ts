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
import { Evaluator } from "../src/evaluator/evaluator.ts";
import { createLib } from "../src/evaluator/lib/index.ts";
import { Reason } from "../src/evaluator/reason.ts";
import { Builtin, force, type Lazy, Unknown } from "../src/evaluator/value.ts";
import { memoryIO } from "../tests/memory-io.ts";
import { conflictOfValues, outcome, shown } from "./claims.ts";
import { Random } from "./lib-random.ts";
import { SIGNATURES } from "./lib-signatures.ts";
import { TEXT_SIGNATURES } from "./lib-text-signatures.ts";
import { argument } from "./lib-values.ts";

const STACK_MB = 200;
/** Of a hundred values, how many are in a hole. */
const HOLES = 12;

export interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly only: string | null;
  readonly verbose: boolean;
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
