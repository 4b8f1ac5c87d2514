import { addAll, type CharSet, emptySet, intersects, union } from "./char-set.ts";
import type { RegexNode } from "./syntax.ts";

/** Whether the node matches the empty string somewhere. */
export function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case "set":
      return false;
    case "concat":
      return node.items.every(isNullable);
    case "alternatives":
      return node.items.some(isNullable);
    case "group":
      return isNullable(node.body);
    case "repeat":
      return node.min === 0 || isNullable(node.body);
    default:
      return true;
  }
}

/** Bytes that a match that is not empty can begin with. */
export function firstBytes(node: RegexNode): CharSet {
  switch (node.kind) {
    case "set":
      return node.set;
    case "concat": {
      const set = emptySet();
      for (const item of node.items) {
        addAll(set, firstBytes(item));
        if (!isNullable(item)) break;
      }
      return set;
    }
    case "alternatives":
      return node.items.map(firstBytes).reduce(union);
    case "group":
      return firstBytes(node.body);
    case "repeat":
      return node.max === 0 ? emptySet() : firstBytes(node.body);
    default:
      return emptySet();
  }
}

/** What decides whether a backtracking engine does the same, and how long it may take. */
export interface Behaviour {
  /** A group in a loop that some iterations leave out, or a loop over what may be empty. */
  quirks: boolean;
  /** Alternatives of which more than one may match at one place. */
  alternatives: boolean;
  /** A choice that is open inside a loop: exponential time. */
  exponential: boolean;
  /** Choices between going on with a loop and leaving it that the next byte does not decide. */
  choices: number;
  /** Whether a match may have any length. */
  unbounded: boolean;
}

/** Looks through a pattern for what other engines do differently or slowly. */
export function behaviourOf(root: RegexNode): Behaviour {
  const result: Behaviour = {
    quirks: false,
    alternatives: false,
    exponential: false,
    choices: 0,
    unbounded: false,
  };
  visit(root, emptySet(), { loop: false, skippable: false }, result);
  return result;
}

interface Surroundings {
  /** Inside something that repeats. */
  readonly loop: boolean;
  /** Inside a part of a loop's body that an iteration may leave out. */
  readonly skippable: boolean;
}

/** `follow` has the bytes that may come after the node. */
function visit(node: RegexNode, follow: CharSet, around: Surroundings, result: Behaviour): void {
  switch (node.kind) {
    case "concat": {
      let after = follow;
      for (const item of [...node.items].reverse()) {
        visit(item, after, around, result);
        after = isNullable(item) ? union(after, firstBytes(item)) : firstBytes(item);
      }
      return;
    }
    case "alternatives": {
      const inner = { ...around, skippable: around.loop };
      if (overlap(node.items)) {
        result.alternatives = true;
        if (around.loop) result.exponential = true;
      }
      for (const item of node.items) visit(item, follow, inner, result);
      return;
    }
    case "group":
      if (around.skippable) result.quirks = true;
      visit(node.body, follow, around, result);
      return;
    case "repeat": {
      const { body, min, max } = node;
      const first = firstBytes(body);
      if (isNullable(body)) result.quirks = true;
      if (max === Number.POSITIVE_INFINITY) result.unbounded = true;
      if (max > min && intersects(first, follow)) {
        result.choices++;
        if (around.loop) result.exponential = true;
      }
      const loop = around.loop || max > 1;
      const skippable = around.loop && (around.skippable || min === 0);
      visit(body, max > 1 ? union(first, follow) : follow, { loop, skippable }, result);
      return;
    }
    default:
  }
}

/** Whether two alternatives can begin alike, or one of them is empty. */
function overlap(items: readonly RegexNode[]): boolean {
  const seen = emptySet();
  return items.some((item) => {
    const first = firstBytes(item);
    if (isNullable(item) || intersects(seen, first)) return true;
    addAll(seen, first);
    return false;
  });
}
