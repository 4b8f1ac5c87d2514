import { isDerivation } from "../../evaluator/equality.ts";
import type { Reason } from "../../evaluator/reason.ts";
import {
  Attrs,
  Choice,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import { definitionsOf, isOwn } from "../definitions.ts";
import type { Host } from "../fleet.ts";
import { readValue, valueIn } from "../read.ts";

/** How much of what the repository sets for a host is known. */
export interface Census {
  /** Options of which the repository sets the value, counted at their leaves. */
  readonly total: number;
  readonly known: number;
  /** What made the others unknown, the most frequent first. */
  readonly unknown: readonly { readonly reason: string; readonly count: number }[];
}

const MAX_DEPTH = 24;

/** Counts the leaves of a host's configuration that modules define, and those that are known. */
export function censusOf(host: Host): Census {
  const { evaluation } = host;
  if (evaluation === null) return { total: 0, known: 0, unknown: [] };
  const counter = new Counter();
  const seen = new Set<Attrs>();
  const walk = (path: readonly string[], value: Value): void => {
    const descend =
      value instanceof Attrs && path.length < MAX_DEPTH && !seen.has(value) && !isSymbolic(value);
    if (!descend) {
      counter.count(value);
      return;
    }
    seen.add(value);
    const names = value.names();
    if (names.length === 0) counter.count(value);
    for (const name of names) {
      if (path.length === 0 && name === "_module") continue;
      const inner = [...path, name];
      if (!definitionsOf(host, inner).some(isOwn)) continue;
      walk(inner, valueIn(evaluation, inner) ?? null);
    }
  };
  walk([], valueIn(evaluation, []) ?? null);
  return counter.census();
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
    const reason = whyUnknown(value, 0);
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

/** The first reason why a value is not wholly known; null if it is. Store hashes that are holes count as known. */
export function whyUnknown(value: Value, depth: number): Reason | null {
  if (value instanceof Unknown || value instanceof Choice) return value.reason;
  if (value instanceof PartialText) {
    for (const piece of value.pieces) {
      if (typeof piece !== "string" && !isStoreHash(piece.reason)) return piece.reason;
    }
    return null;
  }
  if (depth > 6) return null;
  if (Array.isArray(value) || value instanceof OpenList) {
    const items = Array.isArray(value) ? value : value.items;
    for (const item of items) {
      const reason = whyUnknown(readValue(item), depth + 1);
      if (reason !== null) return reason;
    }
    return null;
  }
  if (value instanceof Attrs && !isSymbolic(value)) {
    for (const item of value.map.values()) {
      const reason = whyUnknown(readValue(item), depth + 1);
      if (reason !== null) return reason;
    }
  }
  return null;
}

function isStoreHash(reason: Reason): boolean {
  return reason.subject instanceof Attrs || reason.subject instanceof NixPath;
}
