import { nixOutcomes, nixVersion } from "./oracle/nix.ts";
import { line, ourOutcome } from "./oracle/ours.ts";

/** Why nothing can be compared with real nix here; null where it can. */
export const NO_NIX = nixVersion() === null ? "nix-instantiate is not installed" : null;

/** An expression of which real nix and nixlint make different things. */
export interface Difference {
  readonly expression: string;
  readonly nix: string;
  readonly ours: string;
}

/** Evaluates each expression with both; errors are alike whatever their message. */
export function differences(expressions: readonly string[]): Difference[] {
  const outcomes = nixOutcomes(expressions);
  return expressions.flatMap((expression, i) => {
    const outcome = outcomes[i];
    const nix = outcome === undefined ? "no answer" : line(outcome);
    const ours = line(ourOutcome(expression));
    return nix === ours ? [] : [{ expression, nix, ours }];
  });
}

/** A Nix string literal. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]|\$(?=\{)/g, "\\$&")}"`;
}

/** A Nix list literal of expressions. */
export function listed(expressions: readonly string[]): string {
  return `[ ${expressions.map((text) => `(${text})`).join(" ")} ]`;
}
