import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LEAVES } from "../../scripts/module-leaves.ts";
import { EvalError } from "../../src/evaluator/errors.ts";
import { evaluatorFor } from "../evaluator/helpers.ts";
import { libOf } from "./evaluation.ts";

interface Recorded {
  readonly text: string;
  readonly result: string;
}

const file = new URL("../../fixtures/modules/recorded.json", import.meta.url);
const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded[];

function result(text: string): string {
  const ev = evaluatorFor();
  const evaluation = ev.delayCall(ev.evalText(text, "/"), libOf(ev, "25.11"));
  try {
    return ev.text(ev.call(ev.evalText(LEAVES, "/"), evaluation));
  } catch (error) {
    if (error instanceof EvalError) return "«error»";
    throw error;
  }
}

// Recorded by scripts/module-differential.ts from nix 2.8 with the library of nixpkgs 25.11.
describe("random modules evaluate as real nix evaluates them", () => {
  it("there are some", () => expect(recorded.length).toBeGreaterThan(50));
  for (const [index, { text, result: expected }] of recorded.entries()) {
    it(`case ${index}`, () => expect(result(text)).toBe(expected));
  }
});
