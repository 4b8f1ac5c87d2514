import { equal } from "../evaluator/equality.ts";
import { EvalError, UnknownSignal } from "../evaluator/errors.ts";
import { Choice, force, Unknown } from "../evaluator/value.ts";
import type { ModuleEvaluation } from "./evaluation.ts";
import { jsonValue } from "./json-value.ts";
import type { OptionNode } from "./node.ts";

/**
 * Says of an evaluation's options whether they may be something else than their default: by what the repository
 * defines, and where it does not by what NixOS itself may define. True where that cannot be told.
 */
export function isSetIn(evaluation: ModuleEvaluation): (path: readonly string[]) => boolean {
  const known = new Map<string, boolean>();
  const names = new Map<OptionNode, ReadonlySet<string>>();
  const ask = (path: readonly string[]): boolean => {
    const key = path.join("\0");
    const before = known.get(key);
    if (before !== undefined) return before;
    // An answer that needs itself: nothing here contradicts that it may be set.
    known.set(key, true);
    let answer = true;
    try {
      answer = mayDiffer(evaluation, path, names);
    } catch (error) {
      known.delete(key);
      if (!(error instanceof EvalError || error instanceof UnknownSignal)) throw error;
    }
    known.set(key, answer);
    return answer;
  };
  return ask;
}

function mayDiffer(
  evaluation: ModuleEvaluation,
  path: readonly string[],
  names: Map<OptionNode, ReadonlySet<string>>,
): boolean {
  const { root } = evaluation;
  const fact = root.loc.facts?.fact(path);
  let node: OptionNode = root;
  for (const name of path) {
    let below = names.get(node);
    if (below === undefined) {
      below = new Set(node.names());
      names.set(node, below);
    }
    // Any name may stand there.
    if (name === "<name>" || name === "*") return below.size > 0;
    const child = below.has(name) ? node.child(name) : undefined;
    if (child === undefined) return fact?.contributed ?? false;
    node = child;
  }
  const value = force(node.value);
  if (value instanceof Unknown || value instanceof Choice) return true;
  const fallback = fact?.default;
  return fallback === undefined || !equal(value, jsonValue(fallback.value));
}
