import { EvalError } from "./errors.ts";
import { Attrs, Choice, force, type Lazy, OpenList, type Value } from "./value.ts";

/** Nix' own limit (`max-call-depth`): what is nested deeper, or endlessly, is an error there too. */
export const MAX_DEPTH = 10_000;

/** Choices within choices can go on for ever, when a condition of a recursion is unknown. */
const MAX_ALTERNATIVES = 200;

/** How many alternatives of choices may still be forced. */
interface Alternatives {
  left: number;
}

interface Level {
  readonly items: readonly Lazy[];
  /** The set whose attributes the items are, and their names. */
  readonly attrs: Attrs | null;
  readonly names: readonly string[];
  next: number;
}

/**
 * Forces a value and all that is in it, as `builtins.deepSeq` does; what was visited is not visited again, so cycles
 * end. What is unknown stays so; alternatives of a choice are not forced, as only one of them is real. Uses no stack.
 */
export function deepForce(value: Lazy): void {
  walk(value, new Set(), { left: 0 });
}

/** As `deepForce`, and the alternatives of choices too as far as they have a value: for printing. */
export function deepForceAll(value: Lazy): void {
  walk(value, new Set(), { left: MAX_ALTERNATIVES });
}

function walk(value: Lazy, seen: Set<Value>, budget: Alternatives): void {
  const levels: Level[] = [];
  const visit = (item: Lazy) => {
    const forced = force(item);
    if (!(forced instanceof Choice)) descend(forced, levels, seen);
    else if (budget.left > 0 && !seen.has(forced)) walkAlternatives(forced, seen, budget);
  };
  visit(value);
  while (levels.length > 0) {
    const level = levels[levels.length - 1] as Level;
    if (level.next >= level.items.length) {
      levels.pop();
      continue;
    }
    const item = level.items[level.next++] as Lazy;
    try {
      visit(item);
    } catch (error) {
      if (error instanceof EvalError) explain(error, levels);
      throw error;
    }
  }
}

function walkAlternatives(choice: Choice, seen: Set<Value>, budget: Alternatives): void {
  seen.add(choice);
  for (const alternative of choice.alternatives) {
    if (--budget.left < 0) return;
    try {
      walk(alternative, seen, budget);
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
    }
  }
}

function descend(value: Value, levels: Level[], seen: Set<Value>): void {
  const isAttrs = value instanceof Attrs;
  if (!isAttrs && !Array.isArray(value) && !(value instanceof OpenList)) return;
  if (seen.has(value)) return;
  seen.add(value);
  if (levels.length >= MAX_DEPTH) {
    throw new EvalError("stack-overflow", "stack overflow; max-call-depth exceeded");
  }
  if (isAttrs) {
    const names = [...value.map.keys()];
    levels.push({ items: [...value.map.values()], attrs: value, names, next: 0 });
  } else {
    const items = Array.isArray(value) ? value : value.items;
    levels.push({ items, attrs: null, names: [], next: 0 });
  }
}

function explain(error: EvalError, levels: readonly Level[]): void {
  for (const { attrs, names, next } of levels.toReversed()) {
    const name = names[next - 1];
    if (attrs === null || name === undefined) continue;
    error.addFrame({
      what: `while evaluating the attribute '${name}'`,
      span: attrs.position(name) ?? null,
    });
  }
}
