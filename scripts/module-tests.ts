/*
 * Runs the tests of nixpkgs' module system: npx tsx scripts/module-tests.ts path/to/nixpkgs/lib [--real-lib] [FILTER]
 * They run with our native lib; with --real-lib, with the lib of nixpkgs evaluated by our evaluator.
 * Prints each failure and the score; exits with 1 on failures.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { DiskIO } from "../src/cli/disk-io.ts";
import { parseAttrPath } from "../src/cli/eval-args.ts";
import { prepareParser } from "../src/cli/wasm.ts";
import { builtinsFor } from "../src/evaluator/builtins/index.ts";
import { deepForce } from "../src/evaluator/deep.ts";
import { EvalError } from "../src/evaluator/errors.ts";
import { Evaluator } from "../src/evaluator/evaluator.ts";
import { createLib } from "../src/evaluator/lib/index.ts";
import { Attrs, Choice, force, Unknown, type Value } from "../src/evaluator/value.ts";
import { moduleLib } from "../src/modules/lib.ts";
import { type ModuleCheck, readChecks } from "./module-test-cases.ts";

interface Job {
  readonly lib: string;
  readonly realLib: boolean;
  readonly filter: string;
}

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** What evaluating gave: a JSON text, or what nix would print on standard error. */
type Result = { readonly output: string } | { readonly error: string };

class ModuleTests {
  readonly #folder: string;
  readonly #lib: string;
  readonly #realLib: boolean;
  readonly #release: string;

  constructor(job: Job) {
    this.#lib = resolve(job.lib);
    this.#folder = join(this.#lib, "tests/modules");
    this.#realLib = job.realLib;
    this.#release = readFileSync(join(this.#lib, ".version"), "utf8").trim();
  }

  #evaluator(warnings: string[], abortOnWarn: boolean): Evaluator {
    let own: Value | undefined;
    const ev: Evaluator = new Evaluator({
      io: new DiskIO({ root: this.#lib }),
      builtins: (evaluator) =>
        builtinsFor(evaluator, {
          environment: abortOnWarn ? { NIX_ABORT_ON_WARN: "1" } : {},
        }),
      currentSystem: "x86_64-linux",
      onTrace: (message) => {
        warnings.push(message);
        if (abortOnWarn && message.includes("warning:")) throw new EvalError("abort", message);
      },
      importElsewhere: (path) => {
        if (this.#realLib || (path !== this.#lib && path !== `${this.#lib}/default.nix`)) {
          return undefined;
        }
        own ??= createLib(ev, (lib) => moduleLib(ev, lib), { release: this.#release });
        return own;
      },
    });
    return ev;
  }

  run(check: ModuleCheck): Outcome {
    const name = `${check.line} ${check.attribute} ${check.modules.join(" ")}`;
    const warnings: string[] = [];
    const aborts = ["ABORT_ON_WARN", "NIX_ABORT_ON_WARN"].some((one) => check.variables.has(one));
    const ev = this.#evaluator(warnings, aborts);
    const result = this.#evaluate(ev, check);
    const { passed, detail } = judge(check, result, warnings);
    return { name, passed, detail };
  }

  #evaluate(ev: Evaluator, check: ModuleCheck): Result {
    try {
      if (check.kind === "expression") {
        const value = ev.importPath(resolve(this.#folder, check.attribute));
        deepForce(value);
        return { output: this.#json(ev, value) };
      }
      const text = `import ./default.nix { modules = [ ${check.modules.join(" ")} ]; }`;
      const root = ev.evalText(text, this.#folder);
      const value = select(root, check.attribute);
      if (check.variables.has("STRICT_EVAL")) deepForce(value);
      if (check.kind === "error" && !check.variables.has("STRICT_EVAL")) {
        return { output: "evaluated" };
      }
      return { output: this.#json(ev, value) };
    } catch (error) {
      if (error instanceof EvalError) return { error: explanation(error) };
      return { error: error instanceof Error ? `CRASH ${error.stack}` : `CRASH ${error}` };
    }
  }

  #json(ev: Evaluator, value: Value): string {
    const text = ev.call(force(ev.builtins.get("toJSON") ?? null), value);
    if (text instanceof Unknown) return `unknown: ${text.reason.text}`;
    return ev.text(text);
  }
}

/** `-A`: an attribute path, list indices included. */
function select(root: Value, path: string): Value {
  let value = root;
  for (const name of parseAttrPath(path)) {
    if (Array.isArray(value)) {
      value = force(value[Number(name)] ?? null);
      continue;
    }
    if (value instanceof Unknown || value instanceof Choice) return value;
    const next = value instanceof Attrs ? value.get(name) : undefined;
    if (next === undefined) {
      throw new EvalError(
        "missing-attribute",
        `attribute '${name}' in selection path '${path}' not found`,
      );
    }
    value = force(next);
  }
  return value;
}

/** As `--show-trace` prints it: the outermost step first, the error last. */
function explanation(error: EvalError): string {
  const steps = error.frames.map(({ what }) => `… ${what}\n`).reverse();
  const message =
    error.kind === "missing-attribute" && !error.message.includes("found")
      ? `${error.message} not found`
      : error.message;
  // Nix leaves colours out where it does not print to a terminal.
  return `${steps.join("")}error: ${message}\n`.replace(/\u001b\[[0-9;]*m/g, "");
}

const HINT = /if you get an infinite recursion here/i;

function judge(
  check: ModuleCheck,
  result: Result,
  warnings: readonly string[],
): { passed: boolean; detail: string } {
  const shown = "error" in result ? result.error : result.output;
  if (shown.includes("CRASH")) return { passed: false, detail: shown };
  if (check.kind === "expression") return { passed: "output" in result, detail: shown };
  const detail = `${shown}\n    expected ${check.kind} matching ${check.pattern}`;
  if (check.kind === "output") {
    const lines = "output" in result ? [result.output] : [];
    const pattern = new RegExp(check.pattern.replace(/^\^\{\}\$$/, "^\\{\\}$"));
    return { passed: lines.some((line) => pattern.test(line)), detail };
  }
  if ("output" in result) return { passed: false, detail };
  const text = [...warnings, result.error].join("\n");
  const hinted = HINT.test(text);
  if (hinted !== check.variables.has("REQUIRE_INFINITE_RECURSION_HINT")) {
    return { passed: false, detail: `${detail}\n    hint about recursion: ${hinted}` };
  }
  return { passed: new RegExp(check.pattern, "m").test(text), detail };
}

function runAll(job: Job): Outcome[] {
  const tests = new ModuleTests(job);
  const checks = readChecks(readFileSync(join(job.lib, "tests/modules.sh"), "utf8"));
  return checks
    .filter(({ attribute, modules, line }) =>
      `${line} ${attribute} ${modules.join(" ")}`.includes(job.filter),
    )
    .map((check) => tests.run(check));
}

function report(outcomes: readonly Outcome[]): boolean {
  const failures = outcomes.filter(({ passed }) => !passed);
  for (const { name, detail } of failures) console.log(`FAIL ${name}\n    ${detail}\n`);
  console.log(`${outcomes.length - failures.length} of ${outcomes.length} pass`);
  return failures.length === 0;
}

function main(): void {
  const [lib, ...others] = process.argv.slice(2);
  if (lib === undefined || !existsSync(join(lib, "tests/modules.sh"))) {
    console.error("usage: module-tests.ts path/to/nixpkgs/lib [--real-lib] [FILTER]");
    process.exitCode = 2;
    return;
  }
  const filter = others.find((word) => !word.startsWith("--")) ?? "";
  const job: Job = { lib, realLib: others.includes("--real-lib"), filter };
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
  worker.on("message", (outcomes: Outcome[]) => {
    process.exitCode = report(outcomes) ? 0 : 1;
  });
}

if (isMainThread) main();
else {
  prepareParser();
  parentPort?.postMessage(runAll(workerData as Job));
}
