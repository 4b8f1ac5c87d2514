import type { Span } from "../../core/span.ts";
import type { Fleet, Host } from "../fleet.ts";
import { relativePath } from "../repository-files.ts";
import { fullEvaluation } from "./evaluation-failures.ts";
import { isKeptOut } from "./ignored-paths.ts";
import { nearPath, writtenFrom } from "./near-path.ts";
import { type PathLiteral, pathLiterals } from "./path-literals.ts";

/** A path of the repository that something needs and that is not there. */
export interface MissingPath {
  readonly at: Span;
  /** As it is written where that is known, else relative to the root. */
  readonly written: string;
  /** Relative to the root; what is not there. */
  readonly path: string;
  /** It is a folder, and what is missing is its `default.nix`. */
  readonly isFolder: boolean;
  /** What was probably meant, as it would be written there. */
  readonly meant: string | undefined;
  /** What needs it: an option's path, or null. */
  readonly option: readonly string[] | null;
  readonly hosts: readonly Host[];
  /** Whether evaluation came across the file or the path. */
  readonly isReached: boolean;
}

/** Every missing path, each place once. */
export function missingPaths(fleet: Fleet): MissingPath[] {
  const search = new Search(fleet);
  // First of all, so that it is known which files are reached.
  const { failures, paths } = fullEvaluation(fleet);
  for (const { error, importer, host, option } of failures) {
    if (error.kind === "missing-path" && error.subject !== null) {
      search.failed(error.subject, importer, error.at, host, option);
    }
  }
  search.literals();
  for (const { path, at, host, option } of paths) search.value(path, at, host, option);
  return search.all();
}

class Search {
  readonly #fleet: Fleet;
  readonly #found = new Map<string, MissingPath & { hosts: Host[] }>();
  readonly #missing = new Map<string, boolean>();
  /** Paths that a finding tells of. */
  readonly #told = new Set<string>();
  #modules: Map<string, Host[]> | null = null;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  all(): MissingPath[] {
    return [...this.#found.values()];
  }

  /** What evaluation asked for in vain. */
  failed(
    path: string,
    importer: string | null,
    at: Span | null,
    host: Host,
    option: readonly string[] | null,
  ): void {
    const wanted = path.replace(/\/default\.nix$/, "");
    const literals = pathLiterals(this.#fleet).filter(
      (one) => one.path === path || one.path === wanted,
    );
    const literal =
      literals.find((one) => one.file.source.path === importer) ??
      literals.find((one) => one.file.source === at?.file) ??
      literals[0];
    if (literal !== undefined)
      this.#add(literal.at, literal.path, literal.text, [host], true, option);
    else if (at !== null) this.#add(at, path, null, [host], true, option);
  }

  /** What is written in files. */
  literals(): void {
    for (const literal of pathLiterals(this.#fleet)) {
      if (literal.isGuarded) continue;
      const { path } = literal.file.source;
      const inside = this.#oneStepLess(literal);
      if (inside !== undefined) this.#addOutside(literal, inside);
      if (!this.#isMissing(literal)) continue;
      const reached = this.#fleet.evaluator.imported.has(path);
      this.#add(literal.at, literal.path, literal.text, this.#hostsOf(path), reached, null);
    }
  }

  /** The value of an option. */
  value(path: string, at: Span | null, host: Host, option: readonly string[]): void {
    if (at === null || this.#told.has(path) || !this.#isAbsent(path)) return;
    const literal = pathLiterals(this.#fleet).find((one) => one.path === path);
    if (literal?.isGuarded) return;
    this.#add(literal?.at ?? at, path, literal?.text ?? null, [host], true, option);
    this.#told.delete(path);
  }

  #add(
    at: Span,
    absolute: string,
    text: string | null,
    hosts: readonly Host[],
    isReached: boolean,
    option: readonly string[] | null,
  ): void {
    const fleet = this.#fleet;
    const path = relativePath(fleet, absolute);
    const from = relativePath(fleet, at.file.path);
    if (path === null || from === null || isKeptOut(fleet, path)) return;
    this.#told.add(absolute);
    const key = `${from} ${at.start} ${path}`;
    const known = this.#found.get(key);
    if (known !== undefined) {
      for (const host of hosts) if (!known.hosts.includes(host)) known.hosts.push(host);
      return;
    }
    const near = nearPath(fleet, path);
    const folder = parentOf(from);
    const isFolder = !this.#isAbsent(absolute);
    const shownNear = text === null ? near : near && writtenFrom(folder, near);
    const meant = isFolder ? undefined : shownNear;
    const written = text ?? path;
    const shown = { at, written, path, isFolder, meant, option, isReached };
    this.#found.set(key, { ...shown, hosts: [...hosts] });
  }

  /** What a path with a `..` too many, which leads out of the repository, was meant to be; relative to the root. */
  #oneStepLess({ text, path, file }: PathLiteral): string | undefined {
    if (relativePath(this.#fleet, path) !== null || path === this.#fleet.root) return undefined;
    const tail = text.replace(/^(?:\.\.?\/)+/, "");
    for (let folder = parentOf(file.path); ; folder = parentOf(folder)) {
      const inside = folder === "" ? tail : `${folder}/${tail}`;
      if (tail !== ".." && !this.#isAbsent(`${this.#fleet.root}/${inside}`)) return inside;
      if (folder === "") return undefined;
    }
  }

  #addOutside({ at, text, file }: PathLiteral, inside: string): void {
    const isReached = this.#fleet.evaluator.imported.has(file.source.path);
    const meant = writtenFrom(parentOf(file.path), inside);
    const hosts = [...this.#hostsOf(file.source.path)];
    const shown = { at, written: text, path: inside, isFolder: false, meant, option: null };
    this.#found.set(`${file.path} ${at.start} ${text}`, { ...shown, isReached, hosts });
  }

  #isMissing({ path, isImported }: PathLiteral): boolean {
    if (relativePath(this.#fleet, path) === null) return false;
    if (this.#isAbsent(path)) return true;
    if (!isImported) return false;
    const type = this.#fleet.evaluator.io.fileType(path);
    return type.ok && type.value === "directory" && this.#isAbsent(`${path}/default.nix`);
  }

  #isAbsent(path: string): boolean {
    let missing = this.#missing.get(path);
    if (missing === undefined) {
      const type = this.#fleet.evaluator.io.fileType(path);
      missing = !type.ok && type.failure === "missing";
      this.#missing.set(path, missing);
    }
    return missing;
  }

  /** The hosts that have a file among their modules. */
  #hostsOf(file: string): readonly Host[] {
    if (this.#modules === null) {
      this.#modules = new Map();
      for (const host of this.#fleet.hosts) {
        for (const { file } of host.evaluation?.modules ?? []) {
          const hosts = this.#modules.get(file) ?? [];
          if (!hosts.includes(host)) this.#modules.set(file, [...hosts, host]);
        }
      }
    }
    return this.#modules.get(file) ?? [];
  }
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}
