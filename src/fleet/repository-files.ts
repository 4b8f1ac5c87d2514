import { SourceFile } from "../core/source-file.ts";
import type { Fleet } from "./fleet.ts";

/** Larger files are data, not something that somebody wrote. */
const MAX_BYTES = 512 * 1024;
/** Text files that are read of one repository; more would cost more than they tell. */
const MAX_FILES = 4000;

/** A text file of the repository. */
export interface TextFile {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly source: SourceFile;
}

const texts = new WeakMap<Fleet, Map<string, TextFile | null>>();

/**
 * A file of the repository as text, by its path relative to the root; null for one that is not there, is no text
 * (it has a NUL in it) or is larger than half a megabyte. The same object for the same file.
 */
export function textFile(fleet: Fleet, path: string): TextFile | null {
  let known = texts.get(fleet);
  if (known === undefined) {
    known = new Map();
    texts.set(fleet, known);
  }
  let file = known.get(path);
  if (file === undefined) {
    file = readText(fleet, path);
    known.set(path, file);
  }
  return file;
}

function readText(fleet: Fleet, path: string): TextFile | null {
  const absolute = `${fleet.root}/${path}`;
  const loaded = fleet.evaluator.files.get(absolute);
  if (loaded !== undefined) return { path, source: loaded.source };
  const bytes = fleet.evaluator.io.readBytes(absolute);
  if (!bytes.ok || bytes.value.length > MAX_BYTES || bytes.value.includes(0)) return null;
  const text = fleet.evaluator.io.readText(absolute);
  return text.ok ? { path, source: new SourceFile(absolute, text.value) } : null;
}

/** The text files of the repository whose path a test accepts, in the order of their paths. */
export function* textFiles(
  fleet: Fleet,
  wanted: (path: string) => boolean,
): Generator<TextFile, void, undefined> {
  let read = 0;
  for (const path of fleet.repositoryFiles) {
    if (!wanted(path)) continue;
    if (++read > MAX_FILES) return;
    const file = textFile(fleet, path);
    if (file !== null) yield file;
  }
}

/** A path relative to the root where it is inside; null elsewhere. */
export function relativePath(fleet: Fleet, absolute: string): string | null {
  return absolute.startsWith(`${fleet.root}/`) ? absolute.slice(fleet.root.length + 1) : null;
}
