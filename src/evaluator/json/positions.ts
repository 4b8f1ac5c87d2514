import { SourceFile } from "../../core/source-file.ts";
import type { Span } from "../../core/span.ts";
import type { Positions } from "../value.ts";

/** The file that a JSON text was read from. */
export class JsonOrigin {
  readonly file: SourceFile;

  constructor(path: string, text: string) {
    this.file = new SourceFile(path, text);
  }
}

/** Places of an object's keys, found by scanning the object when one is first asked for. */
export class JsonPositions implements Positions {
  readonly #file: SourceFile;
  /** Offset after the opening brace. The text is known to be JSON. */
  readonly #start: number;
  #places: Map<string, Span> | null = null;

  constructor(origin: JsonOrigin, start: number) {
    this.#file = origin.file;
    this.#start = start;
  }

  get(name: string): Span | undefined {
    this.#places ??= keyPlaces(this.#file, this.#start);
    return this.#places.get(name);
  }
}

function keyPlaces(file: SourceFile, from: number): Map<string, Span> {
  const text = file.text;
  const places = new Map<string, Span>();
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],]/gy;
  const skip = /[^"{}[\],]*/gy;
  let depth = 1;
  let atKey = true;
  let at = from;
  while (depth > 0) {
    skip.lastIndex = at;
    skip.test(text);
    token.lastIndex = skip.lastIndex;
    const match = token.exec(text);
    if (match === null) break;
    at = token.lastIndex;
    const found = match[0];
    if (found === "{" || found === "[") depth++;
    else if (found === "}" || found === "]") depth--;
    else if (found === ",") atKey = depth === 1;
    else if (atKey && depth === 1) {
      atKey = false;
      // A later key of the same name wins, as its value does.
      places.set(JSON.parse(found) as string, { file, start: match.index, end: at });
    }
  }
  return places;
}
