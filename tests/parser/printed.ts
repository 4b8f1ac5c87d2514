/**
 * Brings two printed trees to one form. Nix 2.8 prints arguments and the names of `let` in the order of addresses in
 * memory, and the pieces of an indented string one by one, where our tree has joined them.
 */
type Group = readonly (string | Group)[];

const closing: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["{", "}"],
  ["[", "]"],
]);
const token = /"(?:[^"\\]|\\[\s\S])*"|[(){}[\],;@:]|[^\s"(){}[\],;@:]+/g;

function group(tokens: readonly string[], at: { index: number }, close: string | undefined): Group {
  const items: (string | Group)[] = [];
  while (at.index < tokens.length) {
    const text = tokens[at.index++] as string;
    if (text === close) break;
    const inner = closing.get(text);
    if (inner) items.push([text, ...group(tokens, at, inner), inner]);
    else items.push(text);
  }
  return items;
}

function sortedFormals(items: Group): string {
  const parts: string[][] = [[]];
  for (const item of items.slice(1, -1)) {
    if (item === ",") parts.push([]);
    else parts.at(-1)?.push(text(item));
  }
  return `{ ${parts
    .map((part) => part.join(" "))
    .sort()
    .join(" , ")} }`;
}

/** Sorts what stands between `let` and `in`; a part of a definition that has a `;` itself moves on its own. */
function sortedLet(words: readonly string[]): string[] {
  const end = words.indexOf("in");
  const definitions: string[][] = [[]];
  for (const word of words.slice(2, end)) {
    if (word === ";") definitions.push([]);
    else definitions.at(-1)?.push(word);
  }
  const sorted = definitions.map((definition) => definition.join(" ")).sort();
  return ["(", "let", sorted.join(" ; "), ...words.slice(end)];
}

function text(item: string | Group): string {
  if (typeof item === "string") return item;
  const words: string[] = [];
  item.forEach((entry, index) => {
    const formals =
      typeof entry !== "string" && entry[0] === "{" && /^[:@]$/.test(String(item[index + 1]));
    const word = formals ? sortedFormals(entry) : text(entry);
    const literal = word.startsWith('"');
    const before = words.at(-2);
    if (word === '""' && words.at(-1) === "+") {
      words.pop();
    } else if (word !== "+" && words.at(-1) === "+" && before === '""') {
      words.splice(-2, 2, word);
    } else if (literal && words.at(-1) === "+" && before?.startsWith('"')) {
      words.length -= 2;
      words.push(`${before.slice(0, -1)}${word.slice(1)}`);
    } else {
      words.push(word);
    }
  });
  if (words[1] === "let") return sortedLet(words).join(" ");
  if (words.length === 3 && words[0] === "(" && words[1]?.startsWith('"')) return words[1];
  return words.join(" ");
}

/** A printed tree in the common form. */
export function comparable(printed: string): string {
  return text(group(printed.match(token) ?? [], { index: 0 }, undefined));
}
