import type { Stats } from "node:fs";
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import type { EvalIO, FileType, IoResult } from "../evaluator/io.ts";
import { decodeUtf8 } from "../evaluator/utf8.ts";

/** What a `DiskIO` may read. */
export interface DiskIOOptions {
  /** The root of the repository, absolute. */
  readonly root: string;
  /** Further folders or files that may be read: inputs of the flake. */
  readonly granted?: readonly string[];
  /** Files larger than this many bytes are not read. */
  readonly maxFileSize?: number;
}

const MAX_FILE_SIZE = 64 * 1024 * 1024;
/** As many symlinks as Linux follows in one path. */
const MAX_LINKS = 40;

type Place =
  | { readonly ok: true; readonly path: string; readonly stats: Stats }
  | Extract<IoResult<never>, { ok: false }>;

/**
 * The file system as the evaluator sees it: nothing outside the root and what was granted, wherever symlinks lead.
 * Answers are kept, so that one run sees one state of the disk.
 */
export class DiskIO implements EvalIO {
  /** Granted folders: as they were given, and where they really are. */
  readonly #grants: { readonly given: string; readonly real: string }[] = [];
  readonly #maxFileSize: number;
  readonly #entries = new Map<string, Place>();
  readonly #resolved = new Map<string, Place>();
  readonly #texts = new Map<string, IoResult<string>>();
  readonly #folders = new Map<string, IoResult<ReadonlyMap<string, FileType>>>();

  constructor(options: DiskIOOptions) {
    this.#maxFileSize = options.maxFileSize ?? MAX_FILE_SIZE;
    this.grant(options.root);
    for (const path of options.granted ?? []) this.grant(path);
  }

  /** Allows reads under one more absolute path; one that does not exist grants nothing. */
  grant(path: string): void {
    try {
      this.#grants.push({ given: path, real: realpathSync.native(path) });
    } catch {
      return;
    }
    this.#entries.clear();
    this.#resolved.clear();
    this.#texts.clear();
    this.#folders.clear();
  }

  readText(path: string): IoResult<string> {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const bytes = this.readBytes(path);
    const text = bytes.ok ? { ok: true as const, value: decodeUtf8(bytes.value) } : bytes;
    this.#texts.set(path, text);
    return text;
  }

  readBytes(path: string): IoResult<Uint8Array> {
    const place = this.#follow(path);
    if (!place.ok) return place;
    // Opening a pipe or a device could wait for ever.
    if (!place.stats.isFile()) return failed(`'${path}' is not a regular file`);
    if (place.stats.size > this.#maxFileSize) {
      return failed(`'${path}' is larger than ${this.#maxFileSize} bytes`);
    }
    try {
      return { ok: true, value: readFileSync(place.path) };
    } catch (error) {
      return failure(path, error);
    }
  }

  readDir(path: string): IoResult<ReadonlyMap<string, FileType>> {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const result = this.#readDir(path);
    this.#folders.set(path, result);
    return result;
  }

  #readDir(path: string): IoResult<ReadonlyMap<string, FileType>> {
    const place = this.#follow(path);
    if (!place.ok) return place;
    if (!place.stats.isDirectory()) return failed(`'${path}' is not a directory`);
    try {
      const entries = new Map<string, FileType>();
      for (const entry of readdirSync(place.path, { withFileTypes: true, encoding: "buffer" })) {
        entries.set(decodeUtf8(entry.name), typeOf(entry));
      }
      return { ok: true, value: entries };
    } catch (error) {
      return failure(path, error);
    }
  }

  fileType(path: string): IoResult<FileType> {
    const place = this.#entry(path);
    return place.ok ? { ok: true, value: typeOf(place.stats) } : place;
  }

  exists(path: string): IoResult<boolean> {
    const place = this.#follow(path);
    if (place.ok) return { ok: true, value: true };
    return place.failure === "missing" ? { ok: true, value: false } : place;
  }

  realPath(path: string): IoResult<string> {
    const place = this.#follow(path);
    return place.ok ? { ok: true, value: place.path } : place;
  }

  isExecutable(path: string): boolean {
    const place = this.#follow(path);
    return place.ok && (place.stats.mode & 0o100) !== 0;
  }

  readLink(path: string): IoResult<string> {
    const place = this.#entry(path);
    if (!place.ok) return place;
    if (!place.stats.isSymbolicLink()) return failed(`'${path}' is not a symbolic link`);
    try {
      return { ok: true, value: decodeUtf8(readlinkSync(place.path, "buffer")) };
    } catch (error) {
      return failure(path, error);
    }
  }

  /** The entry that a path names, symlinks followed to the end. */
  #follow(path: string): Place {
    const known = this.#resolved.get(path);
    if (known !== undefined) return known;
    const place = this.#resolve(path, true, 0);
    this.#resolved.set(path, place);
    return place;
  }

  /** The entry that a path names; a symlink is itself. */
  #entry(path: string): Place {
    const known = this.#entries.get(path);
    if (known !== undefined) return known;
    const place = this.#resolve(path, false, 0);
    this.#entries.set(path, place);
    return place;
  }

  #resolve(path: string, follow: boolean, links: number): Place {
    if (path.includes("\0")) return missing(path);
    const slash = path.lastIndexOf("/");
    const grant = this.#grants.find(({ given, real }) => path === given || path === real);
    if (grant !== undefined) return this.#stat(grant.real, path);
    if (!this.#isUnderGrant(path)) return denied(path);
    const parent = this.#follow(path.slice(0, slash) || "/");
    if (!parent.ok) return parent;
    const name = path.slice(slash + 1);
    const place = this.#stat(`${parent.path === "/" ? "" : parent.path}/${name}`, path);
    return follow && place.ok && place.stats.isSymbolicLink()
      ? this.#followLink(place.path, path, links)
      : place;
  }

  #followLink(link: string, path: string, links: number): Place {
    if (links >= MAX_LINKS) return failed(`too many symbolic links in '${path}'`);
    let target: string;
    try {
      target = readlinkSync(link);
    } catch (error) {
      return failure(path, error);
    }
    let current = target.startsWith("/") ? "" : link.slice(0, link.lastIndexOf("/"));
    const parts = target.split("/").filter((part) => part !== "" && part !== ".");
    for (const [i, part] of parts.entries()) {
      if (part === "..") {
        current = current.slice(0, Math.max(current.lastIndexOf("/"), 0));
        continue;
      }
      const next = `${current}/${part}`;
      const last = i === parts.length - 1;
      // On the way to a granted folder there is nothing to see, and nothing is looked at.
      if (!last && this.#leadsToGrant(next)) {
        current = next;
        continue;
      }
      const place = this.#resolve(next, true, links + 1);
      if (!place.ok) return place;
      if (last) return place;
      current = place.path === "/" ? "" : place.path;
    }
    return this.#resolve(current === "" ? "/" : current, true, links + 1);
  }

  #stat(real: string, path: string): Place {
    try {
      return { ok: true, path: real, stats: lstatSync(real) };
    } catch (error) {
      return failure(path, error);
    }
  }

  #isUnderGrant(path: string): boolean {
    return this.#grants.some(({ given, real }) => isUnder(path, given) || isUnder(path, real));
  }

  #leadsToGrant(path: string): boolean {
    return this.#grants.some(
      ({ given, real }) => given.startsWith(`${path}/`) || real.startsWith(`${path}/`),
    );
  }
}

function isUnder(path: string, folder: string): boolean {
  return path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

function typeOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): FileType {
  if (entry.isFile()) return "regular";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "unknown";
}

type Failure = Extract<IoResult<never>, { ok: false }>;

function missing(path: string): Failure {
  return { ok: false, failure: "missing", message: `'${path}' does not exist` };
}

function denied(path: string): Failure {
  return { ok: false, failure: "denied", message: `'${path}' is outside what may be read` };
}

function failed(message: string): Failure {
  return { ok: false, failure: "failed", message };
}

function failure(path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return missing(path);
  return failed(`'${path}' cannot be read (${code ?? String(error)})`);
}
