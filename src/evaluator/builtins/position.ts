import type { Span } from "../../core/span.ts";
import { encodeUtf8 } from "../utf8.ts";
import { Attrs, type Value } from "../value.ts";

/** Lines and columns as Nix counts them: from 1, columns in bytes of UTF-8. */
export function nixPosition(span: Span): { line: number; column: number } {
  const { line, column } = span.file.position(span.start);
  const before = span.file.text.slice(span.start - column + 1, span.start);
  return { line, column: encodeUtf8(before).length + 1 };
}

/** The set that stands for a place in a file; null for text that is no file, as in Nix. */
export function positionAttrs(span: Span | undefined): Value {
  if (span === undefined || !span.file.path.startsWith("/")) return null;
  return Attrs.of({ ...nixPosition(span), file: span.file.path });
}
