import stringWidth from "string-width";
import type { Place } from "../core/span.ts";
import type { SecretLines } from "./secret-lines.ts";
import { hideSecret } from "./secret-lines.ts";
import type { Sources } from "./sources.ts";
import { visible } from "./visible.ts";

/** One source line and the marks that go under it, both ready to print and not longer than asked. */
export interface CodeFrame {
  readonly line: number;
  readonly code: string;
  /** Columns of the terminal before the first mark. */
  readonly indent: number;
  /** Columns marked, at least 1. */
  readonly length: number;
}

const ELLIPSIS = "\u2026";
/** Of a line that is cut, how many characters stay before the marked part. */
const LEAD = 20;

/**
 * The first line of a place with what is marked on it. Undefined when the text of the file is not at hand.
 * `width` is the room for code in columns. Lines with secrets come with their value hidden.
 */
export function codeFrame(
  place: Place,
  sources: Sources,
  secrets: SecretLines,
  width: number,
): CodeFrame | undefined {
  const source = sources.get(place.file);
  if (!source || place.line > source.lineCount()) return undefined;
  const text = source.line(place.line);
  if (secrets.has(place.file, place.line)) return hiddenFrame(place, text);
  const start = Math.min(place.column - 1, text.length);
  const end = place.endLine > place.line ? text.length : Math.min(place.endColumn - 1, text.length);
  const from = windowStart(text, start, end, width);
  const before = (from > 0 ? ELLIPSIS : "") + shown(text.slice(from, start));
  const marked = shown(text.slice(start, end));
  const indent = stringWidth(before);
  const code = cut(before + marked + shown(text.slice(end, end + width)), width);
  const length = Math.min(stringWidth(marked), Math.max(1, width - indent));
  return { line: place.line, code: code.trimEnd(), indent, length: Math.max(1, length) };
}

function hiddenFrame(place: Place, text: string): CodeFrame {
  const hidden = hideSecret(text);
  const value = hidden.length - 3;
  const onName = place.column - 1 < value;
  const start = onName ? place.column - 1 : value;
  const end = onName && place.endLine === place.line ? Math.min(place.endColumn - 1, value) : value;
  return {
    line: place.line,
    code: shown(hidden),
    indent: stringWidth(shown(hidden.slice(0, start))),
    length: Math.max(onName ? stringWidth(shown(hidden.slice(start, end))) : 3, 1),
  };
}

/** Where the visible part of a long line begins, so that the marked part is in it. */
function windowStart(text: string, start: number, end: number, width: number): number {
  if (text.length <= width || end <= width) return 0;
  return Math.max(0, start - LEAD);
}

function shown(text: string): string {
  return visible(text.replace(/^\ufeff/, "").replaceAll("\t", "  "));
}

function cut(code: string, width: number): string {
  if (stringWidth(code) <= width) return code;
  let columns = 0;
  let kept = "";
  for (const character of code) {
    columns += stringWidth(character);
    if (columns >= width) break;
    kept += character;
  }
  return kept + ELLIPSIS;
}
