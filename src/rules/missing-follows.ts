import type { Span } from "../core/span.ts";
import { declaredFlakes, lockedInput } from "../fleet/query/flake-inputs.ts";
import type { LockNode } from "../inputs/lock.ts";
import { defineRepositoryRule } from "./define.ts";

interface Fact {
  readonly at: Span;
  readonly name: string;
  /** The flake's own nixpkgs that could be followed. */
  readonly targets: readonly string[];
}

export default defineRepositoryRule<Fact>({
  id: "missing-follows",
  scope: "flake",
  severity: "info",
  since: "0.1.0",
  precision: "medium",
  tags: ["flake", "size"],
  summary: "An input brings a nixpkgs of its own.",
  docs: {
    why: "Every further nixpkgs is fetched and evaluated as well, and its packages come with a second libc and everything above it: closures grow, and two versions of a library may meet in one host.",
    remedy: "Let the input use the flake's nixpkgs: `inputs.<name>.inputs.nixpkgs.follows`.",
    whenToAllow:
      "Where a binary cache has the input's packages only for its own nixpkgs, or it does not build with another.",
    blindSpots: "Only inputs that flake.nix names are looked at, not the inputs of those.",
  },
  *find(fleet) {
    for (const declared of declaredFlakes(fleet)) {
      const { inputs, flake } = declared;
      if (inputs === null || flake.lock === null) continue;
      const targets = [...inputs.values()]
        .filter(({ name, follows }) => follows === null && isNixpkgs(lockedInput(declared, name)))
        .map(({ name }) => name);
      if (targets.length === 0) continue;
      for (const { name, at, follows, overrides } of inputs.values()) {
        const own = ownNixpkgs(lockedInput(declared, name));
        if (follows === null && own && !overrides.has("nixpkgs")) yield { at, name, targets };
      }
    }
  },
  say({ at, name, targets }) {
    const [first] = targets;
    const target = targets.includes("nixpkgs") || targets.length > 1 ? "nixpkgs" : first;
    const shown = targets.includes(target ?? "") ? `'${target}'` : "one of the flake's";
    return {
      at,
      message: `Input '${name}' brings a nixpkgs of its own instead of following ${shown}.`,
      help: `Set \`inputs.${name}.inputs.nixpkgs.follows\`, or leave it where its binary cache needs it.`,
      key: name,
    };
  },
});

function isNixpkgs(node: LockNode | undefined): boolean {
  return /^nixpkgs/i.test(node?.locked?.ref.repo ?? "");
}

/** Whether the node's nixpkgs is one that only it has: written as a node, not as a path that it follows. */
function ownNixpkgs(node: LockNode | undefined): boolean {
  const inputs = node?.raw.inputs;
  if (typeof inputs !== "object" || inputs === null) return false;
  return typeof (inputs as Record<string, unknown>).nixpkgs === "string";
}
