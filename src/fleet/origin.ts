import type { Span } from "../core/span.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import { force, type Lazy, type Value } from "../evaluator/value.ts";
import { parseAddress } from "./address.ts";
import { definedValue } from "./definitions.ts";
import type { Host } from "./fleet.ts";
import { attributes, elements, textOf } from "./read.ts";

/** Sees a literal or datum when it is used; gives what stands in its place. */
export type Datum = (at: Span, value: Value) => Value;

/** Evaluates the fleet's hosts again, with a hook on every datum. */
export type Reevaluate = (datum: Datum) => readonly Host[];

/** Evaluations that are spent on the origins of one fleet. */
const MAX_EVALUATIONS = 60;

interface Seen {
  readonly at: Span;
  readonly value: number | string;
}

/**
 * Finds what an address comes from: evaluates its host again and notes every datum that is used, then changes those
 * that can stand in the address one by one. What changes the address is its origin.
 */
export function originFinder(evaluator: Evaluator, reevaluate: Reevaluate) {
  const known = new Map<string, readonly Span[]>();
  let left = MAX_EVALUATIONS;
  const holds = (datum: Datum, host: Host, option: readonly string[], address: string): boolean => {
    left--;
    const again = reevaluate(datum).find((one) => one.name === host.name && one.set === host.set);
    const value = again === undefined ? undefined : definedValue(again, option);
    return value !== undefined && addressesIn(value).has(address);
  };
  return (host: Host, option: readonly string[], address: string): readonly Span[] => {
    const key = JSON.stringify([host.set, host.name, option, address]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const origins = left > 0 ? search(host, option, address) : [];
    known.set(key, origins);
    return origins;
  };

  function search(host: Host, option: readonly string[], address: string): Span[] {
    const seen = new Map<string, Seen>();
    const note: Datum = (at, value) => {
      if (typeof value === "number" || typeof value === "string") {
        if (couldGive(value, address)) seen.set(keyOf(at), { at, value });
      }
      return value;
    };
    if (!holds(note, host, option, address)) return [];
    const causes: Span[] = [];
    for (const candidate of [...seen.values()].slice(0, 20)) {
      if (left <= 0) break;
      const changed = changedFrom(candidate.value);
      const at = keyOf(candidate.at);
      const change: Datum = (span, value) => (keyOf(span) === at ? changed : value);
      if (!holds(change, host, option, address)) causes.push(placeIn(evaluator, candidate.at));
    }
    return causes;
  }
}

function keyOf(span: Span): string {
  return `${span.file.path} ${span.start}`;
}

/** The same place in the first evaluator's copy of a file, whose text is the same. */
function placeIn(evaluator: Evaluator, span: Span): Span {
  const file = evaluator.files.get(span.file.path);
  return file === undefined ? span : { ...span, file: file.source };
}

/** Whether a datum can be what tells this address from others: the whole of it, or its last part. */
function couldGive(value: number | string, address: string): boolean {
  const last = address.split(/[.:]/).at(-1) ?? "";
  const text = String(value);
  return text === last || text === `.${last}` || text.split("/", 1)[0] === address;
}

function changedFrom(value: number | string): Value {
  if (typeof value === "number") return value >= 250 ? value - 1 : value + 1;
  const [address = "", ...prefix] = value.split("/");
  const changed = address.replace(/([0-9a-f]+)$/i, (last) => {
    const number = Number.parseInt(last, 16);
    return /^\d+$/.test(last)
      ? String(Number(last) >= 250 ? Number(last) - 1 : Number(last) + 1)
      : (number ^ 1).toString(16);
  });
  return [changed, ...prefix].join("/");
}

/** Every address in a value: in lists, and in the `address` of sets. */
function addressesIn(value: Value | Lazy): Set<string> {
  const found = new Set<string>();
  const add = (one: Value) => {
    const parsed = parseAddress(textOf(one) ?? "");
    if (parsed) found.add(parsed.address);
    for (const element of elements(one)) add(element);
    for (const attribute of attributes(one)) add(attribute.value);
  };
  add(force(value));
  return found;
}
