/** Whether what is known of a value in part has room for what the value is. */
import { equal } from "../src/evaluator/equality.ts";
import { BudgetExceeded, EvalError, UnknownSignal } from "../src/evaluator/errors.ts";
import { print } from "../src/evaluator/print.ts";
import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  force,
  Lambda,
  type Lazy,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../src/evaluator/value.ts";

const MAX_DEPTH = 7;

/** The outcome of forcing: a value, or that it fails. */
export type Outcome = { readonly value: Value } | { readonly failure: string };

export function outcome(value: () => Value): Outcome {
  try {
    return { value: value() };
  } catch (error) {
    if (error instanceof BudgetExceeded) return { failure: "too much" };
    if (error instanceof UnknownSignal) return { failure: "SIGNAL" };
    if (error instanceof EvalError) return { failure: `${error.kind}: ${error.message}` };
    throw error;
  }
}

/** Where what is claimed has no room for what is; null where it has. */
export function conflict(claimed: Lazy, actual: Lazy, path: string, depth: number): string | null {
  if (depth > MAX_DEPTH) return null;
  const real = outcome(() => force(actual));
  // Evaluation cannot go on from an error, so anything may be claimed of it.
  if ("failure" in real) return null;
  const claim = outcome(() => force(claimed));
  if ("failure" in claim) return `${path}: ${claim.failure}, but is ${shown(real.value)}`;
  return conflictOfValues(claim.value, real.value, path, depth);
}

/** As `conflict`, of forced values. */
export function conflictOfValues(
  claim: Value,
  real: Value,
  path: string,
  depth: number,
): string | null {
  const wrong = () => `${path}: claimed ${shown(claim)}, but is ${shown(real)}`;
  if (claim instanceof Unknown) return null;
  if (claim instanceof Choice) {
    const conflicts = claim.alternatives.map((one) => conflict(one, real, path, depth + 1));
    return conflicts.includes(null) ? null : `${path}: no alternative fits: ${conflicts[0]}`;
  }
  if (claim instanceof PartialText) return fits(claim, real) ? null : wrong();
  if (claim instanceof Lambda || claim instanceof Builtin) {
    return real instanceof Lambda || real instanceof Builtin ? null : wrong();
  }
  if (claim instanceof Attrs) {
    return real instanceof Attrs ? conflictOfAttrs(claim, real, path, depth) : wrong();
  }
  if (claim instanceof OpenList) {
    return Array.isArray(real) ? conflictOfOpenList(claim, real, path, depth) : wrong();
  }
  if (Array.isArray(claim)) {
    if (!Array.isArray(real) || real.length !== claim.length) return wrong();
    for (const [i, item] of claim.entries()) {
      const found = conflict(item, real[i] as Lazy, `${path}[${i}]`, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }
  const same = outcome(() => equal(claim, real));
  return "value" in same && same.value === true ? null : wrong();
}

function conflictOfAttrs(claim: Attrs, real: Attrs, path: string, depth: number): string | null {
  for (const [name, value] of claim.map) {
    const own = real.map.get(name);
    if (own === undefined) return `${path}: claims '${name}', which is not there`;
    const found = conflict(value, own, `${path}.${name}`, depth + 1);
    if (found !== null) return found;
  }
  const mayHave = (name: string) => claim.rest !== null && claim.rest.mayHave?.(name) !== false;
  const more = real.names().find((name) => !claim.map.has(name) && !mayHave(name));
  return more === undefined ? null : `${path}: does not know of '${more}'`;
}

/** The first elements in their places, the others in their order. */
function conflictOfOpenList(
  claim: OpenList,
  real: readonly Lazy[],
  path: string,
  depth: number,
): string | null {
  let next = 0;
  for (const [i, item] of claim.items.entries()) {
    const fitsAt = (at: number) => conflict(item, real[at] as Lazy, path, depth + 1) === null;
    if (i < claim.prefix) {
      if (i >= real.length || !fitsAt(i)) return `${path}: element ${i} is another one`;
      next = i + 1;
      continue;
    }
    while (next < real.length && !fitsAt(next)) next++;
    if (next === real.length) return `${path}: element ${shown(item)} is not there`;
    next++;
  }
  return null;
}

/** Whether a text has the known pieces in their order. */
function fits(claim: PartialText, real: Value): boolean {
  const text = real instanceof ContextString ? real.text : real;
  if (typeof text !== "string") return false;
  const pattern = claim.pieces.map((piece) =>
    typeof piece === "string" ? piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : "[^]*",
  );
  return new RegExp(`^${pattern.join("")}$`).test(text);
}

export function shown(value: Lazy): string {
  return print(value).slice(0, 200);
}
