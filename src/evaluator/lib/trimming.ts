import { NO_CONTEXT } from "../context.ts";
import { type Text, textOfPieces } from "../text.ts";
import { PartialText, type Unknown } from "../value.ts";
import { leading } from "./partial-text.ts";

/**
 * The text without blanks (spaces, tabs, line ends) at the asked sides. Its context is lost, as that of every result
 * of `builtins.match`, which the original is made of.
 */
export function trimmed(text: Text, start: boolean, end: boolean): Text {
  if (!(text instanceof PartialText)) return trimKnown(leading(text), start, end);
  let pieces = [...text.pieces];
  if (start) pieces = trimFirst(pieces, (piece) => trimKnown(piece, true, false));
  if (end) {
    pieces = trimFirst(pieces.reverse(), (piece) => trimKnown(piece, false, true)).reverse();
  }
  return textOfPieces(pieces, NO_CONTEXT);
}

/** Trims up to the first piece that has more than blanks; blanks after a hole may belong to what is cut off. */
function trimFirst(
  pieces: readonly (string | Unknown)[],
  trim: (piece: string) => string,
): (string | Unknown)[] {
  const result: (string | Unknown)[] = [];
  for (const [i, piece] of pieces.entries()) {
    const rest = typeof piece === "string" ? trim(piece) : "";
    result.push(typeof piece === "string" ? rest : piece);
    if (rest !== "") return [...result, ...pieces.slice(i + 1)];
  }
  return result;
}

function trimKnown(text: string, start: boolean, end: boolean): string {
  let from = 0;
  let to = text.length;
  if (start) while (from < to && isBlank(text.charCodeAt(from))) from++;
  if (end) while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}
