import type { RelatedPlace } from "../../core/finding.ts";
import type { Place } from "../../core/span.ts";
import { withPrefix } from "../paths.ts";
import { visible } from "../visible.ts";

/** Name for the root of the git repository, which the reader of the file knows and we do not. */
export const SOURCE_ROOT = "%SRCROOT%";

/** Where a place is, its path relative to the root of the git repository. */
export function physicalLocation(place: Place, prefix: string): object {
  return { artifactLocation: artifactLocation(place.file, prefix), region: region(place) };
}

/** Absolute paths (an input in the store) are URIs of their own. */
export function artifactLocation(file: string, prefix: string): object {
  const path = percentEncode(withPrefix(prefix, file));
  return path.startsWith("/") ? { uri: `file://${path}` } : { uri: path, uriBaseId: SOURCE_ROOT };
}

export function region(place: Place): object {
  return {
    startLine: place.line,
    startColumn: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
  };
}

/** A place with a sentence; `id` is what a link in the text of the result points at. */
export function explainedLocation(related: RelatedPlace, prefix: string, id?: number): object {
  return {
    ...(id !== undefined && { id }),
    physicalLocation: physicalLocation(related.place, prefix),
    message: { text: visible(related.message) },
  };
}

function percentEncode(path: string): string {
  return path
    .split("/")
    .map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "\ufffd")))
    .join("/");
}
