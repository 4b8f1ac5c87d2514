import type { Evaluator } from "../evaluator/evaluator.ts";
import type { Text } from "../evaluator/text.ts";
import type { Attrs, Lazy } from "../evaluator/value.ts";
import type { LockNode } from "./lock.ts";
import type { NixpkgsModel } from "./nixpkgs/model.ts";

/** What a model of a flake gets to know about its place in the user's flake. */
export interface ModelContext {
  readonly ev: Evaluator;
  /** The input's name in the user's flake. */
  readonly name: string;
  readonly node: LockNode | null;
  /** The store path of its source. */
  readonly outPath: Text;
  /** The nixpkgs whose `lib` the model's modules use. */
  readonly nixpkgs: NixpkgsModel;
  /** The model's own inputs by name. */
  input(name: string): Lazy;
  /** The value of a Nix text of ours; `name` is what its definitions show as their file. */
  nix(name: string, text: string): Lazy;
}

/** A model of a well-known flake: its outputs as far as fleets use them; all else stays unknown. */
export interface InputModel {
  /** `owner/repo` in lower case, of the flake and its forks with the same outputs. */
  readonly repositories: readonly string[];
  /** Repository names that are enough whoever owns the fork. */
  readonly names?: readonly string[];
  /** The outputs; an open set where the flake has more. */
  outputs(context: ModelContext): Attrs;
  /** What `import` of a path in its source gives. */
  importer?(context: ModelContext): (subpath: string) => Lazy | undefined;
}
