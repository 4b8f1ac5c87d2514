import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differs } from "./differences.ts";
import { expressions } from "./grammar.ts";
import { nixOutcomes, nixVersion } from "./nix.ts";
import { line, ourOutcome } from "./ours.ts";

/** ORACLE_RUNS and ORACLE_SEED generate more, or others. */
const RUNS = Number(process.env.ORACLE_RUNS ?? 5000);
const SEED = Number(process.env.ORACLE_SEED ?? 2026);

describe("generated expressions", () => {
  const generated = fc.sample(expressions(), { numRuns: RUNS, seed: SEED });

  it("crash nothing, and are never unknown", () => {
    const bad = generated.filter((expression) => line(ourOutcome(expression)).includes("«unknown"));
    expect(bad).toEqual([]);
  });

  it.skipIf(nixVersion() === null)(
    "give what nix gives",
    () => {
      const nix = nixOutcomes(generated);
      const wrong: string[] = [];
      let values = 0;
      generated.forEach((expression, i) => {
        const theirs = nix[i] as (typeof nix)[number];
        const ours = ourOutcome(expression);
        if (theirs.ok) values++;
        if (line(ours) === line(theirs) || differs(expression, ours, theirs)) return;
        const said = ours.ok ? ours.value : `error: ${ours.message}`;
        const expected = theirs.ok ? theirs.value : `error: ${theirs.message}`;
        wrong.push(`${expression}\n  nixlint: ${said}\n  nix:     ${expected}`);
      });
      expect(wrong.join("\n\n")).toBe("");
      // Errors say little: most expressions have to have a value.
      expect(values / generated.length).toBeGreaterThan(0.6);
    },
    600_000,
  );
});
