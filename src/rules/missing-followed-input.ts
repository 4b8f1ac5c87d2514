import { nearMiss } from "../core/near-miss.ts";
import type { Span } from "../core/span.ts";
import {
  type DeclaredFlake,
  type DeclaredInput,
  declaredFlakes,
  lockedInput,
  outputArguments,
} from "../fleet/query/flake-inputs.ts";
import { declaredSource, lockedSource, sourceDifference } from "../fleet/query/input-source.ts";
import type { LockNode } from "../inputs/lock.ts";
import { defineRepositoryRule } from "./define.ts";

interface Fact {
  readonly at: Span;
  /** `target`: what is followed is not there. `override`: the input that is to follow is not there. */
  readonly kind: "target" | "override";
  /** The path of the input: `sops-nix/nixpkgs`. */
  readonly input: string;
  readonly missing: string;
  /** Whose inputs were looked through; null for those of the flake. */
  readonly owner: string | null;
  readonly candidates: readonly string[];
}

export default defineRepositoryRule<Fact>({
  id: "missing-followed-input",
  scope: "flake",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["flake"],
  summary: "A follows names an input that does not exist, or is set for one that does not exist.",
  docs: {
    why: "Nix refuses to lock a flake whose input follows one that is not there, as soon as the lock has to be written. A follows for an input that the other flake does not have does nothing but warn, and the duplicate it was meant to avoid stays.",
    remedy: "Correct the name, or remove the line when the input is gone.",
    whenToAllow: "Never: the line has no effect.",
    blindSpots:
      "Inputs of inputs are known from flake.lock only, and only while it agrees with flake.nix.",
  },
  *find(fleet) {
    for (const declared of declaredFlakes(fleet)) {
      for (const input of declared.inputs?.values() ?? []) {
        yield* targetFacts(declared, input, input.name);
        yield* overrideFacts(declared, input);
      }
    }
  },
  say({ at, kind, input, missing, owner, candidates }) {
    const meant =
      nearMiss(missing, candidates) ?? candidates.find((name) => name.startsWith(missing));
    const question = meant === undefined ? "." : `; did you mean '${meant}'?`;
    const known =
      candidates.length === 0
        ? "It has no inputs."
        : `${owner === null ? "The flake" : `'${owner}'`} has ${candidates.map((name) => `'${name}'`).join(", ")}.`;
    if (kind === "target") {
      const whose = owner === null ? "" : ` of input '${owner}'`;
      return {
        at,
        message: `Input '${input}' follows '${missing}'${whose}, which does not exist${question}`,
        help: `Name an input that exists. ${known}`,
        key: `${input} ${missing}`,
      };
    }
    return {
      at,
      message: `Input '${owner}' has no input '${missing}' that could be overridden${question}`,
      help: `Remove the line, or correct the name. ${known}`,
      severity: "warning",
      key: `${input} ${missing}`,
    };
  },
});

/** Follows of an input, and of what it overrides, however deep. */
function* targetFacts(
  declared: DeclaredFlake,
  input: DeclaredInput,
  path: string,
): Generator<Fact> {
  const { follows } = input;
  if (follows !== null && follows.text !== "") {
    const missing = missingStep(declared, follows.text.split("/"));
    if (missing !== null) yield { at: follows.at, kind: "target", input: path, ...missing };
  }
  for (const below of input.overrides.values()) {
    yield* targetFacts(declared, below, `${path}/${below.name}`);
  }
}

/** The first step of a path of inputs that leads nowhere. */
function missingStep(declared: DeclaredFlake, path: readonly string[]) {
  const [first = "", ...rest] = path;
  const names = new Set([
    ...(declared.inputs?.keys() ?? []),
    ...outputArguments(declared).map(({ name }) => name),
  ]);
  if (!names.has(first)) return { missing: first, owner: null, candidates: [...names] };
  let node = freshNode(declared, first);
  let owner = first;
  for (const name of rest) {
    if (node === undefined) return null;
    const candidates = [...node.inputs.keys()];
    const raw = node.raw.inputs;
    const has = typeof raw === "object" && raw !== null && name in raw;
    if (!has) return { missing: name, owner, candidates };
    node = declared.flake.lock?.nodes.get(node.inputs.get(name) ?? "");
    owner = `${owner}/${name}`;
  }
  return null;
}

/** Overrides of inputs that the input does not have. */
function* overrideFacts(declared: DeclaredFlake, input: DeclaredInput): Generator<Fact> {
  const node = freshNode(declared, input.name);
  if (node === undefined || input.overrides.size === 0) return;
  const raw = node.raw.inputs;
  const names = typeof raw === "object" && raw !== null ? Object.keys(raw) : [];
  for (const { name, at } of input.overrides.values()) {
    if (names.includes(name)) continue;
    const path = `${input.name}/${name}`;
    yield {
      at,
      kind: "override",
      input: path,
      missing: name,
      owner: input.name,
      candidates: names,
    };
  }
}

/** The locked node of an input, where the lock still agrees with what is declared. */
function freshNode(declared: DeclaredFlake, name: string): LockNode | undefined {
  const node = lockedInput(declared, name);
  const input = declared.inputs?.get(name);
  if (node === undefined || input === undefined || !node.flake || input.follows) return undefined;
  const asked = declaredSource(input);
  const locked = lockedSource(node.raw.original);
  if (asked === null || locked === null) return undefined;
  return sourceDifference(asked, locked) === undefined ? node : undefined;
}
