/** Edits of a file's text that keep its comments and its layout. */
import type { Span } from "../../core/span.ts";
import type { AttrName } from "../../parser/ast.ts";
import type { NixFile } from "../fleet.ts";

export interface TextEdit {
  readonly at: Span;
  readonly text: string;
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

export function spanIn({ source }: NixFile, { start, end }: Extent): Span {
  return { file: source, start, end };
}

export function textOf({ source }: NixFile, { start, end }: Extent): string {
  return source.text.slice(start, end);
}

export function replace(file: NixFile, start: number, end: number, text: string): TextEdit {
  return { at: spanIn(file, { start, end }), text };
}

/** Whether a comment begins in a range. */
export function hasComment({ parsed }: NixFile, start: number, end: number): boolean {
  const { comments } = parsed;
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const first = comments[low];
  return first !== undefined && first.start < end;
}

/** What takes a range away, with a blank where its neighbours would run together. */
export function cut(file: NixFile, start: number, end: number): TextEdit {
  return replace(file, start, end, standsApart(file, start, end) ? "" : " ");
}

/** Whether what is left and right of a range stays two tokens when they are neighbours. */
function standsApart({ source: { text } }: NixFile, left: number, right: number): boolean {
  return /^[\s([{;=,]?$/.test(text[left - 1] ?? "") || /^[\s)\]};,]?$/.test(text[right] ?? "");
}

/** Where the first token after an offset begins: blanks and comments are skipped. */
export function tokenFrom({ source, parsed }: NixFile, offset: number): number {
  let at = offset;
  for (;;) {
    while (/\s/.test(source.text[at] ?? "")) at++;
    const comment = parsed.comments.find(({ start }) => start === at);
    if (comment === undefined) return at;
    at = comment.end;
  }
}

/** A removal of whole lines where nothing else is on them, and else of the blanks before or after, too. */
export function removal(file: NixFile, { start, end }: Extent): TextEdit {
  const { text } = file.source;
  let from = start;
  while (isBlank(text[from - 1])) from--;
  let to = end;
  while (isBlank(text[to])) to++;
  const atStart = from === 0 || text[from - 1] === "\n";
  const atEnd = to === text.length || text[to] === "\n" || text.startsWith("\r\n", to);
  if (atStart && atEnd) {
    const next = text[to] === "\r" ? to + 2 : Math.min(to + 1, text.length);
    return replace(file, from, next, "");
  }
  if (atStart) return replace(file, start, to, "");
  if (atEnd) return replace(file, from, end, "");
  return replace(file, start, to, "");
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** `a.b."c d"` as it is written; undefined where a name is computed. */
export function staticPath(path: readonly AttrName[]): string | undefined {
  const names: string[] = [];
  for (const name of path) {
    if (name.kind !== "static-name") return undefined;
    names.push(JSON.stringify(name.name));
  }
  return names.join(".");
}
