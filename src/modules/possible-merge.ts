import { later } from "../evaluator/lib/later.ts";
import type { Reason } from "../evaluator/reason.ts";
import { Choice, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import type { Case, Def } from "./definition.ts";
import { checkedMerge, type Merging, NO_META } from "./merging.ts";
import { Once } from "./once.ts";
import type { Merged } from "./types/option-type.ts";

/** How many combinations of unknown conditions are followed. */
const MAX_COMBINATIONS = 8;

/** Merges definitions of which some hold under conditions that are not known. */
export class PossibleMerge {
  readonly #merging: Merging;
  readonly #defs: readonly Def[];
  readonly #reason: Reason;

  constructor(merging: Merging) {
    this.#merging = merging;
    this.#defs = merging.winners.defs;
    const possible = this.#defs.find((def) => def.cases.length > 0) as Def;
    this.#reason = (possible.cases[0] as Case).reason;
  }

  merge(): Merged {
    const { sys, loc, type } = this.#merging;
    const sure = this.#defs.filter((def) => def.isSure);
    const { priority } = this.#defs[0] as Def;
    const alike = this.#defs.every((def) => def.priority === priority);
    if (alike && sure.length > 0 && type.takesPossible(this.#defs)) {
      return checkedMerge(sys, type, loc, this.#defs);
    }
    const value = later(() => this.#choice());
    // Parts of all definitions together: each is there in some case.
    const parts = new Once(() =>
      type.takesPossible(this.#defs) ? checkedMerge(sys, type, loc, this.#defs).parts : null,
    );
    return {
      value,
      error: () => null,
      meta: () => NO_META,
      get parts() {
        return parts.get();
      },
    };
  }

  #choice(): Value {
    const combinations = combinationsOf(this.#defs);
    if (combinations === null) return new Unknown(this.#reason);
    const alternatives: Lazy[] = [];
    const seen = new Set<string>();
    for (const held of combinations) {
      const winners = winnersOf(held);
      const same = this.#sameness(winners);
      if (seen.has(same)) continue;
      seen.add(same);
      const alternative = this.#alternative(winners);
      if (alternative !== undefined) alternatives.push(alternative);
    }
    const [only] = alternatives;
    if (only === undefined) return new Unknown(this.#reason);
    return alternatives.length === 1 ? force(only) : new Choice(alternatives, this.#reason);
  }

  /** The same for definitions that give the same value, as far as a cheap look tells. */
  #sameness(winners: readonly Def[]): string {
    const [only] = winners;
    const value = only === undefined || winners.length > 1 ? undefined : force(only.value);
    if (value !== undefined && (value === null || typeof value !== "object")) {
      return `${typeof value} ${String(value)}`;
    }
    return `definitions ${winners.map((def) => this.#defs.indexOf(def)).join(" ")}`;
  }

  /** The value if exactly these definitions hold; undefined where Nix would say that it has none. */
  #alternative(winners: readonly Def[]): Lazy | undefined {
    const { sys, loc, type } = this.#merging;
    if (winners.length === 0) return sys.isBefore2605 ? undefined : type.emptyValue();
    const sure = winners.map((def) => def.with({ cases: [] }));
    return later(() => force(checkedMerge(sys, type, loc, sure).value));
  }
}

/** Of definitions that hold, those with the best priority. */
function winnersOf(held: readonly Def[]): readonly Def[] {
  const best = Math.min(...held.map((def) => def.priority));
  return held.filter((def) => def.priority === best);
}

/** The sets of definitions that may hold together, one for each combination of cases; null if there are too many. */
function combinationsOf(defs: readonly Def[]): Def[][] | null {
  const variables = new Map<object, number>();
  let count = 1;
  for (const { cases } of defs) {
    for (const { key, of } of cases) {
      if (variables.has(key)) continue;
      variables.set(key, of);
      count *= of;
      if (count > MAX_COMBINATIONS) return null;
    }
  }
  let worlds: Map<object, number>[] = [new Map()];
  for (const [key, of] of variables) {
    worlds = worlds.flatMap((world) =>
      Array.from({ length: of }, (_, index) => new Map(world).set(key, index)),
    );
  }
  return worlds.map((world) =>
    defs.filter((def) => def.cases.every(({ key, index }) => world.get(key) === index)),
  );
}
