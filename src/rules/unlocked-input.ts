import type { Span } from "../core/span.ts";
import { declaredFlakes, lockedRoot } from "../fleet/query/flake-inputs.ts";
import { defineRepositoryRule } from "./define.ts";

type Fact =
  | { readonly kind: "input"; readonly at: Span; readonly name: string }
  | { readonly kind: "no-lock"; readonly at: Span; readonly count: number };

export default defineRepositoryRule<Fact>({
  id: "unlocked-input",
  scope: "flake",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["flake", "reproducibility"],
  summary: "An input is not in flake.lock, or there is no flake.lock.",
  docs: {
    why: "Without a locked revision every machine gets what the input happens to be on the day it evaluates, and the same commit builds different systems. Where the lock may not be written, as in CI, evaluation fails.",
    remedy: "Run `nix flake lock` and commit flake.lock.",
    whenToAllow: "For a flake that is only an example, and is never deployed.",
    blindSpots: "Inputs of flakes in other folders than the root are not looked at.",
  },
  *find(fleet) {
    for (const declared of declaredFlakes(fleet)) {
      const { flake, inputs, inputsAt } = declared;
      if (inputs === null || inputsAt === null || flake.lockProblem !== null) continue;
      const fetched = [...inputs.values()].filter(
        ({ url, follows, parts }) => follows === null && (url !== null || parts.has("type")),
      );
      if (flake.lock === null) {
        const remote = fetched.filter(({ url }) => !/^(path:|\.|\/)/.test(url?.text ?? ""));
        if (remote.length > 0) yield { kind: "no-lock", at: inputsAt, count: remote.length };
        continue;
      }
      const locked = lockedRoot(declared);
      for (const { name, at } of fetched) {
        if (!locked.has(name)) yield { kind: "input", at, name };
      }
    }
  },
  say(fact) {
    if (fact.kind === "input") {
      return { at: fact.at, message: `Input '${fact.name}' is not in flake.lock.`, key: fact.name };
    }
    const inputs = fact.count === 1 ? "its input" : `its ${fact.count} inputs`;
    return {
      at: fact.at,
      message: `The flake has no flake.lock: no revision of ${inputs} is fixed.`,
      severity: "info",
      key: "no-lock",
    };
  },
});
