import { append } from "./bytes.ts";
import { type Context, ContextUnion, NO_CONTEXT } from "./context.ts";
import { ContextString, PartialText, type Unknown } from "./value.ts";

/** A string value, known or partly known. */
export type Text = string | ContextString | PartialText;

/** The string with a context; a plain one where the context is empty. */
export function makeText(text: string, context: Context): string | ContextString {
  return context.size === 0 ? text : new ContextString(text, context);
}

export function contextOfText(text: Text): Context {
  return typeof text === "string" ? NO_CONTEXT : text.context;
}

/** The known text; undefined where a piece is unknown. */
export function knownText(text: Text): string | undefined {
  if (typeof text === "string") return text;
  return text instanceof ContextString ? text.text : undefined;
}

/** The same text with another context. */
export function withContext(text: Text, context: Context): Text {
  if (text instanceof PartialText) return new PartialText(text.pieces, context);
  return makeText(typeof text === "string" ? text : text.text, context);
}

/** Pieces of a text: known pieces and holes. */
export function piecesOf(text: Text): readonly (string | Unknown)[] {
  if (typeof text === "string") return text === "" ? [] : [text];
  return text instanceof ContextString ? [text.text] : text.pieces;
}

/** A text from pieces and holes, adjacent known pieces joined. */
export function textOfPieces(pieces: readonly (string | Unknown)[], context: Context): Text {
  const joined: (string | Unknown)[] = [];
  let holes = false;
  for (const piece of pieces) {
    const last = joined[joined.length - 1];
    if (typeof piece !== "string") {
      holes = true;
      joined.push(piece);
    } else if (piece !== "") {
      if (typeof last === "string") joined[joined.length - 1] = append(last, piece);
      else joined.push(piece);
    }
  }
  if (holes) return new PartialText(joined, context);
  return makeText((joined[0] as string | undefined) ?? "", context);
}

/** Texts one after the other, contexts united. */
export function concatTexts(texts: readonly Text[]): Text {
  const union = new ContextUnion();
  let plain = true;
  let result = "";
  for (const text of texts) {
    if (typeof text === "string") result = append(result, text);
    else {
      union.add(text.context);
      if (text instanceof ContextString) result = append(result, text.text);
      else plain = false;
    }
  }
  return plain
    ? makeText(result, union.context)
    : textOfPieces(texts.flatMap(piecesOf), union.context);
}

/** Texts with a separator between them. */
export function joinTexts(separator: Text, texts: readonly Text[]): Text {
  const all: Text[] = [];
  texts.forEach((text, i) => {
    if (i > 0) all.push(separator);
    all.push(text);
  });
  return concatTexts(all);
}
