import { isNullable } from "./analysis.ts";
import type { CharSet } from "./char-set.ts";
import type { RegexNode, RepeatNode } from "./syntax.ts";

/** What a state does; `REPEAT` and `BRANCH` try `other` first and `next` after it. */
export const OP = {
  set: 0,
  begin: 1,
  end: 2,
  open: 3,
  close: 4,
  repeat: 5,
  branch: 6,
  accept: 7,
} as const;

/** States as parallel arrays; a state is an index. */
export interface Program {
  readonly op: number[];
  readonly next: number[];
  readonly other: number[];
  /** The group of `open` and `close`. */
  readonly group: number[];
  readonly set: (CharSet | null)[];
  /** Number of a `repeat` or `branch` among those, for remembering results. */
  readonly branch: number[];
  /** Number of a `repeat` whose body may be empty among those; -1 for all others. */
  readonly counter: number[];
  readonly start: number;
  readonly branches: number;
  readonly counters: number;
}

/** libstdc++'s limit on the states of an automaton; beyond it Nix reports that memory ran out. */
export const STATE_LIMIT = 100_000;

/** The automaton has more states than libstdc++ allows. */
export class RegexTooLarge extends Error {}

/** States that libstdc++ makes: all of them, and those that a copy of the node has. */
function size(node: RegexNode): { made: number; live: number } {
  switch (node.kind) {
    case "concat":
    case "alternatives": {
      const extra = node.kind === "concat" ? 0 : 2 * (node.items.length - 1);
      let made = extra;
      let live = extra;
      for (const item of node.items) {
        const own = size(item);
        made += own.made;
        live += own.live;
      }
      return { made, live };
    }
    case "group": {
      const body = size(node.body);
      return { made: body.made + 2, live: body.live + 2 };
    }
    case "repeat": {
      const body = size(node.body);
      const { min, max } = node;
      if (max === 1 && min === 0) return { made: body.made + 2, live: body.live + 2 };
      if (max === Number.POSITIVE_INFINITY && min <= 1) {
        return { made: body.made + 1, live: body.live + 1 };
      }
      const copies = max === Number.POSITIVE_INFINITY ? min + 1 : max;
      const live = copies * (body.live + 1) + 2;
      return { made: body.made + live, live };
    }
    default:
      return { made: 1, live: 1 };
  }
}

/** The automaton of a pattern. Throws `RegexTooLarge`. */
export function compileProgram(root: RegexNode): Program {
  if (size(root).made + 3 > STATE_LIMIT) throw new RegexTooLarge();
  return new ProgramBuilder().build(root);
}

class ProgramBuilder {
  readonly op: number[] = [];
  readonly next: number[] = [];
  readonly other: number[] = [];
  readonly group: number[] = [];
  readonly set: (CharSet | null)[] = [];
  readonly branch: number[] = [];
  readonly counter: number[] = [];
  #branches = 0;
  #counters = 0;

  build(root: RegexNode): Program {
    const accept = this.#state(OP.accept, -1);
    const start = this.#emit(root, accept);
    return { ...this, start, branches: this.#branches, counters: this.#counters };
  }

  #state(op: number, next: number, group = 0, set: CharSet | null = null): number {
    this.op.push(op);
    this.next.push(next);
    this.other.push(-1);
    this.group.push(group);
    this.set.push(set);
    this.branch.push(-1);
    this.counter.push(-1);
    return this.op.length - 1;
  }

  #choice(op: number, next: number): number {
    const state = this.#state(op, next);
    this.branch[state] = this.#branches++;
    return state;
  }

  #repeat(next: number, nullable: boolean): number {
    const state = this.#choice(OP.repeat, next);
    if (nullable) this.counter[state] = this.#counters++;
    return state;
  }

  /** Adds the states of a node that go on to `next`; gives the first of them. */
  #emit(node: RegexNode, next: number): number {
    switch (node.kind) {
      case "empty":
        return next;
      case "set":
        return this.#state(OP.set, next, 0, node.set);
      case "begin":
        return this.#state(OP.begin, next);
      case "end":
        return this.#state(OP.end, next);
      case "concat":
        return node.items.reduceRight((after, item) => this.#emit(item, after), next);
      case "group": {
        const close = this.#state(OP.close, next, node.index);
        return this.#state(OP.open, this.#emit(node.body, close), node.index);
      }
      case "alternatives":
        return this.#alternatives(node.items, next);
      case "repeat":
        return this.#repetition(node, next);
    }
  }

  /** `a|b|c` is `(a|b)|c`. */
  #alternatives(items: readonly RegexNode[], next: number): number {
    let state = this.#emit(items[0] as RegexNode, next);
    for (const item of items.slice(1)) {
      const branch = this.#choice(OP.branch, this.#emit(item, next));
      this.other[branch] = state;
      state = branch;
    }
    return state;
  }

  #repetition({ body, min, max }: RepeatNode, next: number): number {
    const nullable = isNullable(body);
    let state = next;
    let copies = min;
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#repeat(next, nullable);
      const first = this.#emit(body, loop);
      this.other[loop] = first;
      // `+` loops over the one copy it has; `{1,}` has a copy before the loop.
      state = loop;
      if (min === 1) return first;
    } else {
      for (let i = min; i < max; i++) {
        const optional = this.#repeat(next, nullable);
        this.other[optional] = this.#emit(body, state);
        state = optional;
      }
    }
    for (; copies > 0; copies--) state = this.#emit(body, state);
    return state;
  }
}
