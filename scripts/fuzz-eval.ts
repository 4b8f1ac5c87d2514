/*
 * Looks for crashes and hangs of the evaluator: npm run fuzz-eval -- [SECONDS] [SEED] [FOLDER of .nix files]
 * Mutates the written expressions (and the files of FOLDER), evaluates each, and writes what crashes nixlint to
 * fixtures/fuzz, where a test evaluates it from then on. Evaluation errors are no crashes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { crashOf } from "../tests/evaluator/fuzz/crash.ts";
import { Dice } from "../tests/evaluator/oracle/dice.ts";
import { readParagraphs } from "../tests/evaluator/oracle/paragraphs.ts";

const ROOT = join(import.meta.dirname, "..");
const WRITTEN = join(ROOT, "fixtures/oracle");
const CRASHES = join(ROOT, "fixtures/fuzz");
/** Longer than this for one expression is a hang: the budget of steps ends evaluation much sooner. */
const HANG_MS = 10_000;

interface Job {
  readonly seed: number;
  readonly corpus: readonly string[];
}

type Message =
  | { readonly kind: "start"; readonly text: string }
  | { readonly kind: "crash"; readonly text: string; readonly what: string };

/** Pieces that are put into expressions: what is special to the language, and numbers at the borders. */
const SPICE = [
  "rec {", "}", "{", "(", ")", "[", "]", "let", "in", "with", ";", "=", "inherit", "if", "then", "else", "assert",
  "${", '"', "''", "//", "++", "->", "?", "or", "@", "...", ":", ".", "-", "!", "==", "<", "__functor",
  "__toString", "outPath", "__overrides", "type", "9223372036854775807", "(-9223372036854775807 - 1)", "0", "0.0",
  "1.0e308", "null", "./.", "<x>", "builtins", "self", "x: x", "\0", "\ud83d\ude00", "\udc80",
]; // biome-ignore format: a table

function mutate(dice: Dice, corpus: readonly string[]): string {
  const tokens = tokenize(dice.pick(corpus));
  for (let n = 1 + dice.below(4); n > 0; n--) {
    const at = dice.below(tokens.length + 1);
    switch (dice.below(6)) {
      case 0:
        tokens.splice(at, 1 + dice.below(3));
        break;
      case 1:
        tokens.splice(at, 0, dice.pick(SPICE));
        break;
      case 2:
        tokens.splice(at, 1, dice.pick(SPICE));
        break;
      case 3: {
        const other = tokenize(dice.pick(corpus));
        const from = dice.below(other.length);
        tokens.splice(at, 0, ...other.slice(from, from + 1 + dice.below(20)));
        break;
      }
      case 4: {
        const from = dice.below(tokens.length);
        tokens.splice(at, 0, ...tokens.slice(from, from + 1 + dice.below(12)));
        break;
      }
      default:
        tokens.splice(at, 1, `(${dice.pick(corpus)})`);
    }
  }
  return tokens.join("");
}

function tokenize(text: string): string[] {
  return text.match(/\s+|[\w'-]+|[^\w\s]/g) ?? [];
}

function fuzz({ seed, corpus }: Job): void {
  const dice = new Dice(seed);
  for (;;) {
    const text = mutate(dice, corpus);
    parentPort?.postMessage({ kind: "start", text } satisfies Message);
    const what = crashOf(text);
    if (what !== null) parentPort?.postMessage({ kind: "crash", text, what } satisfies Message);
  }
}

function readCorpus(folder: string | undefined): string[] {
  const corpus = readdirSync(WRITTEN).flatMap((file) =>
    readParagraphs(readFileSync(join(WRITTEN, file), "utf8")).map(({ expression }) => expression),
  );
  if (folder === undefined) return corpus;
  const files = readdirSync(folder).filter((file) => file.endsWith(".nix"));
  return [...corpus, ...files.map((file) => readFileSync(join(folder, file), "utf8"))];
}

function main(): void {
  const [seconds = "30", seed = String(Date.now() % 1_000_000), folder] = process.argv.slice(2);
  const corpus = readCorpus(folder);
  const end = Date.now() + Number(seconds) * 1000;
  let runs = 0;
  const crashes = new Map<string, string>();
  let current = { text: "", since: Date.now() };

  const found = (text: string, what: string) => {
    const first = what.split("\n").slice(0, 2).join(" ");
    if (crashes.has(first)) return;
    crashes.set(first, text);
    mkdirSync(CRASHES, { recursive: true });
    const name = createHash("sha256").update(text).digest("hex").slice(0, 8);
    writeFileSync(join(CRASHES, `${name}.nix`), text);
    console.log(`${name}.nix: ${what}\n    ${text.slice(0, 300)}\n`);
  };

  const start = (number: number): Worker => {
    const load = `import("tsx/esm/api").then(({ register }) => {
      register();
      return import(${JSON.stringify(import.meta.url)});
    })`;
    const worker = new Worker(load, {
      eval: true,
      workerData: { seed: Number(seed) + number, corpus } satisfies Job,
      resourceLimits: { stackSizeMb: 256, maxOldGenerationSizeMb: 1024 },
    });
    worker.on("message", (message: Message) => {
      if (message.kind === "crash") found(message.text, message.what);
      else {
        runs++;
        current = { text: message.text, since: Date.now() };
      }
    });
    worker.on("error", (error) => {
      found(current.text, `the worker died: ${error.message}`);
      running = start(number + 1);
    });
    current = { text: "", since: Date.now() };
    return worker;
  };

  let number = 0;
  let running = start(number);
  const timer = setInterval(() => {
    if (current.text !== "" && Date.now() - current.since > HANG_MS) {
      found(current.text, `hangs for more than ${HANG_MS} ms: ${current.text.slice(0, 60)}`);
      void running.terminate();
      number += 1000;
      running = start(number);
    }
    if (Date.now() < end) return;
    clearInterval(timer);
    void running.terminate();
    console.log(`${runs} expressions with seed ${seed}, ${crashes.size} crashes`);
    process.exitCode = crashes.size === 0 ? 0 : 1;
  }, 500);
}

if (isMainThread) main();
else fuzz(workerData as Job);
