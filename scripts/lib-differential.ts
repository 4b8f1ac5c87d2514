/*
 * Compares this library with nixpkgs' own, which is evaluated beside it, on generated arguments:
 *
 *   npx tsx scripts/lib-differential.ts [--lib FOLDER] [--runs N] [--seed N] [--only REGEXP] [--verbose] [--odd]
 *
 * FOLDER is nixpkgs' lib (or NIXPKGS_LIB). Prints a table: function, how often both agree, and the first disagreements.
 * Exits with 1 where they disagree. Functions without a signature are listed as untested.
 */
import { writeSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { DiskIO } from "../src/cli/disk-io.ts";
import { prepareParser } from "../src/cli/wasm.ts";
import { builtinsFor } from "../src/evaluator/builtins/index.ts";
import { BudgetExceeded, EvalError, UnknownSignal } from "../src/evaluator/errors.ts";
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
import { CONSTANTS, SIGNATURES } from "./lib-signatures.ts";
import { argument } from "./lib-values.ts";

const STACK_MB = 200;
const MAX_DEPTH = 7;

export interface Options {
  readonly lib: string;
  readonly runs: number;
  readonly seed: number;
  readonly only: string | null;
  readonly verbose: boolean;
  /** Also arguments of types that the functions do not take, where errors may differ. */
  readonly odd: boolean;
}

interface Row {
  readonly name: string;
  agree: number;
  disagree: { readonly expression: string; readonly ours: string; readonly theirs: string }[];
}

/** A value as text, each part that fails replaced by how it fails, so that laziness is compared too. */
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
    const parts = attrs.names().map((name) => {
      return `${name} = ${show(attrs.map.get(name) as Lazy, depth + 1)};`;
    });
    return `{ ${parts.join(" ")} ${attrs.rest === null ? "" : "… "}}`;
  }
  if (forced instanceof Unknown || forced instanceof Choice) return "«unknown»";
  return print(forced);
}

/** Errors that `tryEval` catches are compared with their messages, others by being errors. */
function failure(error: unknown): string {
  if (error instanceof BudgetExceeded) return "«too much»";
  if (error instanceof UnknownSignal) return "«unknown»";
  if (!(error instanceof EvalError)) throw error;
  if (error.kind === "throw") return `«throw ${error.message.split("\n")[0]}»`;
  return error.catchable ? "«assertion»" : "«error»";
}

class Comparison {
  readonly #ev: Evaluator;
  readonly #ours: Attrs;
  readonly #theirs: Lazy;

  constructor(folder: string) {
    const io = new DiskIO({ root: folder });
    this.#ev = new Evaluator({ io, builtins: builtinsFor });
    this.#theirs = this.#ev.importPath(folder);
    this.#ours = createLib(this.#ev, moduleLib(this.#ev), { release: "26.11" });
  }

  /** What both libraries make of an expression of `lib`. */
  both(expression: string): { ours: string; theirs: string } {
    const fn = this.#ev.evalText(`lib: ${expression}`, "/");
    const of = (lib: Lazy) => {
      try {
        return show(this.#ev.call(fn, lib));
      } catch (error) {
        return failure(error);
      }
    };
    return { ours: of(this.#ours), theirs: of(this.#theirs) };
  }

  /** Names of functions in the sets of nixpkgs' library, `attrsets.mapAttrs` and so on. */
  functions(): string[] {
    const found: string[] = [];
    const walk = (path: readonly string[], value: Lazy, depth: number) => {
      let forced: Value;
      try {
        forced = force(value);
      } catch {
        return;
      }
      if (forced instanceof Lambda || forced instanceof Builtin) found.push(path.join("."));
      else if (forced instanceof Attrs && depth > 0 && !forced.map.has("_type")) {
        for (const name of forced.names()) {
          walk([...path, name], forced.map.get(name) as Lazy, depth - 1);
        }
      }
    };
    for (const family of FAMILIES) {
      walk([family], this.#ev.attrs(this.#theirs).get(family) as Lazy, 2);
    }
    return found;
  }

  /** Names of nixpkgs' `lib` and of its sets that ours has not. */
  missing(): string[] {
    const theirs = this.#ev.attrs(this.#theirs);
    const lost = theirs.names().filter((name) => !this.#ours.map.has(name));
    for (const family of FAMILIES) {
      const ours = force(this.#ours.get(family) as Lazy);
      if (!(ours instanceof Attrs)) continue;
      for (const name of this.#ev.attrs(theirs.get(family) as Lazy).names()) {
        if (!ours.map.has(name)) lost.push(`${family}.${name}`);
      }
    }
    return lost;
  }
}

/** Sets of the library that are compared. */
const FAMILIES = [
  "trivial",
  "fixedPoints",
  "attrsets",
  "lists",
  "customisation",
  "derivations",
  "meta",
  "versions",
  "asserts",
  "debug",
  "misc",
  "kernel",
  "licenses",
  "systems",
  "strings",
  "generators",
  "cli",
  "path",
  "filesystem",
  "fileset",
  "sources",
  "network",
  "gvariant",
  "stringsWithDeps",
  "fetchers",
];

/** What both libraries make of generated arguments. */
export function compare({ lib, runs, seed, only, odd }: Options): {
  rows: Row[];
  untested: string[];
  missing: string[];
} {
  const comparison = new Comparison(lib);
  const rows: Row[] = [];
  const add = (row: Row, expression: string) => {
    if (process.env.LW_TRACE) writeSync(2, `${expression}\n`);
    const { ours, theirs } = comparison.both(expression);
    // That ours is open where theirs cannot grow is no disagreement about a constant.
    if (ours === theirs || (CONSTANTS.includes(row.name) && ours.replace("… }", "}") === theirs)) {
      row.agree++;
    } else row.disagree.push({ expression, ours, theirs });
  };
  for (const [name, signature] of Object.entries(SIGNATURES)) {
    if (only !== null && !new RegExp(only).test(name)) continue;
    const row: Row = { name, agree: 0, disagree: [] };
    const random = new Random(seed);
    for (let i = 0; i < runs; i++) {
      const args = signature.split(" ").map((kind) => argument(random, kind, odd));
      add(row, `lib.${name} ${args.join(" ")}`);
    }
    rows.push(row);
  }
  for (const name of CONSTANTS) {
    if (only !== null && !new RegExp(only).test(name)) continue;
    const row: Row = { name, agree: 0, disagree: [] };
    add(row, `lib.${name}`);
    rows.push(row);
  }
  const known = new Set(Object.keys(SIGNATURES));
  const untested = comparison.functions().filter((name) => !known.has(name));
  return { rows, untested, missing: comparison.missing() };
}

/** The text near the first difference. */
function around(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `${at > 60 ? "…" : ""}${text.slice(Math.max(0, at - 60), at + 140)}`;
}

function report(options: Options): number {
  const { rows, untested, missing } = compare(options);
  const lines: string[] = [];
  let failed = 0;
  for (const { name, agree, disagree } of rows) {
    if (disagree.length > 0) failed++;
    if (disagree.length > 0 || options.verbose) {
      lines.push(`${name.padEnd(44)} agree ${agree}, disagree ${disagree.length}`);
    }
    for (const { expression, ours, theirs } of disagree.slice(0, options.verbose ? 20 : 2)) {
      lines.push(
        `    ${expression}`,
        `      ours   ${around(ours, theirs)}`,
        `      theirs ${around(theirs, ours)}`,
      );
    }
  }
  const cases = rows.reduce((sum, row) => sum + row.agree + row.disagree.length, 0);
  lines.push(`${rows.length - failed} of ${rows.length} agree on all of ${cases} cases`);
  lines.push(`untested: ${untested.length === 0 ? "none" : untested.join(" ")}`);
  lines.push(`missing: ${missing.length === 0 ? "none" : missing.join(" ")}`);
  parentPort?.postMessage(lines.join("\n"));
  return failed === 0 ? 0 : 1;
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      lib: { type: "string" },
      runs: { type: "string", default: "40" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      verbose: { type: "boolean", default: false },
      odd: { type: "boolean", default: false },
    },
  });
  const lib = values.lib ?? process.env.NIXPKGS_LIB;
  if (lib === undefined) throw new Error("name nixpkgs' lib with --lib or NIXPKGS_LIB");
  return {
    lib: resolve(lib),
    runs: Number(values.runs),
    seed: Number(values.seed),
    only: values.only ?? null,
    verbose: values.verbose,
    odd: values.odd,
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
  const worker = startWorker();
  worker.on("message", (text) => console.log(text));
  worker.on("exit", (code) => {
    process.exitCode = code;
  });
} else if (workerData?.script === import.meta.url) {
  prepareParser();
  process.exitCode = report(workerData.options as Options);
}
