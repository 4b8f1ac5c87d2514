/** A float as JSON: the shortest digits that read back as the same number, always with a point or an exponent. */
export function formatJsonFloat(value: number): string {
  if (!Number.isFinite(value)) return "null";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, power] = Math.abs(value).toExponential().split("e") as [string, string];
  const sign = value < 0 ? "-" : "";
  const digits = mantissa.replace(".", "");
  // The number is 0.digits times ten to the point.
  const point = Number(power) + 1;
  return sign + place(digits, point);
}

/** nlohmann's layout: plain from 1e-5 up to 15 digits before the point, an exponent beyond. */
function place(digits: string, point: number): string {
  if (digits.length <= point && point <= 15) return `${digits.padEnd(point, "0")}.0`;
  if (point > 0 && point <= 15) return `${digits.slice(0, point)}.${digits.slice(point)}`;
  if (point > -4 && point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  const exponent = point - 1;
  const sign = exponent < 0 ? "-" : "+";
  const head = digits.length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  return `${head}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
