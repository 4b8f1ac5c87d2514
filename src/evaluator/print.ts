import { nixPosition } from "./builtins/position.ts";
import { formatFloatShort } from "./float.ts";
import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  Lambda,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Thunk,
  Unknown,
  type Value,
} from "./value.ts";

/** `eval` prints as `nix-instantiate --eval`, `trace` as `builtins.trace`. Nothing is forced by either. */
export type PrintStyle = "eval" | "trace";

/** Names that have to be quoted as attribute names; `or` need not be. */
const KEYWORDS = new Set(["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"]);

/**
 * Text of a value on one line. What is not computed is `<CODE>`, a set or list that was printed before «repeated».
 * An unknown value is `«unknown: why»`; open sets and lists end in `«…»`. Uses no stack.
 */
export function print(value: Lazy, style: PrintStyle = "eval"): string {
  const out: string[] = [];
  const seen = new Set<Lazy>();
  const todo: (string | { value: Lazy })[] = [{ value }];
  while (todo.length > 0) {
    const next = todo.pop() as string | { value: Lazy };
    if (typeof next === "string") {
      out.push(next);
      continue;
    }
    const parts = printOne(next.value, style, seen);
    for (let i = parts.length - 1; i >= 0; i--) {
      todo.push(parts[i] as string | { value: Lazy });
    }
  }
  return out.join("");
}

type Parts = (string | { value: Lazy })[];

function printOne(lazy: Lazy, style: PrintStyle, seen: Set<Lazy>): Parts {
  if (lazy instanceof Thunk && lazy.running) return ["«potential infinite recursion»"];
  if (lazy instanceof Thunk && lazy.code !== null) return [style === "eval" ? "<CODE>" : "«thunk»"];
  const value = lazy instanceof Thunk ? lazy.value : lazy;
  if (value instanceof Attrs) return printAttrs(value, seen);
  if (Array.isArray(value) || value instanceof OpenList) return printList(lazy, value, seen);
  if (value instanceof Choice) {
    if (seen.has(value)) return ["«repeated»"];
    seen.add(value);
    const alternatives = value.alternatives.flatMap(
      (alternative, i): Parts => [i === 0 ? "" : " or ", { value: alternative }],
    );
    return ["«", ...alternatives, "»"];
  }
  return [printScalar(value, style)];
}

function printAttrs(attrs: Attrs, seen: Set<Lazy>): Parts {
  const names = attrs.names();
  if (names.length > 0 && seen.has(attrs)) return ["«repeated»"];
  seen.add(attrs);
  const parts: Parts = ["{ "];
  for (const name of names) {
    parts.push(`${attributeName(name)} = `);
    parts.push({ value: attrs.map.get(name) as Lazy }, "; ");
  }
  parts.push(attrs.rest === null ? "}" : "«…» }");
  return parts;
}

/** Lists are told apart by where they are kept, as Nix does, not by their elements. */
function printList(lazy: Lazy, value: Lazy[] | OpenList, seen: Set<Lazy>): Parts {
  const items = Array.isArray(value) ? value : value.items;
  if (items.length > 0 && seen.has(lazy)) return ["«repeated»"];
  seen.add(lazy);
  const parts: Parts = ["[ "];
  for (const item of items) parts.push({ value: item }, " ");
  parts.push(Array.isArray(value) ? "]" : "«…» ]");
  return parts;
}

function printScalar(value: Exclude<Value, Attrs | Lazy[] | OpenList>, style: PrintStyle): string {
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof ContextString) return quoted(value.text);
  if (value instanceof NixPath) return value.path;
  if (value instanceof NixFloat) return formatFloatShort(value.value);
  if (value instanceof Unknown) return `«unknown: ${value.reason.text}»`;
  if (value instanceof PartialText) {
    const pieces = value.pieces.map((piece) =>
      typeof piece === "string" ? escaped(piece) : `«unknown: ${piece.reason.text}»`,
    );
    return `"${pieces.join("")}"`;
  }
  return printFunction(value as Lambda | Builtin, style);
}

function printFunction(value: Lambda | Builtin, style: PrintStyle): string {
  // What nixlint has as native code but Nix as a function written in Nix prints as the latter.
  const native = value instanceof Builtin && value.formals === null && !value.name.includes(".");
  if (style === "eval") {
    if (!native) return "<LAMBDA>";
    return value.args.length === 0 ? "<PRIMOP>" : "<PRIMOP-APP>";
  }
  if (value instanceof Lambda) {
    const { name, span } = value.info;
    const { line, column } = nixPosition(span);
    return `«lambda${name === null ? "" : ` ${name}`} @ ${span.file.path}:${line}:${column}»`;
  }
  if (!native) return "«lambda»";
  return value.args.length === 0
    ? `«primop ${value.name}»`
    : `«partially applied primop ${value.name}»`;
}

/** A string literal of Nix. */
export function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text.replace(/["\\\n\r\t]|\$(?=\{)/g, (char) => {
    switch (char) {
      case "\n":
        return "\\n";
      case "\r":
        return "\\r";
      case "\t":
        return "\\t";
      default:
        return `\\${char}`;
    }
  });
}

/** A name as it stands before `=`, quoted where it has to be. */
export function attributeName(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) && !KEYWORDS.has(name) ? name : quoted(name);
}
