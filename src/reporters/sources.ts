import type { LintResult } from "../core/finding.ts";
import { SourceFile } from "../core/source-file.ts";

/** The files of a result, each split into lines at most once. */
export class Sources {
  readonly #texts: LintResult["sources"];
  readonly #files = new Map<string, SourceFile>();

  constructor(result: LintResult) {
    this.#texts = result.sources;
  }

  get(path: string): SourceFile | undefined {
    const known = this.#files.get(path);
    if (known) return known;
    if (!Object.hasOwn(this.#texts, path)) return undefined;
    const file = new SourceFile(path, this.#texts[path] as string);
    this.#files.set(path, file);
    return file;
  }
}
