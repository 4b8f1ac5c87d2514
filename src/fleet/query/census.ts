import { isDerivation } from "../../evaluator/equality.ts";
import type { Reason } from "../../evaluator/reason.ts";
import {
  Attrs,
  Choice,
  type Lazy,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import type { ModuleEvaluation } from "../../modules/evaluate.ts";
import type { Host } from "../fleet.ts";
import { read, readValue } from "../read.ts";

/** How much of what the repository sets for a host is known. */
export interface Census {
  /** Options of which the repository sets the value, counted at their leaves. */
  readonly total: number;
  readonly known: number;
  /** What made the others unknown, the most frequent first. */
  readonly unknown: readonly { readonly reason: string; readonly count: number }[];
}

/** Deeper than options go: what is below is the inside of a value. */
const MAX_DEPTH = 8;

const known = new WeakMap<ModuleEvaluation, Census>();

/**
 * Counts the leaves that the repository's modules define for a host, and those of them that are known. It looks at
 * definitions as they are written, before they are merged: options that nobody asks for stay unevaluated otherwise.
 */
export function censusOf(host: Host): Census {
  const { evaluation } = host;
  if (evaluation === null) return { total: 0, known: 0, unknown: [] };
  let census = known.get(evaluation);
  if (census === undefined) {
    const counter = new Counter();
    read(() => {
      for (const module of evaluation.modules) {
        if (module.file.startsWith("«")) continue;
        countDefinitions(counter, module.config.value, 0);
      }
      return null;
    });
    census = counter.census();
    known.set(evaluation, census);
  }
  return census;
}

/** Properties whose content is the definition; a definition whose condition is false is none. */
function countDefinitions(counter: Counter, definition: Lazy, depth: number): void {
  const reading = read(definition);
  if (!reading.ok) return;
  const { value } = reading;
  if (!(value instanceof Attrs) || depth > MAX_DEPTH) {
    counter.count(value);
    return;
  }
  const tag = value.map.get("_type");
  const property = tag === undefined ? null : readValue(tag);
  if (property === "if") {
    if (readValue(value.map.get("condition") ?? true) !== false) {
      countDefinitions(counter, value.map.get("content") ?? null, depth);
    }
  } else if (property === "override" || property === "order") {
    countDefinitions(counter, value.map.get("content") ?? null, depth);
  } else if (property === "merge") {
    const contents = readValue(value.map.get("contents") ?? []);
    if (Array.isArray(contents)) for (const one of contents) countDefinitions(counter, one, depth);
  } else if (value.map.size === 0 || isSymbolic(value)) counter.count(value);
  else {
    for (const [name, inner] of value.map) {
      if (depth === 0 && name === "_module") continue;
      countDefinitions(counter, inner, depth + 1);
    }
  }
}

/** Sets that are values of their own: derivations, package sets. */
function isSymbolic(value: Attrs): boolean {
  const type = value.map.get("_type") ?? value.map.get("type");
  return isDerivation(value) || (type !== undefined && typeof readValue(type) === "string");
}

class Counter {
  total = 0;
  known = 0;
  readonly #reasons = new Map<string, number>();

  count(value: Value): void {
    this.total++;
    const reason = whyUnknown(value);
    if (reason === null) this.known++;
    else this.#reasons.set(reason.text, (this.#reasons.get(reason.text) ?? 0) + 1);
  }

  census(): Census {
    const unknown = [...this.#reasons]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
    return { total: this.total, known: this.known, unknown };
  }
}

/** Values that are looked at inside of one: some hold the whole fleet (`specialArgs`). */
const MAX_PARTS = 400;

/** The first reason why a value is not wholly known; null if it is. Store hashes that are holes count as known. */
export function whyUnknown(value: Value): Reason | null {
  const pending: Lazy[] = [value];
  for (let parts = 0; pending.length > 0 && parts < MAX_PARTS; parts++) {
    const part = readValue(pending.pop() as Lazy);
    if (part instanceof Unknown || part instanceof Choice) return part.reason;
    if (part instanceof PartialText) {
      for (const piece of part.pieces) {
        if (typeof piece !== "string" && !isStoreHash(piece.reason)) return piece.reason;
      }
    } else if (Array.isArray(part)) pending.push(...part);
    else if (part instanceof OpenList) pending.push(...part.items);
    else if (part instanceof Attrs && !isSymbolic(part)) pending.push(...part.map.values());
  }
  return null;
}

function isStoreHash(reason: Reason): boolean {
  return reason.subject instanceof Attrs || reason.subject instanceof NixPath;
}
