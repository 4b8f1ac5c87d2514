import { Attrs, type Lazy, NixFloat, type Value } from "../evaluator/value.ts";
import type { JsonValue } from "./facts.ts";

/** The Nix value of plain data. */
export function jsonValue(data: JsonValue): Value {
  if (data === null || typeof data === "boolean" || typeof data === "string") return data;
  if (typeof data === "number") return Number.isSafeInteger(data) ? data : new NixFloat(data);
  if (isArray(data)) return data.map(jsonValue);
  const map = new Map<string, Lazy>();
  for (const [name, value] of Object.entries(data)) map.set(name, jsonValue(value));
  return new Attrs(map);
}

function isArray(data: JsonValue): data is readonly JsonValue[] {
  return Array.isArray(data);
}
