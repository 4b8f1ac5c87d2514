import type { RelatedPlace } from "../core/finding.ts";
import type { SourceFile } from "../core/source-file.ts";
import type { Place, Span } from "../core/span.ts";
import type { Report } from "../rules/define.ts";

/** Turns spans into places relative to the root, and keeps the text of the files they are in. */
export class Places {
  readonly #root: string;
  readonly #files = new Map<string, SourceFile>();

  constructor(root: string) {
    this.#root = root.endsWith("/") ? root : `${root}/`;
  }

  /** The file's path relative to the root; null for one outside, or text that is no file. */
  relative(file: SourceFile): string | null {
    return file.path.startsWith(this.#root) ? file.path.slice(this.#root.length) : null;
  }

  /** A path relative to the root where it is inside, else as it is. */
  relativePath(path: string): string {
    return path.startsWith(this.#root) ? path.slice(this.#root.length) : path;
  }

  /** Null for a span outside the root. */
  place(span: Span): Place | null {
    const file = this.relative(span.file);
    if (file === null) return null;
    this.#files.set(file, span.file);
    const start = span.file.position(span.start);
    const end = span.file.position(Math.max(span.start, span.end));
    return {
      file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      start: span.start,
      end: Math.max(span.start, span.end),
    };
  }

  /** Those of the given places that are inside the root, each once. */
  related(given: Report["related"], primary: Place): RelatedPlace[] {
    const seen = new Set([`${primary.file}:${primary.start}:${primary.end}:`]);
    const places: RelatedPlace[] = [];
    for (const { at, message } of given ?? []) {
      const place = this.place(at);
      if (place === null) continue;
      const key = `${place.file}:${place.start}:${place.end}:${message}`;
      if (seen.has(key)) continue;
      seen.add(key);
      places.push({ place, message });
    }
    return places;
  }

  /**
   * Where a report is shown: its own place, or, where that is outside the root (in a flake input, say), the first
   * place inside that has to do with it. Null where none is.
   */
  primary(report: Report): Place | null {
    const spans = [report.at, ...(report.related ?? []), ...(report.steps ?? []).toReversed()];
    for (const span of spans) {
      const place = this.place("at" in span ? span.at : span);
      if (place !== null) return place;
    }
    return null;
  }

  /** Text of the files with these paths, as far as a place was made in them. */
  sources(files: ReadonlySet<string>): Record<string, string> {
    const sources: Record<string, string> = {};
    for (const file of [...files].sort()) {
      const source = this.#files.get(file);
      if (source !== undefined) sources[file] = source.text;
    }
    return sources;
  }
}
