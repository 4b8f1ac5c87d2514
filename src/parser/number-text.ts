/** The values of number literals. */

const maxInteger = 2n ** 63n - 1n;
/** The smallest number with a full mantissa; C's strtod reports a range error below it. */
const minNormal = 2.2250738585072014e-308;

/** A bigint only beyond 2^53; null when it does not fit into 64 bits. */
export function integerValue(text: string): number | bigint | null {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(text);
  return exact > maxInteger ? null : exact;
}

/** Null for what strtod calls out of range: too big, or so small that digits are lost. */
export function floatValue(text: string): number | null {
  const value = Number(text);
  if (value === Number.POSITIVE_INFINITY) return null;
  if (value < minNormal && /[1-9]/.test(text.replace(/e.*/i, ""))) return null;
  return value;
}
