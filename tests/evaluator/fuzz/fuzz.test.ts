import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crashOf } from "./crash.ts";

/** What once crashed or hung: found by scripts/fuzz-eval.ts. */
const FOLDER = join(import.meta.dirname, "../../../fixtures/fuzz");

describe("expressions that once crashed the evaluator", () => {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".nix"))) {
    it(`${file} is a value or an error`, () => {
      expect(crashOf(readFileSync(join(FOLDER, file), "utf8"))).toBeNull();
    });
  }
});
