import type { Outcome } from "./nix.ts";

/** Where today's Nix does otherwise than the oracle (2.8), and how that shows. */
interface Difference {
  readonly because: string;
  applies(expression: string, ours: Outcome, theirs: Outcome): boolean;
}

const DIFFERENCES: readonly Difference[] = [
  {
    because: "integer overflow is an error since 2.24",
    applies: (_, ours) => !ours.ok && /^integer overflow in /.test(ours.message),
  },
  {
    because: "indices and lengths are cut to 32 bits by 2.8",
    applies: (expression) =>
      /\b(elemAt|substring)\b/.test(expression) && expression.includes("9007199254740993"),
  },
  {
    because: "rounding a float beyond 64 bits is an error",
    applies: (_, ours) => !ours.ok && /is not in the range of NixInt$/.test(ours.message),
  },
  {
    because: "a dollar in a name is escaped by 2.8 even where no brace follows",
    applies: (_, ours, theirs) =>
      ours.ok && theirs.ok && ours.value === theirs.value.replace(/\\\$(?!\{)/g, "$"),
  },
];

/** Whether a different result is one of the known differences. */
export function differs(expression: string, ours: Outcome, theirs: Outcome): boolean {
  return DIFFERENCES.some(({ applies }) => applies(expression, ours, theirs));
}
