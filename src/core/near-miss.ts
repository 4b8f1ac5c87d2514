/** More mistakes than this are another word. */
const MOST_MISTAKES = 3;

/**
 * The candidate that was probably meant by a mistyped word, for "did you mean": at most a third of its letters and
 * three of them inserted, left out, replaced or swapped with their neighbour. Undefined where none is near.
 */
export function nearMiss(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.min(MOST_MISTAKES, Math.ceil(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const mistakes = mistakesBetween(word.toLowerCase(), candidate.toLowerCase());
    if (mistakes < fewest) {
      fewest = mistakes;
      best = candidate;
    }
  }
  return best;
}

/** `; did you mean 'x'?` for the near miss, and nothing where there is none. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearMiss(word, candidates);
  return meant === undefined ? "" : `; did you mean '${meant}'?`;
}

/** Optimal string alignment distance: Levenshtein's, with a swap of neighbours as one mistake. */
function mistakesBetween(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] as number) + 1);
      }
      current.push(least);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] as number;
}
