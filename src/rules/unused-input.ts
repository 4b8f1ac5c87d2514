import type { Span } from "../core/span.ts";
import { declaredFlakes } from "../fleet/query/flake-inputs.ts";
import { usedInputs } from "../fleet/query/input-uses.ts";
import { defineRepositoryRule } from "./define.ts";

interface Fact {
  readonly at: Span;
  readonly name: string;
}

/** Inputs that libraries look for by name in the set they are given. */
const BY_CONVENTION = /^(?:nixpkgs(?:-lib)?|systems|self)$/;

export default defineRepositoryRule<Fact>({
  id: "unused-input",
  scope: "flake",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["flake", "dead-code"],
  summary: "An input is declared and used nowhere.",
  docs: {
    why: "It is locked, updated and fetched all the same, and its own inputs with it: evaluation and CI take longer, and whoever can change it looks like somebody the fleet trusts.",
    remedy: "Remove the input, and run `nix flake lock`.",
    whenToAllow: "For inputs that are only there so that a tool of yours finds them in flake.lock.",
    blindSpots:
      "Where the whole set of inputs goes to a function, or an input is looked up by a computed name, all may be used, and nothing is said. A file that has the name in another meaning counts as a use.",
  },
  *find(fleet) {
    if (fleet.flakes.length !== 1) return;
    for (const flake of declaredFlakes(fleet)) {
      const used = usedInputs(fleet, flake);
      if (used === null) continue;
      for (const { name, at } of flake.inputs?.values() ?? []) {
        if (!used.has(name) && !BY_CONVENTION.test(name)) yield { at, name };
      }
    }
  },
  say({ at, name }) {
    return { at, message: `Input '${name}' is not used anywhere.`, key: name };
  },
});
