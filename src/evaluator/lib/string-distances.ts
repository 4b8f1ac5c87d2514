import type { BuiltinTable } from "../builtins/define.ts";
import { equal } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Lazy } from "../value.ts";
import { bytesOf, interpolated, whole } from "./partial-text.ts";

/** `lib.strings`: how many bytes must be inserted, deleted or replaced to make one text the other. */
export const stringDistances: BuiltinTable = {
  levenshtein: [2, (ev, a: Lazy, b: Lazy) => distance(chars(ev, a), chars(ev, b))],
  levenshteinAtMost: [3, levenshteinAtMost],
};

function chars(ev: Evaluator, text: Lazy): string[] {
  return bytesOf(whole(interpolated(ev, text)));
}

function levenshteinAtMost(ev: Evaluator, most: Lazy, a: Lazy, b: Lazy): boolean {
  const limit = ev.int(most);
  if (limit <= 0) return equal(a, b);
  return distance(chars(ev, a), chars(ev, b)) <= limit;
}

function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((x, i) => {
    const next = [i + 1];
    b.forEach((y, j) => {
      const replaced = (row[j] as number) + (x === y ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    });
    row = next;
  });
  return row[b.length] as number;
}
