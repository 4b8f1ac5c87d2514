import type { Evaluator } from "../evaluator/evaluator.ts";
import { recordsOf, storeRoot } from "../evaluator/store/records.ts";
import { type Lazy, NixPath, type Value } from "../evaluator/value.ts";
import type { FactSets } from "./fact-sets.ts";
import { parseFlakeRef } from "./flake-ref.ts";
import { NixpkgsModel } from "./nixpkgs/model.ts";
import { releaseOf } from "./nixpkgs/release.ts";

/** `<nixpkgs>`: a place of its own, since no machine's search path is known. */
const SEARCH_PATH_ROOT = "/nix/store/«nixpkgs»";

/** Stands for every nixpkgs that no flake input gives: `<nixpkgs>`, and sources that npins, niv or the user fetch. */
export class FetchedNixpkgs {
  readonly #facts: FactSets;
  readonly #models = new Map<string, NixpkgsModel>();

  constructor(facts: FactSets) {
    this.#facts = facts;
  }

  /** The value of `<name>`: a path for nixpkgs, undefined for all else. */
  searchPath(name: string): Value | undefined {
    if (name !== "nixpkgs" && !name.startsWith("nixpkgs/")) return undefined;
    return new NixPath(SEARCH_PATH_ROOT + name.slice("nixpkgs".length));
  }

  /** What `import` of a path gives, if the path is in such a nixpkgs. */
  import(ev: Evaluator, path: string): Lazy | undefined {
    if (!path.startsWith("/nix/store/")) return undefined;
    const root = storeRoot(path);
    const model = this.#modelAt(ev, root);
    return model?.importSubpath(path.slice(root.length + 1));
  }

  /** The nixpkgs of the search path. */
  ofSearchPath(ev: Evaluator): NixpkgsModel {
    return this.#model(ev, SEARCH_PATH_ROOT, null);
  }

  #modelAt(ev: Evaluator, root: string): NixpkgsModel | undefined {
    const known = this.#models.get(root);
    if (known !== undefined) return known;
    if (root === SEARCH_PATH_ROOT) return this.#model(ev, root, null);
    const fetched = recordsOf(ev).fetched.get(root);
    const url = fetched?.arguments.map.get("url");
    if (typeof url !== "string") return undefined;
    const ref = parseFlakeRef(url);
    if (ref.repo?.toLowerCase() !== "nixpkgs") return undefined;
    return this.#model(ev, root, releaseOf(ref, null));
  }

  #model(ev: Evaluator, root: string, release: string | null): NixpkgsModel {
    let model = this.#models.get(root);
    if (model === undefined) {
      model = new NixpkgsModel(ev, root, release, this.#facts);
      this.#models.set(root, model);
    }
    return model;
  }
}
