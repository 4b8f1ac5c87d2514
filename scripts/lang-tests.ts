/*
 * Runs the language tests of NixOS/nix: npm run lang-tests -- path/to/nix/tests/functional/lang
 * Prints the score, each failure and each test that was left out with its reason; exits with 1 on failures.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { DiskIO } from "../src/cli/disk-io.ts";
import { type CommandResult, run } from "../src/cli/eval.ts";
import { prepareParser } from "../src/cli/wasm.ts";
import { parse } from "../src/parser/parse.ts";
import { LEFT_OUT } from "./lang-tests-left-out.ts";

/** What lang.sh sets for the tests. */
const ENVIRONMENT: Readonly<Record<string, string>> = { TEST_VAR: "foo", HOME: "/fake-home" };
const NIX_PATH = ["lang/dir3", "lang/dir4"];
const STACK_MB = 900;

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
  /** Of a test that has to fail: whether the error message is the same. */
  readonly sameMessage?: boolean;
}

interface Report {
  readonly outcomes: Outcome[];
  readonly leftOut: { readonly name: string; readonly reason: string }[];
}

function runAll(folder: string): Report {
  const outcomes: Outcome[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  for (const file of readdirSync(folder).sort()) {
    const name = basename(file, ".nix");
    if (name === file || !/^(eval|parse)-(okay|fail)-/.test(name)) continue;
    const reason = existsSync(join(folder, `${name}.exp-disabled`))
      ? "disabled by Nix itself (.exp-disabled)"
      : LEFT_OUT[name];
    if (reason === undefined) outcomes.push(runOne(folder, name));
    else leftOut.push({ name, reason });
  }
  return { outcomes, leftOut };
}

function runOne(folder: string, name: string): Outcome {
  try {
    if (name.startsWith("parse-fail-")) return parseTest(folder, name, false);
    if (name.startsWith("parse-okay-")) return parseTest(folder, name, true);
    return name.startsWith("eval-fail-") ? failTest(folder, name) : okayTest(folder, name);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, passed: false, detail: `crashed: ${detail}` };
  }
}

function parseTest(folder: string, name: string, okay: boolean): Outcome {
  const problems = parse(new DiskReader(folder).text(`${name}.nix`)).problems;
  // An undefined variable is found when the expression is compiled, as no module of ours needs it earlier.
  const rejected =
    problems.length > 0 ||
    (!okay &&
      evaluate(folder, ["--eval", "-"], `${name}.nix`).stderr.includes("undefined variable"));
  const detail = problems.map(({ message }) => message).join(" ") || "no syntax problem was found";
  return { name, passed: rejected !== okay, detail };
}

function failTest(folder: string, name: string): Outcome {
  const flags = flagsOf(folder, name) ?? [];
  const result = evaluate(folder, [...flags, "--eval", "--strict", `lang/${name}.nix`]);
  const expected = lastError(readText(join(folder, `${name}.err.exp`)));
  return {
    name,
    passed: result.exitCode === 1,
    detail: `gave ${result.stdout.trim()}\n    expected an error: ${expected}`,
    sameMessage: isSameMessage(
      firstLine(firstError(result.stderr)).replaceAll(dirname(resolve(folder)), "/pwd"),
      firstLine(expected),
    ),
  };
}

function okayTest(folder: string, name: string): Outcome {
  const xml = existsSync(join(folder, `${name}.exp.xml`));
  const flags = xml ? ["--xml", "--no-location"] : (flagsOf(folder, name) ?? []);
  const result = evaluate(folder, [...flags, "--eval", "--strict", `lang/${name}.nix`]);
  const expected = readText(join(folder, xml ? `${name}.exp.xml` : `${name}.exp`));
  const got = result.stdout.replaceAll(dirname(resolve(folder)), "/pwd");
  const passed = result.exitCode === 0 && got.trimEnd() === expected.trimEnd();
  const printed = result.exitCode === 0 ? `gave ${got.trim()}` : result.stderr.trim();
  return { name, passed, detail: `${printed}\n    expected ${expected.trim()}` };
}

function evaluate(folder: string, args: string[], stdin?: string): CommandResult {
  const cwd = dirname(resolve(folder));
  return run(args, {
    cwd,
    open: (granted) => new DiskIO({ root: "/", granted }),
    readStdin: () => new DiskReader(folder).text(stdin ?? ""),
    system: "x86_64-linux",
    nixPath: NIX_PATH,
    environment: ENVIRONMENT,
  });
}

/** Reads a test as the evaluator would. */
class DiskReader {
  readonly #io: DiskIO;
  readonly #folder: string;
  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.#io = new DiskIO({ root: this.#folder });
  }
  text(file: string): string {
    const text = this.#io.readText(join(this.#folder, file));
    if (!text.ok) throw new Error(text.message);
    return text.value;
  }
}

/** Options of nix that change nothing for us, and how many values they have. */
const IGNORED: Readonly<Record<string, number>> = {
  "--extra-experimental-features": 1,
  "--impure": 0,
  "--lint-absolute-path-literals": 1,
  "--lint-short-path-literals": 1,
  "--lint-url-literals": 1,
  "--max-call-depth": 1,
  "--no-show-trace": 0,
};

/** The words of the .flags file, without those that are ignored. */
function flagsOf(folder: string, name: string): string[] | undefined {
  const path = join(folder, `${name}.flags`);
  if (!existsSync(path)) return undefined;
  const words = readFileSync(path, "utf8")
    .replace(/#.*/g, "")
    .split(/\s+/)
    .filter((word) => word !== "");
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const values = IGNORED[word];
    if (values === undefined) kept.push(word);
    else i += values;
  }
  return kept;
}

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** What follows the last `error: `. */
function lastError(text: string): string {
  return text.slice(text.lastIndexOf("error: ") + "error: ".length).trim();
}

/** What follows the first `error: `: we put the message before its trace. */
function firstError(text: string): string {
  return text.slice(text.indexOf("error: ") + "error: ".length);
}

/** Nix adds values to its messages, which we do not print: they could be secret. */
function isSameMessage(ours: string, theirs: string): boolean {
  if (ours === "") return false;
  const rest = theirs.startsWith(ours) ? theirs.slice(ours.length) : undefined;
  return rest !== undefined && /^($|[:;(]| \(| at )/.test(rest);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

function printReport({ outcomes, leftOut }: Report): boolean {
  const failures = outcomes.filter(({ passed }) => !passed);
  for (const { name, detail } of failures) console.log(`FAIL ${name}\n    ${detail}`);
  for (const { name, reason } of leftOut) console.log(`left out ${name}: ${reason}`);
  for (const kind of ["eval-okay", "eval-fail", "parse-okay", "parse-fail"]) {
    const all = outcomes.filter(({ name }) => name.startsWith(kind));
    const passed = all.filter((outcome) => outcome.passed).length;
    const omitted = leftOut.filter(({ name }) => name.startsWith(kind)).length;
    console.log(`${kind}: ${passed} of ${all.length} pass, ${omitted} left out`);
  }
  const same = outcomes.filter(({ sameMessage }) => sameMessage).length;
  console.log(`${same} errors have the message of Nix, values left out`);
  return failures.length === 0;
}

function main(): void {
  const folder = process.argv[2];
  if (folder === undefined || !existsSync(join(folder, "lib.nix"))) {
    console.error("usage: npm run lang-tests -- path/to/nix/tests/functional/lang");
    process.exitCode = 2;
    return;
  }
  // A worker does not inherit tsx, which runs TypeScript, on Node 20.
  const start = `import("tsx/esm/api").then(({ register }) => {
    register();
    return import(${JSON.stringify(import.meta.url)});
  })`;
  const worker = new Worker(start, {
    eval: true,
    workerData: folder,
    resourceLimits: { stackSizeMb: STACK_MB },
  });
  worker.on("message", (report: Report) => {
    process.exitCode = printReport(report) ? 0 : 1;
  });
}

if (isMainThread) main();
else {
  prepareParser();
  parentPort?.postMessage(runAll(workerData as string));
}
