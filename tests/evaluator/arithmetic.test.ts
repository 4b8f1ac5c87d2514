import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, div, mul, normaliseInt, sub } from "../../src/evaluator/arithmetic.ts";
import { EvalError } from "../../src/evaluator/errors.ts";
import type { Value } from "../../src/evaluator/value.ts";

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

/** Integers of 64 bits, many of them at the borders of what numbers and 64 bits hold. */
const int64 = fc.oneof(
  fc.bigInt({ min: MIN, max: MAX }),
  fc.bigInt({ min: -100n, max: 100n }),
  fc.constantFrom(MIN, MAX, MIN + 1n, 2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), 2n ** 32n, 0n),
);

function outcome(compute: () => Value): Value | "error" {
  try {
    return compute();
  } catch (error) {
    if (error instanceof EvalError) return "error";
    throw error;
  }
}

describe("arithmetic on integers", () => {
  const operations: [
    string,
    (a: Value, b: Value) => Value,
    (a: bigint, b: bigint) => bigint | undefined,
  ][] = [
    ["add", add, (a, b) => a + b],
    ["sub", sub, (a, b) => a - b],
    ["mul", mul, (a, b) => a * b],
    ["div", div, (a, b) => (b === 0n ? undefined : a / b)],
  ];
  for (const [name, operation, exact] of operations) {
    it(`${name} is that of 64 bits, in one representation`, () => {
      fc.assert(
        fc.property(int64, int64, (a, b) => {
          const result = exact(a, b);
          const fits = result !== undefined && result >= MIN && result <= MAX;
          const expected = fits ? normaliseInt(result) : "error";
          const got = outcome(() => operation(normaliseInt(a), normaliseInt(b)));
          expect(Object.is(got, expected)).toBe(true);
        }),
        { numRuns: 2000 },
      );
    });
  }

  it("says what overflows", () => {
    expect(() => add(normaliseInt(MAX), 1)).toThrow(
      "integer overflow in adding 9223372036854775807 + 1",
    );
    expect(() => div(1, 0)).toThrow("division by zero");
  });
});
