import type { EvalError } from "../evaluator/errors.ts";
import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import { delayedBy } from "./delayed.ts";
import { discharge, plainSingle, sortByOrder } from "./discharge.ts";
import type { Loc } from "./loc.ts";
import { PossibleMerge } from "./possible-merge.ts";
import { DEFAULT_PRIORITY } from "./property.ts";
import { showDefs, showOption } from "./show.ts";
import { type ModuleSystem, thrown } from "./system.ts";
import {
  errorOfDefs,
  type Merged,
  mayAccept,
  type OptionType,
  type Parts,
} from "./types/option-type.ts";

/** The definitions that count: those with the best priority, in their order. */
export interface Winners {
  readonly defs: readonly Def[];
  readonly priority: number;
}

/** `valueMeta` where a type has none. */
export const NO_META = new Attrs(new Map());

const mergedLater = delayedBy((merging: Merging) => merging.compute());

/** The definitions of one option (or one part of its value) on the way to a value of its type. */
export class Merging {
  readonly sys: ModuleSystem;
  readonly loc: Loc;
  readonly type: OptionType;
  readonly defs: readonly Def[];
  /** The value; throws where Nix does. */
  readonly value: Lazy;
  #winners: Winners | null = null;
  #merged: Merged | null = null;

  constructor(sys: ModuleSystem, loc: Loc, type: OptionType, defs: readonly Def[]) {
    this.sys = sys;
    this.loc = loc;
    this.type = type;
    this.defs = defs;
    this.value = mergedLater(this);
  }

  get winners(): Winners {
    if (this.#winners === null) this.#winners = winnersOf(this.sys, this.defs);
    return this.#winners;
  }

  /** Whether anything defines it; why that is not known. */
  isDefined(): boolean | Reason {
    const { defs } = this.winners;
    if (defs.length === 0) return false;
    if (defs.some((def) => def.isSure)) return true;
    return exhaustive(defs) ? true : doubtOf(defs[0] as Def);
  }

  /** The outcome of the merge, with what is inside. */
  merged(): Merged {
    if (this.#merged === null) this.#merged = this.#merge();
    return this.#merged;
  }

  /** What is inside the value, where its type has parts. */
  get parts(): Parts | null {
    return this.merged().parts;
  }

  /** Computes the value; `value` keeps it. */
  compute(): Value {
    const { defs } = this.winners;
    const [first] = defs;
    if (first === undefined) return force(valueOfNothing(this.type, this.loc));
    if (this.loc.contributed && this.winners.priority > DEFAULT_PRIORITY) {
      return new Unknown(mayDefine(this.loc));
    }
    if (defs.length === 1 && first.cases.length === 0) {
      const value = force(first.value);
      if (this.type.takesAsIs(value)) return value;
    }
    return force(this.merged().value);
  }

  #merge(): Merged {
    const { defs } = this.winners;
    if (defs.length === 0) {
      return { value: this.value, error: () => null, meta: () => NO_META, parts: null };
    }
    if (defs.every((def) => def.cases.length === 0)) {
      return checkedMerge(this.sys, this.type, this.loc, defs);
    }
    return new PossibleMerge(this).merge();
  }
}

/** Why a default that the repository gives need not be the value. */
export function mayDefine(loc: Loc): Reason {
  return new Reason("option", `NixOS may define '${showOption(loc.path)}' itself`);
}

/** Definitions without properties; those that lose by priority left out. */
function winnersOf(sys: ModuleSystem, defs: readonly Def[]): Winners {
  const single = plainSingle(defs);
  if (single !== undefined) return { defs: [single], priority: DEFAULT_PRIORITY };
  const held = discharge(sys.ev, defs);
  if (held.length === 1) {
    return new SortedWinners(sys, held, (held[0] as Def).priority);
  }
  // What only may hold overrides nothing for sure.
  let sure = 9999;
  let best = 9999;
  for (const def of held) {
    if (def.priority < best) best = def.priority;
    if (def.cases.length === 0 && def.priority < sure) sure = def.priority;
  }
  const limit = sure === 9999 ? Number.POSITIVE_INFINITY : sure;
  const winners = held.filter((def) => def.priority <= limit);
  return new SortedWinners(sys, winners, best);
}

/** Definitions whose priority is known before their values are looked at, which sorting does. */
class SortedWinners implements Winners {
  readonly priority: number;
  readonly #sys: ModuleSystem;
  readonly #unsorted: readonly Def[];
  #sorted: readonly Def[] | null = null;

  constructor(sys: ModuleSystem, defs: readonly Def[], priority: number) {
    this.#sys = sys;
    this.#unsorted = defs;
    this.priority = priority;
  }

  get defs(): readonly Def[] {
    if (this.#sorted === null) this.#sorted = sortByOrder(this.#sys.ev, this.#unsorted);
    return this.#sorted;
  }
}

/** Why it is not known whether a definition is there, or holds. */
function doubtOf(def: Def): Reason {
  const [unknown] = def.cases;
  if (unknown !== undefined) return unknown.reason;
  const { reason } = force(def.value) as Unknown;
  return reason;
}

/** Whether the cases of the definitions leave no combination without a definition; only simple ones are seen. */
function exhaustive(defs: readonly Def[]): boolean {
  const seen = new Map<object, Set<number>>();
  for (const { cases } of defs) {
    const [only] = cases;
    if (cases.length !== 1 || only === undefined) continue;
    const indices = seen.get(only.key) ?? new Set();
    indices.add(only.index);
    seen.set(only.key, indices);
    if (indices.size === only.of) return true;
  }
  return false;
}

/** The value of an option that nothing defines; before 26.05 no option had one. */
function valueOfNothing(type: OptionType, loc: Loc): Lazy {
  if (type.sys.isBefore2605) throw undefinedOption(loc);
  return emptyValue(type, loc);
}

function undefinedOption(loc: Loc): EvalError {
  return thrown(
    `The option \`${showOption(loc.path)}' was accessed but has no value defined. Try setting the option.`,
  );
}

/** The empty value of a type, for the attributes of `lazyAttrsOf` that nothing defines. */
export function emptyValue(type: OptionType, loc: Loc): Lazy {
  const empty = type.emptyValue();
  if (empty !== undefined) return empty;
  throw undefinedOption(loc);
}

/** Merges definitions that surely hold, all of one priority, with the checks that their type makes. */
export function checkedMerge(
  sys: ModuleSystem,
  type: OptionType,
  loc: Loc,
  defs: readonly Def[],
): Merged {
  if (type.checksOnMerge) return new CheckedAfter(type, loc, type.merge(loc, defs));
  return new CheckedBefore(sys, type, loc, defs);
}

const checkedAfter = delayedBy((merge: CheckedAfter) => merge.compute());

/** The merge of a type that checks while it merges; what it found wrong is thrown. */
class CheckedAfter implements Merged {
  readonly value: Lazy;
  readonly #type: OptionType;
  readonly #loc: Loc;
  readonly #merged: Merged;

  constructor(type: OptionType, loc: Loc, merged: Merged) {
    this.#type = type;
    this.#loc = loc;
    this.#merged = merged;
    this.value = checkedAfter(this);
  }

  compute(): Value {
    const error = this.#merged.error();
    if (error === null) return force(this.#merged.value);
    throw thrown(
      `A definition for option \`${showOption(this.#loc.path)}' is not of type \`${this.#type.description()}'. TypeError: ${error}`,
    );
  }

  error(): string | null {
    return this.#merged.error();
  }

  meta(): Lazy {
    return this.#merged.meta();
  }

  get parts(): Parts | null {
    return this.#merged.parts;
  }
}

const checkedBefore = delayedBy((merge: CheckedBefore) => force(merge.merged.value));

/** The merge of a type whose check is asked first. */
class CheckedBefore implements Merged {
  readonly value: Lazy;
  readonly #sys: ModuleSystem;
  readonly #type: OptionType;
  readonly #loc: Loc;
  readonly #defs: readonly Def[];
  #merged: Merged | null = null;

  constructor(sys: ModuleSystem, type: OptionType, loc: Loc, defs: readonly Def[]) {
    this.#sys = sys;
    this.#type = type;
    this.#loc = loc;
    this.#defs = defs;
    this.value = checkedBefore(this);
  }

  get merged(): Merged {
    if (this.#merged === null) this.#merged = this.#merge();
    return this.#merged;
  }

  #merge(): Merged {
    const invalid = this.#defs.filter((def) => !mayAccept(this.#type, def.value));
    if (invalid.length === 0) return this.#type.merge(this.#loc, this.#defs);
    if (!invalid.some((def) => def.isSure)) {
      // What only may hold and is wrong does not hold.
      const valid = this.#defs.filter((def) => !invalid.includes(def));
      if (valid.length > 0) return this.#type.merge(this.#loc, valid);
    }
    throw thrown(
      `A definition for option \`${showOption(this.#loc.path)}' is not of type \`${this.#type.description()}'. Definition values:${showDefs(this.#sys.ev, invalid)}`,
    );
  }

  error(): null {
    return null;
  }

  meta(): Lazy {
    return NO_META;
  }

  get parts(): Parts | null {
    return this.merged.parts;
  }
}

/** A merge that reports what is wrong instead of throwing, also for types that check before they merge. */
export function reportingMerge(
  sys: ModuleSystem,
  type: OptionType,
  loc: Loc,
  defs: readonly Def[],
): Merged {
  return type.checksOnMerge ? type.merge(loc, defs) : new Reporting(sys, type, loc, defs);
}

const reported = delayedBy((merge: Reporting) => force(merge.merged.value));

class Reporting implements Merged {
  readonly value: Lazy;
  readonly #sys: ModuleSystem;
  readonly #type: OptionType;
  readonly #loc: Loc;
  readonly #defs: readonly Def[];
  #merged: Merged | null = null;
  #error: string | null | undefined = undefined;

  constructor(sys: ModuleSystem, type: OptionType, loc: Loc, defs: readonly Def[]) {
    this.#sys = sys;
    this.#type = type;
    this.#loc = loc;
    this.#defs = defs;
    this.value = reported(this);
  }

  get merged(): Merged {
    if (this.#merged === null) this.#merged = this.#type.merge(this.#loc, this.#defs);
    return this.#merged;
  }

  error(): string | null {
    if (this.#error === undefined) {
      this.#error = errorOfDefs(this.#sys, (value) => this.#type.accepts(value), this.#defs);
    }
    return this.#error;
  }

  meta(): Lazy {
    return NO_META;
  }

  get parts(): Parts | null {
    return this.merged.parts;
  }
}
