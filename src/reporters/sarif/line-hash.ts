/** Units that a hash covers, counted from the start of its line. */
const WINDOW = 100;
const BASE = 37;
const END_OF_FILE = 0xffff;
const TWO_32 = 2 ** 32;

/**
 * GitHub's `primaryLocationLineHash` of every line, first line first, exactly as its upload action computes it
 * (github/codeql-action, `src/fingerprints.ts`), so that an alert keeps its identity when lines move:
 *
 * a polynomial hash modulo 2^64 with base 37 over the 100 UTF-16 units from the start of the line, spaces and tabs
 * left out, every line ending counted as one LF, the end of the file as 0xFFFF and what is after it as 0; in
 * hexadecimal, then `:n` for the n-th line of the file with that hash. A byte order mark counts.
 */
export function lineHashes(text: string): string[] {
  const { units, starts } = normalise(text);
  const seen = new Map<string, number>();
  return windowHashes(units, starts).map((hash) => {
    const times = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, times);
    return `${hash}:${times}`;
  });
}

/** The units that count, followed by the end mark and a window of zeros, and the index of the first of each line. */
function normalise(text: string): { units: Uint16Array; starts: number[] } {
  const units = new Uint16Array(text.length + 1 + WINDOW);
  const starts: number[] = [];
  let length = 0;
  let atLineStart = true;
  const push = (unit: number): void => {
    if (atLineStart) starts.push(length);
    atLineStart = unit === 10;
    units[length++] = unit;
  };
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 32 || unit === 9) continue;
    if (unit === 13) push(10);
    else if (unit !== 10 || text.charCodeAt(i - 1) !== 13) push(unit);
  }
  push(END_OF_FILE);
  return { units: units.subarray(0, length + WINDOW), starts };
}

/** The hash of the window at each of the starts, rolled along; 64 bits are kept as two halves of 32. */
function windowHashes(units: Uint16Array, starts: readonly number[]): string[] {
  const [leaveHigh, leaveLow] = power(WINDOW);
  const hashes: string[] = [];
  let high = 0;
  let low = 0;
  for (let i = 0; i < units.length; i++) {
    const entering = units[i] as number;
    const leaving = i < WINDOW ? 0 : (units[i - WINDOW] as number);
    const exact = low * BASE + entering - leaveLow * leaving;
    low = exact >>> 0;
    high = (high * BASE - leaveHigh * leaving + (exact - low) / TWO_32) >>> 0;
    if (i - WINDOW + 1 === starts[hashes.length]) hashes.push(hexadecimal(high, low));
  }
  return hashes;
}

/** BASE to the given power modulo 2^64, as its halves. */
function power(exponent: number): [number, number] {
  let value = 1n;
  for (let i = 0; i < exponent; i++) value = BigInt.asUintN(64, value * BigInt(BASE));
  return [Number(value >> 32n), Number(value & 0xffffffffn)];
}

function hexadecimal(high: number, low: number): string {
  return high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, "0");
}
