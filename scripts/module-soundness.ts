/*
 * Checks that the module system never claims too much of what is only partly known: random modules are evaluated once
 * as they are and once with some conditions and values in them unknown. What comes out of the second evaluation must
 * have room for what came out of the first, and must not be an error where the first is none.
 *
 *   npx tsx scripts/module-soundness.ts [--runs N] [--seed N]
 */
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { prepareParser } from "../src/cli/wasm.ts";
import { builtinsFor } from "../src/evaluator/builtins/index.ts";
import { Evaluator } from "../src/evaluator/evaluator.ts";
import { createLib } from "../src/evaluator/lib/index.ts";
import { Reason } from "../src/evaluator/reason.ts";
import {
  type Attrs,
  Builtin,
  force,
  type Lazy,
  Unknown,
  type Value,
} from "../src/evaluator/value.ts";
import { moduleLib } from "../src/modules/lib.ts";
import { memoryIO } from "../tests/memory-io.ts";
import { conflict, outcome } from "./claims.ts";
import { Random } from "./lib-random.ts";
import { moduleCase } from "./module-cases.ts";

interface Job {
  readonly runs: number;
  readonly seed: number;
}

interface Finding {
  readonly seed: number;
  readonly text: string;
  readonly what: string;
}

/** Of a hundred conditions and values, how many are in a hole. */
const HOLES = 25;

/** What fills the holes in the evaluation that is taken for the truth. */
const FILLINGS: readonly ((value: Value) => Value)[] = [
  (value) => value,
  (value) => (typeof value === "boolean" ? !value : value),
];

function runAll({ runs, seed: first }: Job): Finding[] {
  const ev = new Evaluator({ io: memoryIO({}), builtins: builtinsFor });
  const lib: Attrs = createLib(ev, (own) => moduleLib(ev, own), { release: "26.05" });
  const unknown = new Unknown(new Reason("impure", "a hole"));
  const hole = new Builtin("h", 1, () => unknown);
  const found: Finding[] = [];
  for (let seed = first; seed < first + runs; seed++) {
    const random = new Random(seed);
    random.holes = HOLES;
    const text = `h: ${moduleCase(random)}`;
    if (!text.includes("(h ") || overridesInHole(text)) continue;
    const fn = ev.evalText(text, "/");
    const config = (filling: Lazy): Lazy =>
      ev.delayCall(
        new Builtin("config", 1, (_, result: Lazy) =>
          force(ev.attrs(result).get("config") ?? null),
        ),
        ev.delayCall(fn, filling, lib),
      );
    for (const fill of FILLINGS) {
      const filling = new Builtin("h", 1, (_, value: Lazy) => fill(force(value)));
      const real = config(filling);
      // A set of modules that does not evaluate at all says nothing.
      if ("failure" in outcome(() => force(real))) continue;
      const what = conflict(config(hole), real, "config", 0);
      if (what !== null) found.push({ seed, text, what });
    }
  }
  return found;
}

/** Unknown definitions are taken for such of the usual priority: what overrides is written, as a rule. */
function overridesInHole(text: string): boolean {
  for (let at = text.indexOf("(h "); at >= 0; at = text.indexOf("(h ", at + 1)) {
    let depth = 0;
    let end = at;
    do {
      if (text[end] === "(") depth++;
      if (text[end] === ")") depth--;
      end++;
    } while (depth > 0);
    if (/mkForce|mkOverride 90/.test(text.slice(at, end))) return true;
  }
  return false;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "500" },
      seed: { type: "string", default: "1" },
    },
  });
  const job: Job = { runs: Number(values.runs), seed: Number(values.seed) };
  // A worker does not inherit tsx, which runs TypeScript, on Node 20.
  const start = `import("tsx/esm/api").then(({ register }) => {
    register();
    return import(${JSON.stringify(import.meta.url)});
  })`;
  const worker = new Worker(start, {
    eval: true,
    workerData: job,
    resourceLimits: { stackSizeMb: 200 },
  });
  worker.on("message", (found: Finding[]) => {
    for (const { seed, text, what } of found.slice(0, 4)) {
      console.log(`seed ${seed}\n${text}\n    ${what}\n`);
    }
    console.log(`${found.length} claims too much in ${job.runs} evaluations`);
    if (found.length > 0) console.log(`seeds: ${found.map(({ seed }) => seed).join(" ")}`);
    process.exitCode = found.length === 0 ? 0 : 1;
  });
}

if (isMainThread) main();
else {
  prepareParser();
  parentPort?.postMessage(runAll(workerData as Job));
}
