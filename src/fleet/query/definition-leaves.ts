import type { Span } from "../../core/span.ts";
import { isDerivation } from "../../evaluator/equality.ts";
import type { EvalError } from "../../evaluator/errors.ts";
import { Attrs, Choice, type Lazy, type Value } from "../../evaluator/value.ts";
import type { Host } from "../fleet.ts";
import { elements, read, readValue } from "../read.ts";

/** A value that a module of the repository defines, as it is written: before it is merged with others. */
export interface DefinitionLeaf {
  /** Names of attributes down to it; lists are not counted. */
  readonly path: readonly string[];
  readonly value: Value;
  /** The name that is defined, or the nearest one around it. */
  readonly span: Span | null;
  /** The same for each name of the path. */
  readonly spans: readonly (Span | null)[];
  /** False where it is not known whether the definition holds. */
  readonly certain: boolean;
}

/** Deeper than options go: what is below is the inside of a value. */
const MAX_DEPTH = 10;
/** Leaves of one host; more is a mistake of ours or data of somebody's. */
const MAX_LEAVES = 60_000;

/** A definition that cannot be evaluated. */
export interface FailedDefinition extends Where {
  readonly error: EvalError;
}

interface Collected {
  readonly leaves: DefinitionLeaf[];
  readonly failed: FailedDefinition[];
}

const known = new WeakMap<Host, Collected>();

/**
 * Everything that the repository's modules define for a host, down to texts, numbers, paths and derivations. What
 * conditions surely leave out is left out; definitions that lose to others are not.
 */
export function definitionLeaves(host: Host): readonly DefinitionLeaf[] {
  return collected(host).leaves;
}

/** The definitions of a host that cannot be evaluated, with what is wrong. */
export function failedDefinitions(host: Host): readonly FailedDefinition[] {
  return collected(host).failed;
}

function collected(host: Host): Collected {
  let all = known.get(host);
  if (all === undefined) {
    const found: Collected = { leaves: [], failed: [] };
    read(() => {
      for (const module of host.evaluation?.modules ?? []) {
        if (module.file.startsWith("«")) continue;
        const where = { path: [], span: null, spans: [], certain: true };
        collect(module.config.value, where, 0, found);
      }
      return null;
    });
    all = found;
    known.set(host, all);
  }
  return all;
}

type Where = Omit<DefinitionLeaf, "value">;

function collect(definition: Lazy, where: Where, depth: number, found: Collected): void {
  if (depth > MAX_DEPTH || found.leaves.length > MAX_LEAVES) return;
  const reading = read(definition);
  if (!reading.ok) {
    found.failed.push({ ...where, error: reading.error });
    return;
  }
  const { value } = reading;
  if (value instanceof Choice) {
    for (const alternative of value.alternatives) {
      collect(alternative, { ...where, certain: false }, depth + 1, found);
    }
  } else if (value instanceof Attrs) collectSet(value, where, depth, found);
  else {
    const items = elements(value);
    if (items.length === 0) found.leaves.push({ ...where, value });
    for (const item of items) collect(item, where, depth + 1, found);
  }
}

function collectSet(set: Attrs, where: Where, depth: number, found: Collected): void {
  const tag = set.map.get("_type");
  const property = tag === undefined ? null : readValue(tag);
  if (property === "if") {
    const condition = readValue(set.map.get("condition") ?? true);
    if (condition === false) return;
    const certain = where.certain && condition === true;
    collect(set.map.get("content") ?? null, { ...where, certain }, depth, found);
  } else if (property === "override" || property === "order") {
    collect(set.map.get("content") ?? null, where, depth, found);
  } else if (property === "merge") {
    for (const one of elements(readValue(set.map.get("contents") ?? []))) {
      collect(one, where, depth + 1, found);
    }
  } else if (isDerivation(set)) found.leaves.push({ ...where, value: set });
  else if (property === null) {
    for (const [name, inner] of set.map) {
      if (depth === 0 && name === "_module") continue;
      const span = set.position(name) ?? where.span;
      const path = [...where.path, name];
      collect(inner, { ...where, path, span, spans: [...where.spans, span] }, depth + 1, found);
    }
  }
}
