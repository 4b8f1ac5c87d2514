import type { OptionFacts } from "../modules/facts.ts";

/** What is known of the options of each kind of configuration. */
export interface FactSets {
  readonly nixos: OptionFacts;
  readonly homeManager: OptionFacts;
  readonly darwin: OptionFacts;
}
