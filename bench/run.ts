/*
 * npm run bench [-- FLEET]: ratios in one run, never asserted anywhere. Evaluation against `nix-instantiate` on the
 * same programs (start-up left out on both sides), parsing in MB/s, and the whole run on a fleet.
 * NIXPKGS_LIB names a checkout of nixpkgs' lib, for `lib.evalModules` on nix' side.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { inBigStack } from "../scripts/big-stack.ts";
import { DiskIO } from "../src/cli/disk-io.ts";
import { prepareParser } from "../src/cli/wasm.ts";
import { builtinsFor } from "../src/evaluator/builtins/index.ts";
import { deepForce } from "../src/evaluator/deep.ts";
import { Evaluator } from "../src/evaluator/evaluator.ts";
import { createLib } from "../src/evaluator/lib/index.ts";
import { moduleLib } from "../src/modules/lib.ts";
import { parse } from "../src/parser/parse.ts";

/** Programs by name; `lib` is in scope of all. */
const PROGRAMS: Readonly<Record<string, string>> = {
  fib: "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 27",
  "foldl'": "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 1000000)",
  merges: `
    let
      set = f: builtins.listToAttrs (builtins.genList (n: { name = "k\${toString n}"; value = f n; }) 100000);
      merged = set (n: n) // builtins.mapAttrs (_: n: n + 1) (set (n: n * 2));
    in builtins.length (builtins.attrNames (builtins.intersectAttrs merged (set (n: n))))`,
  strings: `
    builtins.stringLength (builtins.concatStringsSep "," (builtins.genList
      (n: builtins.replaceStrings [ "1" "2" ] [ "one" "two" ] "item-\${toString n}") 100000))`,
  regex: `
    builtins.length (builtins.filter
      (n: builtins.match "([a-z]+)-([0-9]+)(5|7)" "entry-\${toString n}" != null)
      (builtins.genList (n: n) 50000))`,
  evalModules: `
    let
      module = n: { config, ... }: {
        options."o\${toString n}" = lib.mkOption { type = lib.types.listOf lib.types.int; default = [ ]; };
        config."o\${toString n}" = lib.mkIf (n >= 0) [ n ];
        config.all = lib.mkIf true [ (builtins.length config."o\${toString n}") ];
      };
      modules = builtins.genList module 200 ++ [
        { options.all = lib.mkOption { type = lib.types.listOf lib.types.int; default = [ ]; }; }
      ];
    in builtins.length (lib.evalModules { inherit modules; }).config.all`,
};

const NIX = {
  NIX_STORE_DIR: "/nix/store",
  NIX_STATE_DIR: join(tmpdir(), "nixlint-bench/state"),
  NIX_LOG_DIR: join(tmpdir(), "nixlint-bench/log"),
  NIX_CONF_DIR: join(tmpdir(), "nixlint-bench/conf"),
  NIX_REMOTE: "dummy://",
};
const ROUNDS = 5;

function median(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[samples.length >> 1] as number;
}

function sample(work: () => void): number {
  return median(
    Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}

/** Milliseconds of a program in a new evaluator each time; the compiled JavaScript stays warm. */
function ours(text: string): number {
  return sample(() => {
    const ev: Evaluator = new Evaluator({
      io: new DiskIO({ root: "/" }),
      builtins: (one) => builtinsFor(one),
    });
    const lib = createLib(ev, new Map(moduleLib(ev)));
    deepForce(ev.call(ev.evalText(`lib: ${text}`, "/"), lib));
  });
}

/** Milliseconds of nix-instantiate without its start-up; null where it is not installed or cannot. */
function theirs(text: string): number | null {
  const lib = process.env.NIXPKGS_LIB;
  if (text.includes("lib.") && lib === undefined) return null;
  const prefix = lib === undefined ? "" : `let lib = import ${lib}/lib; in `;
  const run = (program: string) =>
    spawnSync("nix-instantiate", ["--eval", "--strict", "-E", program], {
      env: { ...process.env, ...NIX },
    });
  const probe = run(prefix + text);
  if (probe.error !== undefined || probe.status !== 0) return null;
  const startUp = sample(() => run(text.includes("lib.") ? `${prefix}lib.version` : "1"));
  return sample(() => run(prefix + text)) - startUp;
}

function evaluation(lines: string[]): void {
  const ratios: number[] = [];
  lines.push("| program | nixlint ms | nix ms | times as fast |", "|---|---|---|---|");
  for (const [name, text] of Object.entries(PROGRAMS)) {
    const own = ours(text);
    const measured = theirs(text);
    // A difference below the noise of starting nix says nothing.
    const nix = measured === null || measured < 5 ? null : measured;
    if (nix !== null) ratios.push(nix / own);
    const ratio = nix === null ? "–" : (nix / own).toFixed(2);
    lines.push(`| ${name} | ${own.toFixed(1)} | ${nix?.toFixed(1) ?? "–"} | ${ratio} |`);
  }
  if (ratios.length > 0) {
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    lines.push(`| geometric mean | | | ${mean.toFixed(2)} |`);
  }
}

/** Every Nix file of a folder, parsed in one go. */
function parsing(folder: string, lines: string[]): void {
  const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".nix"))
    .map((path) => readFileSync(join(folder, path), "utf8"));
  const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  const ms = sample(() => {
    for (const text of texts) parse(text);
  });
  lines.push(
    `parsing: ${texts.length} files, ${size.toFixed(2)} MB, ${((1000 * size) / ms).toFixed(1)} MB/s`,
  );
}

/** The packed command on a folder, start-up included. */
function wholeRun(folder: string, lines: string[]): void {
  const command = resolve("dist/nixlint.js");
  const ms = sample(() => spawnSync(process.execPath, [command, "--no-config", folder]));
  const version = sample(() => execFileSync(process.execPath, [command, "--version"]));
  lines.push(`nixlint ${folder}: ${ms.toFixed(0)} ms; nixlint --version: ${version.toFixed(0)} ms`);
}

function main(): void {
  prepareParser();
  const folder = process.argv[2] ?? "fixtures/fleets/harbour";
  const lines = [`node ${process.version}, ${ROUNDS} rounds, medians`, ""];
  evaluation(lines);
  lines.push("");
  parsing(folder, lines);
  wholeRun(folder, lines);
  const text = `${lines.join("\n")}\n`;
  writeFileSync("bench/results.md", text);
  process.stdout.write(text);
}

inBigStack(import.meta.url, main);
