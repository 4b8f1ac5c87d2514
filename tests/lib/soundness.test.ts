import { expect, test } from "vitest";
import { check } from "../../scripts/lib-soundness.ts";
import { prepareParser } from "../../src/cli/wasm.ts";

prepareParser();

test("nothing is claimed of partly known arguments that is not so", () => {
  expect(check({ runs: 15, seed: 3, only: null, verbose: false })).toMatch(/^0 wrong of/m);
}, 60_000);
