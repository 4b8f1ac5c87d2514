import { OP, type Program } from "./program.ts";

/** Steps a single search may take. Only loops over what may be empty come near it. */
const MAX_STEPS = 30_000_000;
/** Remembered results beyond this many go into a map, which grows as needed. */
const MAX_TABLE = 1 << 24;

/** The search took too many steps. */
export class RegexBudgetExceeded extends Error {}

/** Kinds of entries on the stack; each has as many numbers after it as its comment names. */
const UNDO_START = 0; // group, start
const UNDO_END = 1; // group, end
const UNDO_COUNT = 2; // counter, position, count
const LEAVE_LOOP = 3; // state, position
const SECOND = 4; // state, position
const JOIN = 5; // solved
const REMEMBER = 6; // key

const DEAD = -1;

/**
 * Runs an automaton as libstdc++'s depth-first executor does, with its results but in linear time: the outcome of a
 * state at a position is remembered, since a second visit can only find ends that the first one found. It takes both
 * sides of an alternative and keeps the longest match, the first of equals; a loop is left only where going on finds
 * nothing, and takes an empty turn at most twice at one place.
 */
export class Matcher {
  readonly #program: Program;
  readonly #text: string;
  readonly #whole: boolean;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #countAt: Int32Array;
  readonly #counts: Int32Array;
  readonly #table: Int32Array | null;
  readonly #map: Map<number | string, number> | null;
  /** Whether keys that count empty turns are small enough for exact numbers. */
  readonly #numeric: boolean;
  readonly #stack: number[] = [];
  #round = 0;
  #steps = 0;
  #best = -1;
  /** Starts and ends of the groups of the best match; an end of -1 is no match. */
  starts: Int32Array;
  ends: Int32Array;

  /** `whole`: a match has to reach the end of the text. */
  constructor(program: Program, groups: number, text: string, whole: boolean) {
    this.#program = program;
    this.#text = text;
    this.#whole = whole;
    this.#starts = new Int32Array(groups + 1).fill(-1);
    this.#ends = new Int32Array(groups + 1).fill(-1);
    this.starts = this.#starts;
    this.ends = this.#ends;
    this.#countAt = new Int32Array(program.counters).fill(-1);
    this.#counts = new Int32Array(program.counters);
    const entries = program.branches * (text.length + 1);
    this.#table = program.counters === 0 && entries <= MAX_TABLE ? new Int32Array(entries) : null;
    this.#map = this.#table === null ? new Map() : null;
    this.#numeric = entries * 3 ** program.counters <= Number.MAX_SAFE_INTEGER;
  }

  /** Forgets what earlier matches found; what leads nowhere is still known to. */
  newSearch(): void {
    this.#round++;
    this.#steps = 0;
  }

  /** The end of the match that begins at a position, -1 if none does. `notEmpty` rules out the empty match. */
  matchAt(start: number, notEmpty = false): number {
    this.#best = -1;
    if (notEmpty) {
      // An empty match that is not allowed is no dead end elsewhere, so nothing may be remembered of it.
      const fresh = new Matcher(this.#program, this.#starts.length - 1, this.#text, this.#whole);
      fresh.newSearch();
      fresh.#run(start, start);
      this.starts = fresh.starts;
      this.ends = fresh.ends;
      return fresh.#best;
    }
    this.#run(start, -1);
    return this.#best;
  }

  #accept(at: number, forbidden: number): boolean {
    if (this.#whole && at !== this.#text.length) return false;
    if (at === forbidden) return false;
    if (at > this.#best) {
      this.#best = at;
      this.starts = this.#starts.slice();
      this.ends = this.#ends.slice();
    }
    return true;
  }

  /** The key of a state at a position, which also tells how often loops ran empty there. */
  #key(branch: number, at: number): number | string {
    const plain = at * this.#program.branches + branch;
    const counters = this.#counts.length;
    if (counters === 0) return plain;
    if (!this.#numeric) {
      const turns = this.#counts.map((count, i) => (this.#countAt[i] === at ? count : 0));
      return `${plain}:${turns.join("")}`;
    }
    let key = plain;
    for (let i = 0; i < counters; i++) {
      key = key * 3 + (this.#countAt[i] === at ? (this.#counts[i] as number) : 0);
    }
    return key;
  }

  #recall(key: number | string): number {
    return (this.#map === null ? this.#table?.[key as number] : this.#map.get(key)) ?? 0;
  }

  #remember(key: number | string, value: number): void {
    if (this.#table !== null) this.#table[key as number] = value;
    else this.#map?.set(key, value);
  }

  #run(start: number, forbidden: number): void {
    const { op, next, other, group, set, branch, counter } = this.#program;
    const text = this.#text;
    const stack = this.#stack;
    const keys: (number | string)[] = [];
    let state = this.#program.start;
    let at = start;
    let solved = false;
    for (;;) {
      if (++this.#steps > MAX_STEPS) throw new RegexBudgetExceeded();
      let explore = false;
      switch (op[state]) {
        case OP.set:
          if (at < text.length && set[state]?.[text.charCodeAt(at)] === 1) {
            at++;
            explore = true;
          }
          break;
        case OP.begin:
          explore = at === 0;
          break;
        case OP.end:
          explore = at === text.length;
          break;
        case OP.open: {
          const index = group[state] as number;
          stack.push(this.#starts[index] as number, index, UNDO_START);
          this.#starts[index] = at;
          explore = true;
          break;
        }
        case OP.close: {
          const index = group[state] as number;
          stack.push(this.#ends[index] as number, index, UNDO_END);
          this.#ends[index] = at;
          explore = true;
          break;
        }
        case OP.accept:
          solved = this.#accept(at, forbidden);
          break;
        default: {
          const key = this.#key(branch[state] as number, at);
          const known = this.#recall(key);
          if (known === DEAD || (known === this.#round && known > 0)) {
            solved = known !== DEAD;
            break;
          }
          keys.push(key);
          stack.push(REMEMBER);
          if (op[state] === OP.branch) stack.push(at, state, SECOND);
          else {
            stack.push(at, state, LEAVE_LOOP);
            if (!this.#countTurn(counter[state] as number, at)) {
              solved = false;
              break;
            }
          }
          state = other[state] as number;
          continue;
        }
      }
      if (explore) {
        state = next[state] as number;
        continue;
      }
      if (op[state] !== OP.accept && op[state] !== OP.repeat && op[state] !== OP.branch) {
        solved = false;
      }
      // Back to where something is left to try.
      let resumed = false;
      while (!resumed && stack.length > 0) {
        switch (stack.pop()) {
          case UNDO_START:
            this.#starts[stack.pop() as number] = stack.pop() as number;
            break;
          case UNDO_END:
            this.#ends[stack.pop() as number] = stack.pop() as number;
            break;
          case UNDO_COUNT: {
            const index = stack.pop() as number;
            this.#countAt[index] = stack.pop() as number;
            this.#counts[index] = stack.pop() as number;
            break;
          }
          case LEAVE_LOOP: {
            const loop = stack.pop() as number;
            const position = stack.pop() as number;
            if (solved) break;
            state = next[loop] as number;
            at = position;
            resumed = true;
            break;
          }
          case SECOND: {
            const choice = stack.pop() as number;
            at = stack.pop() as number;
            stack.push(solved ? 1 : 0, JOIN);
            solved = false;
            state = next[choice] as number;
            resumed = true;
            break;
          }
          case JOIN:
            if (stack.pop() === 1) solved = true;
            break;
          default:
            this.#remember(keys.pop() as number | string, solved ? this.#round : DEAD);
        }
      }
      if (!resumed) return;
    }
  }

  /** Counts a turn of a loop whose body may be empty; false where it had two at this place already. */
  #countTurn(index: number, at: number): boolean {
    if (index < 0) return true;
    const count = this.#counts[index] as number;
    const before = this.#countAt[index] as number;
    const again = count > 0 && before === at;
    if (again && count >= 2) return false;
    this.#stack.push(count, before, index, UNDO_COUNT);
    this.#countAt[index] = at;
    this.#counts[index] = again ? count + 1 : 1;
    return true;
  }
}
