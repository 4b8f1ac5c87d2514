import { holeReason } from "../evaluator.ts";
import { isStoreHash } from "../lib/partial-text.ts";
import { type Text, textOfPieces } from "../text.ts";
import { type PartialText, Unknown } from "../value.ts";

/** Piece and offset of the last slash before an end; undefined where an unknown piece may have one. */
function lastSlash(text: PartialText, end: number): [piece: number, offset: number] | undefined {
  for (let i = text.pieces.length - 1; i >= 0; i--) {
    const piece = text.pieces[i];
    if (typeof piece === "string") {
      const from = i === text.pieces.length - 1 ? end : piece.length;
      const slash = from <= 0 ? -1 : piece.lastIndexOf("/", from - 1);
      if (slash >= 0) return [i, slash];
    } else if (!isStoreHash(text, i)) return undefined;
  }
  return undefined;
}

/** What is known of `baseNameOf` a text with holes. */
export function baseNameOfPieces(text: PartialText): Text {
  const last = text.pieces[text.pieces.length - 1];
  if (typeof last !== "string") {
    return textOfPieces([new Unknown(holeReason(text))], text.context);
  }
  const end = last.endsWith("/") ? last.length - 1 : last.length;
  const slash = lastSlash(text, end);
  if (slash === undefined) {
    // The name begins somewhere in the last hole.
    const hole = text.pieces[text.pieces.length - 2] as Unknown;
    return textOfPieces([new Unknown(hole.reason), last.slice(0, end)], text.context);
  }
  const [index, offset] = slash;
  const pieces = text.pieces.slice(index).map((piece, i, all) => {
    if (typeof piece !== "string") return piece;
    const from = i === 0 ? offset + 1 : 0;
    return piece.slice(from, i === all.length - 1 ? end : undefined);
  });
  return textOfPieces(pieces, text.context);
}

/** What is known of `dirOf` a text with holes. */
export function dirOfPieces(text: PartialText): Text {
  const last = text.pieces[text.pieces.length - 1];
  const slash = lastSlash(text, typeof last === "string" ? last.length : 0);
  if (slash === undefined) {
    const [first, second] = text.pieces;
    const known = typeof first === "string" && first.includes("/");
    const hole = new Unknown(holeReason(text));
    // The directory surely goes on up to the last known slash.
    if (!known || second === undefined) return textOfPieces([hole], text.context);
    return textOfPieces([first.slice(0, Math.max(1, first.lastIndexOf("/"))), hole], text.context);
  }
  const [index, offset] = slash;
  const piece = text.pieces[index] as string;
  const head = index === 0 && offset === 0 ? "/" : piece.slice(0, offset);
  return textOfPieces([...text.pieces.slice(0, index), head], text.context);
}
