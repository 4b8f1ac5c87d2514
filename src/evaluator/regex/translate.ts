import type { CharSet } from "./char-set.ts";
import type { RegexNode } from "./syntax.ts";

/** The JavaScript source of a pattern, for texts that have one character for each byte. */
export function javaScriptSource(node: RegexNode): string {
  switch (node.kind) {
    case "empty":
      return "(?:)";
    case "begin":
      return "^";
    case "end":
      return "$";
    case "set":
      return setSource(node.set);
    case "concat":
      return node.items
        .map((item) =>
          item.kind === "alternatives" ? `(?:${javaScriptSource(item)})` : javaScriptSource(item),
        )
        .join("");
    case "alternatives":
      return node.items.map(javaScriptSource).join("|");
    case "group":
      return `(${javaScriptSource(node.body)})`;
    case "repeat": {
      const { body, min, max } = node;
      const source = javaScriptSource(body);
      const single = body.kind === "set" || body.kind === "group";
      return (single ? source : `(?:${source})`) + quantifier(min, max);
    }
  }
}

function quantifier(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function setSource(set: CharSet): string {
  const ranges: string[] = [];
  for (let low = 0; low < 256; low++) {
    if (set[low] !== 1) continue;
    let high = low;
    while (set[high + 1] === 1) high++;
    ranges.push(low === high ? hex(low) : `${hex(low)}-${hex(high)}`);
    low = high;
  }
  return ranges.length === 1 && !(ranges[0] as string).includes("-")
    ? (ranges[0] as string)
    : `[${ranges.join("")}]`;
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
