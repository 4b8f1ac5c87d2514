import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare } from "../../scripts/lib-differential.ts";
import { DiskIO } from "../../src/cli/disk-io.ts";
import { prepareParser } from "../../src/cli/wasm.ts";
import { builtinsFor } from "../../src/evaluator/builtins/index.ts";
import { equal } from "../../src/evaluator/equality.ts";
import { UnknownSignal } from "../../src/evaluator/errors.ts";
import { Evaluator } from "../../src/evaluator/evaluator.ts";
import { createLib } from "../../src/evaluator/lib/index.ts";
import { update } from "../../src/evaluator/update.ts";
import { Attrs, type Lazy } from "../../src/evaluator/value.ts";
import { moduleLib } from "../../src/modules/lib.ts";

prepareParser();

/**
 * The folder `lib` of a checkout of nixpkgs (or of nixpkgs.lib), which is no part of this repository: without it there
 * is nothing to compare with, and these tests are skipped.
 */
const LIB = process.env.NIXPKGS_LIB ?? "";
const missing = !existsSync(join(LIB, "tests/misc.nix"));

/**
 * The tests of a file that ends in `lib.runTests { … }`, by name: whether both sides of each are equal. `lib` is ours
 * or what is in the checkout; only `runTests` is replaced, so that it hands out the tests.
 */
function testsOf(file: string, ours: boolean): Map<string, { expr: Lazy; expected: Lazy }> {
  let lib: Lazy | undefined;
  const ev = new Evaluator({
    io: new DiskIO({ root: "/" }),
    builtins: builtinsFor,
    importElsewhere: (path) => (path === LIB || path === `${LIB}/default.nix` ? lib : undefined),
  });
  const base = ours ? createLib(ev, moduleLib(ev), { release: "26.11" }) : ev.importPath(LIB);
  const runTests = ev.evalText("tests: tests", "/");
  lib = update(base, Attrs.of({ runTests }), null);
  const tests = ev.attrs(ev.importPath(join(LIB, "tests", file)));
  return new Map(
    tests.names().map((name) => {
      const one = ev.attrs(tests.map.get(name) as Lazy);
      return [name, { expr: one.get("expr") as Lazy, expected: one.get("expected") as Lazy }];
    }),
  );
}

function failures(file: string, ours: boolean): string[] {
  const failed: string[] = [];
  for (const [name, { expr, expected }] of testsOf(file, ours)) {
    try {
      if (!equal(expr, expected)) failed.push(name);
    } catch (error) {
      if (error instanceof UnknownSignal) failed.push(`${name}: unknown, ${error.reason.text}`);
      else failed.push(`${name}: ${String(error)}`);
    }
  }
  return failed;
}

describe.skipIf(missing)("the tests of nixpkgs' lib (NIXPKGS_LIB)", () => {
  test.each(["misc.nix", "systems.nix"])("%s passes with this library", (file) => {
    expect(failures(file, true)).toEqual([]);
  });

  test.each(["misc.nix", "systems.nix"])("%s passes with nixpkgs' own library", (file) => {
    expect(failures(file, false)).toEqual([]);
  });
});

describe.skipIf(missing)("nixpkgs' lib beside this one (NIXPKGS_LIB)", () => {
  const options = { lib: LIB, runs: 8, seed: 5, only: null, verbose: false, odd: false };

  test("agrees with it on generated arguments", () => {
    const { rows } = compare(options);
    expect(rows.flatMap(({ disagree }) => disagree)).toEqual([]);
  }, 60_000);

  test("has no name that it lacks", () => {
    const { missing: lost } = compare({ ...options, runs: 0 });
    // What merges modules one by one is the module system's own affair.
    expect(lost.filter((name) => !name.startsWith("mergeModules"))).toEqual([]);
  });
});
