import type { Span } from "../core/span.ts";
import {
  type DeclaredFlake,
  type DeclaredInput,
  declaredFlakes,
  lockedInput,
  lockedRoot,
  outputArguments,
} from "../fleet/query/flake-inputs.ts";
import {
  declaredSource,
  lockedSource,
  shownSource,
  sourceDifference,
} from "../fleet/query/input-source.ts";
import { defineRepositoryRule } from "./define.ts";

type Fact = { readonly at: Span; readonly name: string } & (
  | { readonly kind: "source"; readonly declared: string; readonly locked: string }
  | { readonly kind: "follows"; readonly declared: string | null; readonly locked: string | null }
  | { readonly kind: "removed" }
);

export default defineRepositoryRule<Fact>({
  id: "stale-lock",
  scope: "flake",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["flake"],
  summary: "The lock was made for another flake.nix: the source of an input or a follows differs.",
  docs: {
    why: "Nix writes the lock anew when it can, so the next one to evaluate gets other revisions than were tested; where it may not (in CI, with `--no-update-lock-file`), evaluation fails.",
    remedy: "Run `nix flake lock` and commit flake.lock together with flake.nix.",
    whenToAllow: "Never for long: what is deployed is not what flake.nix says.",
    blindSpots:
      "Sources that are told by something else than their URL (`submodules`, `narHash`) are not compared, nor are overrides of the inputs of an input's inputs.",
  },
  *find(fleet) {
    for (const declared of declaredFlakes(fleet)) yield* differences(declared);
  },
  say(fact) {
    const { at, name } = fact;
    if (fact.kind === "source") {
      return {
        at,
        message: `Input '${name}' is '${fact.declared}', but flake.lock has it from '${fact.locked}'.`,
        key: name,
      };
    }
    if (fact.kind === "removed") {
      return {
        at,
        message: `flake.lock has an input '${name}' that flake.nix has not.`,
        key: name,
      };
    }
    const says = (follows: string | null) => {
      return follows === null ? "has a source of its own" : `follows '${follows}'`;
    };
    return {
      at,
      message: `Input '${name}' ${says(fact.declared)}, but in flake.lock it ${says(fact.locked)}.`,
      key: name,
    };
  },
});

function* differences(declared: DeclaredFlake): Generator<Fact> {
  const { inputs, flake } = declared;
  if (inputs === null || flake.lock === null) return;
  const root = lockedRoot(declared);
  for (const input of inputs.values()) {
    // What the lock does not have is another finding.
    if (!root.has(input.name)) continue;
    const own = followsDifference(input, input.name, root.get(input.name), []);
    if (own !== null) yield own;
    if (input.follows !== null || own !== null) continue;
    const source = sourceFact(declared, input);
    if (source === null) yield* overrideDifferences(declared, input);
    else yield source;
  }
  const taken = new Set(outputArguments(declared).map(({ name }) => name));
  for (const name of root.keys()) {
    if (inputs.has(name) || taken.has(name) || declared.inputsAt === null) continue;
    yield { kind: "removed", at: declared.inputsAt, name };
  }
}

function sourceFact(declared: DeclaredFlake, input: DeclaredInput): Fact | null {
  const asked = declaredSource(input);
  const locked = lockedSource(lockedInput(declared, input.name)?.raw.original);
  if (asked === null || locked === null || sourceDifference(asked, locked) === undefined) {
    return null;
  }
  const at = input.url?.at ?? input.at;
  const names = { declared: shownSource(asked), locked: shownSource(locked) };
  if (names.declared === names.locked) return null;
  return { kind: "source", at, name: input.name, ...names };
}

/** What is said of the inputs of an input. */
function* overrideDifferences(declared: DeclaredFlake, input: DeclaredInput): Generator<Fact> {
  const raw = lockedInput(declared, input.name)?.raw.inputs;
  if (typeof raw !== "object" || raw === null) return;
  for (const [name, locked] of Object.entries(raw)) {
    const override = input.overrides.get(name);
    const shown = `${input.name}/${name}`;
    if (override !== undefined) {
      const fact = followsDifference(override, shown, locked, [input.name]);
      if (fact !== null) yield fact;
    } else if (Array.isArray(locked) && locked[0] !== input.name && locked.length > 0) {
      // Its own flake can only follow what is below it.
      const target = locked.join("/");
      yield { kind: "follows", at: input.at, name: shown, declared: null, locked: target };
    }
  }
}

function followsDifference(
  input: DeclaredInput,
  name: string,
  locked: unknown,
  own: readonly string[],
): Fact | null {
  const target = Array.isArray(locked) ? locked.join("/") : null;
  const asked = input.follows?.text ?? null;
  const at = input.follows?.at ?? input.at;
  // Without a word of flake.nix, an input of an input may follow what its own flake says.
  if (asked === null && (input.url === null || target?.startsWith(`${own.join("/")}/`)))
    return null;
  if (asked === target || (asked === "" && (target === null || target === ""))) return null;
  return { kind: "follows", at, name, declared: asked, locked: target };
}
