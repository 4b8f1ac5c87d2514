/*
 * Compares our module system with nixpkgs' own, which is evaluated beside it, on random modules:
 *
 *   npx tsx scripts/module-differential.ts --lib FOLDER [--runs N] [--seed N] [--nix] [--record FILE]
 *
 * FOLDER is nixpkgs' lib. With --nix the other side is real nix (nix-instantiate on the path), values only; --record
 * then writes what it said, for tests/modules/recorded.test.ts.
 * Prints the first disagreements with their case, and the score; exits with 1 where they disagree.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { DiskIO } from "../src/cli/disk-io.ts";
import { prepareParser } from "../src/cli/wasm.ts";
import { builtinsFor } from "../src/evaluator/builtins/index.ts";
import { EvalError, UnknownSignal } from "../src/evaluator/errors.ts";
import { Evaluator } from "../src/evaluator/evaluator.ts";
import { createLib } from "../src/evaluator/lib/index.ts";
import { print } from "../src/evaluator/print.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  Lambda,
  type Lazy,
  Unknown,
  type Value,
} from "../src/evaluator/value.ts";
import { moduleLib } from "../src/modules/lib.ts";
import { Random } from "./lib-random.ts";
import { moduleCase } from "./module-cases.ts";
import { LEAVES } from "./module-leaves.ts";

interface Job {
  readonly lib: string;
  readonly runs: number;
  readonly seed: number;
  readonly nix: boolean;
  /** Where to write what real nix says; empty for nowhere. */
  readonly record: string;
}

interface Disagreement {
  readonly seed: number;
  readonly text: string;
  readonly ours: string;
  readonly theirs: string;
}

const MAX_DEPTH = 8;

/** A value as text, each part that fails replaced by how it fails. */
function show(value: Lazy, depth = 0): string {
  let forced: Value;
  try {
    forced = force(value);
  } catch (error) {
    return failure(error);
  }
  if (depth > MAX_DEPTH) return "…";
  if (Array.isArray(forced)) return `[ ${forced.map((one) => show(one, depth + 1)).join(" ")} ]`;
  if (forced instanceof Lambda || forced instanceof Builtin) return "«function»";
  if (forced instanceof Attrs) {
    const attrs = forced;
    const parts = attrs
      .names()
      .map((name) => `${name} = ${show(attrs.map.get(name) as Lazy, depth + 1)};`);
    return `{ ${parts.join(" ")} }`;
  }
  if (forced instanceof Unknown || forced instanceof Choice) return "«unknown»";
  return print(forced);
}

function failure(error: unknown): string {
  if (error instanceof UnknownSignal) return "«unknown»";
  if (!(error instanceof EvalError)) throw error;
  return error.kind === "throw" ? `«throw ${error.message}»` : `«error ${error.kind}»`;
}

/** What is looked at of an evaluation: the values, and what each option says of itself. */
const LOOK = `
e: with builtins; let
  walk = o: if o._type or null == "option" then {
    inherit (o) isDefined highestPrio definitions files declarations loc;
    type = o.type.description;
    locations = o.definitionsWithLocations;
  } else mapAttrs (_: walk) o;
in { inherit (e) config; options = walk (removeAttrs e.options [ "_module" ]); }`;

class Comparison {
  readonly #ev: Evaluator;
  readonly #ours: Attrs;
  readonly #theirs: Lazy;

  constructor(folder: string) {
    const io = new DiskIO({ root: folder });
    this.#ev = new Evaluator({ io, builtins: builtinsFor });
    this.#theirs = this.#ev.importPath(folder);
    const release = readFileSync(join(folder, ".version"), "utf8").trim();
    this.#ours = createLib(this.#ev, (lib) => moduleLib(this.#ev, lib), { release });
  }

  both(text: string): { ours: string; theirs: string } {
    const look = this.#ev.evalText(LOOK, "/");
    const fn = this.#ev.evalText(text, "/");
    const of = (lib: Lazy) => {
      try {
        return show(this.#ev.call(look, this.#ev.delayCall(fn, lib)));
      } catch (error) {
        return failure(error);
      }
    };
    return { ours: of(this.#ours), theirs: of(this.#theirs) };
  }

  /** What `LEAVES` gives as JSON text, or how it fails as a whole. */
  json(text: string): string {
    const expression = this.#ev.evalText(LEAVES, "/");
    const fn = this.#ev.evalText(text, "/");
    try {
      const json = this.#ev.call(expression, this.#ev.delayCall(fn, this.#ours));
      return this.#ev.text(json);
    } catch (error) {
      if (error instanceof EvalError) return FAILED;
      throw error;
    }
  }
}

const FAILED = "«error»";

const BATCH = 50;

/** What real nix makes of cases, each as `Comparison.json` has it. */
function realNix(folder: string, texts: readonly string[]): string[] {
  const cases = texts.map((text) => `(${text})`).join("\n");
  const input = `let lib = import ${folder}; in map (f: (${LEAVES}) (f lib)) [ ${cases} ]`;
  const { status, stdout } = spawnSync("nix-instantiate", ["--eval", "--strict", "--json", "-"], {
    input,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status === 0) return JSON.parse(stdout) as string[];
  // One that fails for good takes the others with it.
  if (texts.length === 1) return [FAILED];
  const half = texts.length >> 1;
  return [...realNix(folder, texts.slice(0, half)), ...realNix(folder, texts.slice(half))];
}

function runAll(job: Job): Disagreement[] {
  const folder = resolve(job.lib);
  const comparison = new Comparison(folder);
  const found: Disagreement[] = [];
  const seeds = Array.from({ length: job.runs }, (_, index) => job.seed + index);
  if (!job.nix) {
    for (const seed of seeds) {
      const text = moduleCase(new Random(seed));
      const { ours, theirs } = comparison.both(text);
      if (ours !== theirs) found.push({ seed, text, ours, theirs });
    }
    return found;
  }
  const recorded: { text: string; result: string }[] = [];
  for (let start = 0; start < seeds.length; start += BATCH) {
    const batch = seeds.slice(start, start + BATCH);
    const texts = batch.map((seed) => moduleCase(new Random(seed)));
    realNix(folder, texts).forEach((theirs, index) => {
      const text = texts[index] as string;
      recorded.push({ text, result: theirs });
      const ours = comparison.json(text);
      if (ours === theirs) return;
      found.push({ seed: batch[index] as number, text, ours, theirs });
    });
  }
  if (job.record !== "") writeFileSync(job.record, `${JSON.stringify(recorded, null, 1)}\n`);
  return found;
}

/** The texts from a little before the first place where they differ. */
function difference(ours: string, theirs: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const from = Math.max(0, at - 120);
  return `    ours   …${ours.slice(from, at + 200)}\n    theirs …${theirs.slice(from, at + 200)}`;
}

function report(job: Job, found: readonly Disagreement[]): boolean {
  for (const { seed, text, ours, theirs } of found.slice(0, 5)) {
    console.log(`seed ${seed}\n${text}\n${difference(ours, theirs)}\n`);
  }
  console.log(`${job.runs - found.length} of ${job.runs} agree`);
  if (found.length > 0)
    console.log(`seeds that do not: ${found.map(({ seed }) => seed).join(" ")}`);
  return found.length === 0;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      lib: { type: "string" },
      runs: { type: "string", default: "500" },
      seed: { type: "string", default: "1" },
      nix: { type: "boolean", default: false },
      record: { type: "string", default: "" },
    },
  });
  if (values.lib === undefined) {
    console.error("usage: module-differential.ts --lib FOLDER [--runs N] [--seed N] [--nix]");
    process.exitCode = 2;
    return;
  }
  const { lib, nix, record } = values;
  const job: Job = { lib, nix, record, runs: Number(values.runs), seed: Number(values.seed) };
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
  worker.on("message", (found: Disagreement[]) => {
    process.exitCode = report(job, found) ? 0 : 1;
  });
}

if (isMainThread) main();
else {
  prepareParser();
  parentPort?.postMessage(runAll(workerData as Job));
}
