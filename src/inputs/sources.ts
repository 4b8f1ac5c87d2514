import type { Lazy } from "../evaluator/value.ts";

/** What a source tree that is not on this machine gives for `import` of a path below it; undefined: not modelled. */
export type SourceImporter = (subpath: string) => Lazy | undefined;

/** Source trees that exist as models only, by the store path that stands for them. */
export class Sources {
  readonly #importers = new Map<string, { name: string; importer: SourceImporter }>();

  add(root: string, name: string, importer: SourceImporter): void {
    this.#importers.set(root, { name, importer });
  }

  /** The tree that a path is in, with the path below its root (`""` for the root itself). */
  find(path: string): { name: string; importer: SourceImporter; subpath: string } | undefined {
    const parts = path.split("/");
    // Store paths have three parts: "", "nix", "store", "<hash>-source"; placeholders have the same shape.
    const root = parts.slice(0, 4).join("/");
    const found = this.#importers.get(root);
    return found && { ...found, subpath: path.slice(root.length + 1) };
  }
}
