import type { Evaluator } from "../../evaluator/evaluator.ts";
import { Attrs, force, type Lazy, lazy } from "../../evaluator/value.ts";
import type { OptionFact, OptionFacts } from "../../modules/facts.ts";
import { BASE_MODULE_NAME } from "./base-module.ts";

/** Facts about options with the modules of their submodules, which are a set by path made from the host's `config`. */
export class DerivedFacts implements OptionFacts {
  readonly #ev: Evaluator;
  readonly #facts: OptionFacts;
  readonly #table: Lazy;
  readonly #config: Lazy | null;
  #modules: Attrs | null = null;

  constructor(ev: Evaluator, facts: OptionFacts, table: Lazy, config: Lazy | null = null) {
    this.#ev = ev;
    this.#facts = facts;
    this.#table = table;
    this.#config = config;
  }

  fact(path: readonly string[]): OptionFact | undefined {
    return this.#facts.fact(path);
  }

  children(path: readonly string[]): readonly string[] {
    return this.#facts.children(path);
  }

  forEvaluation(isSet: (path: readonly string[]) => boolean, config: Lazy): OptionFacts {
    // In a submodule, the options that count are those of the evaluation around.
    if (this.#config !== null) return this;
    const facts = this.#facts.forEvaluation?.(isSet, config) ?? this.#facts;
    return new DerivedFacts(this.#ev, facts, this.#table, config);
  }

  modulesAt(path: readonly string[]): readonly Lazy[] {
    if (this.#config === null || path.length < 2) return [];
    for (const [key, module] of this.#all()) {
      const pattern = key.split(".");
      if (pattern.length !== path.length) continue;
      const fits = pattern.every((part, index) => part === "<name>" || part === path[index]);
      if (fits) return [Attrs.of({ _file: BASE_MODULE_NAME, imports: [module] })];
    }
    return [];
  }

  #all(): ReadonlyMap<string, Lazy> {
    if (this.#modules === null) {
      const config = this.#config;
      const table = lazy(() => this.#ev.call(force(this.#table), config));
      this.#modules = this.#ev.attrs(table);
    }
    return this.#modules.map;
  }
}
