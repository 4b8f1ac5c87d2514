import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../helpers.ts";

function sorted(list: readonly { k: number; i: number }[], comparator: string): unknown {
  const items = list.map(({ k, i }) => `{ k = ${k}; i = ${i}; }`).join(" ");
  const text = evaluate(`builtins.toJSON (builtins.sort (${comparator}) [ ${items} ])`);
  return JSON.parse(String(text));
}

const lists = fc
  .array(fc.nat({ max: 12 }), { maxLength: 80 })
  .map((keys) => keys.map((k, i) => ({ k, i })));

describe("builtins.sort", () => {
  it("is stable", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const expected = [...list].sort((a, b) => a.k - b.k);
        expect(sorted(list, "a: b: a.k < b.k")).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps every element whatever the comparator says", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const result = sorted(list, "a: b: a.i * 7 / 3 != b.k") as { i: number }[];
        expect(result.map(({ i }) => i).sort((a, b) => a - b)).toEqual(list.map(({ i }) => i));
      }),
      { numRuns: 50 },
    );
  });
});
