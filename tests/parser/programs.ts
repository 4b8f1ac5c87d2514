/**
 * Generated programs: a shape that says what a program means, its text with as few parentheses as Nix allows and blanks
 * and comments between the tokens, and the way back from our tree to the shape.
 */
import fc from "fast-check";
import type { AttrName, Binding, Expr, StringPart } from "../../src/parser/ast.ts";

/** A node: its kind followed by its parts. */
export type Shape = readonly [string, ...(Shape | string | null)[]];

interface Operator {
  readonly level: number;
  readonly side: "left" | "right" | "none";
}

const operators: Readonly<Record<string, Operator>> = {
  "|>": { level: 1, side: "left" },
  "->": { level: 2, side: "right" },
  "||": { level: 3, side: "left" },
  "&&": { level: 4, side: "left" },
  "==": { level: 5, side: "none" },
  "!=": { level: 5, side: "none" },
  "<": { level: 6, side: "none" },
  "<=": { level: 6, side: "none" },
  ">": { level: 6, side: "none" },
  ">=": { level: 6, side: "none" },
  "//": { level: 7, side: "right" },
  "+": { level: 9, side: "left" },
  "-": { level: 9, side: "left" },
  "*": { level: 10, side: "left" },
  "/": { level: 10, side: "left" },
  "++": { level: 11, side: "right" },
};
const levels: Readonly<Record<string, number>> = {
  lambda: 0,
  let: 0,
  with: 0,
  assert: 0,
  if: 0,
  "!": 8,
  "?": 12,
  "-": 13,
  apply: 14,
  select: 15,
};

const name = fc.constantFrom("a", "b", "long-name", "x'", "_y", "or2", "inherits");
const text = fc
  .array(
    fc.constantFrom("t", " ", "\n", '"', "\\", "$", "${", "''", "'", "é", "\t", "\r", "#", "/*"),
    {
      maxLength: 6,
    },
  )
  .map((pieces) => pieces.join(""));

/** `${ }` in an attribute path; around a plain string it is the same as the name alone. */
function computed(value: Shape): Shape {
  const [kind, part, ...rest] = value;
  const plain = kind === "string" && rest.length === 0 && part?.[0] === "text";
  return plain ? ["name", part[1] as string] : ["computed", value];
}

/** Shapes without variables that are bound anywhere: a program is wrapped in a `with`. */
export function shapes(options: { readonly pipes: boolean }): fc.Arbitrary<Shape> {
  const symbols = Object.keys(operators).filter((symbol) => options.pipes || symbol !== "|>");
  const { expr } = fc.letrec<{ expr: Shape; attr: Shape; binding: Shape }>((tie) => ({
    attr: fc.oneof(
      { weight: 4, arbitrary: name.map((value): Shape => ["name", value]) },
      { weight: 1, arbitrary: text.map((value): Shape => ["name", value]) },
      { weight: 1, arbitrary: tie("expr").map(computed) },
    ),
    binding: fc
      .tuple(fc.array(tie("attr"), { minLength: 1, maxLength: 3 }), tie("expr"))
      .map(([path, value]): Shape => ["binding", ["path", ...path], value]),
    expr: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      name.map((value): Shape => ["var", value]),
      fc.nat(2 ** 31).map((value): Shape => ["int", String(value)]),
      fc.constantFrom("./p", "../p/q.nix", "/p", "~/p").map((value): Shape => ["path", value]),
      text.map((value): Shape => ["string", ["text", value]]),
      fc.tuple(text, tie("expr"), text).map(([before, value, after]): Shape => {
        const parts: Shape[] = [value];
        if (before) parts.unshift(["text", before]);
        if (after) parts.push(["text", after]);
        return ["string", ...parts];
      }),
      fc.array(tie("expr"), { maxLength: 3 }).map((items): Shape => ["list", ...items]),
      fc
        .tuple(fc.boolean(), fc.array(tie("binding"), { maxLength: 3 }))
        .map(([rec, items]): Shape => [rec ? "rec" : "set", ...items]),
      fc
        .tuple(name, tie("expr"), tie("expr"))
        .map(
          ([key, value, body]): Shape => ["let", ["binding", ["path", ["name", key]], value], body],
        ),
      fc.tuple(tie("expr"), tie("expr")).map(([a, b]): Shape => ["with", a, b]),
      fc.tuple(tie("expr"), tie("expr")).map(([a, b]): Shape => ["assert", a, b]),
      fc.tuple(tie("expr"), tie("expr"), tie("expr")).map(([a, b, c]): Shape => ["if", a, b, c]),
      fc.tuple(name, tie("expr")).map(([key, body]): Shape => ["lambda", key, body]),
      fc
        .tuple(tie("expr"), fc.boolean(), tie("expr"))
        .map(([value, open, body]): Shape => ["formals", "a", value, open ? "..." : null, body]),
      fc.tuple(tie("expr"), tie("expr")).map(([a, b]): Shape => ["apply", a, b]),
      fc
        .tuple(tie("expr"), fc.array(tie("attr"), { minLength: 1, maxLength: 2 }))
        .map(([subject, path]): Shape => ["select", subject, ["path", ...path]]),
      fc
        .tuple(tie("expr"), fc.array(tie("attr"), { minLength: 1, maxLength: 2 }), tie("expr"))
        .map(([subject, path, other]): Shape => ["select", subject, ["path", ...path], other]),
      fc
        .tuple(tie("expr"), fc.array(tie("attr"), { minLength: 1, maxLength: 2 }))
        .map(([subject, path]): Shape => ["?", subject, ["path", ...path]]),
      fc.tuple(fc.constantFrom("!", "-"), tie("expr")).map(([sign, a]): Shape => [sign, a]),
      fc
        .tuple(fc.constantFrom(...symbols), tie("expr"), tie("expr"))
        .map(([symbol, a, b]): Shape => ["binary", symbol, a, b]),
    ),
  }));
  return expr;
}

function levelOf(shape: Shape): number {
  const [kind, symbol] = shape;
  if (kind === "binary") return (operators[String(symbol)] as Operator).level;
  if (kind === "formals") return 0;
  if (kind === "string" || kind === "list" || kind === "set" || kind === "rec") return 16;
  return levels[kind] ?? 16;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\r": "\\r",
  "\t": "\\t",
};

function escaped(value: string): string {
  return value.replace(/["\\\r\t]/g, (char) => escapes[char] as string).replaceAll("$", "\\$");
}

/** Writes a shape; `blank` gives what stands between two tokens. */
export function render(shape: Shape, blank: () => string): string {
  const join = (...tokens: readonly string[]): string => {
    let result = tokens[0] ?? "";
    for (const token of tokens.slice(1)) result += blank() + token;
    return result;
  };
  const at = (inner: Shape, level: number): string =>
    levelOf(inner) >= level ? whole(inner) : join("(", whole(inner), ")");
  const path = (attrs: Shape): string => {
    const names = (attrs.slice(1) as Shape[]).map(([kind, value]) => {
      if (kind === "computed") return join("${", whole(value as Shape), "}");
      const plain = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(String(value));
      return plain ? String(value) : `"${escaped(String(value))}"`;
    });
    return names.reduce((left, right) => join(left, ".", right));
  };
  const bindings = (items: readonly Shape[]): string[] =>
    items.flatMap(([, attrs, value]) => [path(attrs as Shape), "=", whole(value as Shape), ";"]);
  const whole = (inner: Shape): string => {
    const [kind, ...parts] = inner;
    const [first, second, third] = parts as Shape[];
    switch (kind) {
      case "var":
      case "int":
      case "path":
        return String(first);
      case "string":
        return `"${(parts as Shape[])
          .map((part) =>
            part[0] === "text" ? escaped(String(part[1])) : join("${", whole(part), "}"),
          )
          .join("")}"`;
      case "list":
        return join("[", ...(parts as Shape[]).map((item) => at(item, 15)), "]");
      case "set":
        return join("{", ...bindings(parts as Shape[]), "}");
      case "rec":
        return join("rec", "{", ...bindings(parts as Shape[]), "}");
      case "let":
        return join("let", ...bindings([first as Shape]), "in", whole(second as Shape));
      case "with":
      case "assert":
        return join(kind, whole(first as Shape), ";", whole(second as Shape));
      case "if": {
        const [a, b, c] = [first, second, third].map((part) => whole(part as Shape));
        return join("if", String(a), "then", String(b), "else", String(c));
      }
      case "lambda":
        return join(String(first), ":", whole(second as Shape));
      case "formals": {
        const rest = third === null ? [] : [",", "..."];
        const body = whole(parts[3] as Shape);
        return join("{", String(first), "?", whole(second as Shape), ...rest, "}", ":", body);
      }
      case "apply":
        return join(at(first as Shape, 14), at(second as Shape, 15));
      case "select": {
        const other = third ? ["or", at(third, 15)] : [];
        return join(at(first as Shape, 16), ".", path(second as Shape), ...other);
      }
      case "?":
        return join(at(first as Shape, 12), "?", path(second as Shape));
      case "!":
        return join("!", at(first as Shape, 8));
      case "-":
        return join("-", at(first as Shape, 13));
      default: {
        const { level, side } = operators[String(first)] as Operator;
        const left = at(second as Shape, side === "left" ? level : level + 1);
        const right = at(third as Shape, side === "right" ? level : level + 1);
        return join(left, String(first), right);
      }
    }
  };
  return whole(shape);
}

function pathShape(path: readonly AttrName[]): Shape {
  return [
    "path",
    ...path.map(
      (attr): Shape =>
        attr.kind === "static-name" ? ["name", attr.name] : ["computed", shapeOf(attr.expr)],
    ),
  ];
}

function partShape(part: StringPart): Shape {
  return typeof part === "string" ? ["text", part] : shapeOf(part);
}

function bindingShape(binding: Binding): Shape {
  if (binding.kind === "inherit") return ["inherit"];
  return ["binding", pathShape(binding.path), shapeOf(binding.value)];
}

/** The shape that a parsed expression has, without its parentheses. */
export function shapeOf(expr: Expr): Shape {
  switch (expr.kind) {
    case "paren":
      return shapeOf(expr.inner);
    case "variable":
      return ["var", expr.name];
    case "int":
      return ["int", String(expr.value)];
    case "path":
      return [
        "path",
        ...expr.parts.map((part) => (typeof part === "string" ? part : shapeOf(part))),
      ];
    case "string":
      if (expr.parts.length === 0) return ["string", ["text", ""]];
      return ["string", ...expr.parts.map(partShape)];
    case "list":
      return ["list", ...expr.elements.map(shapeOf)];
    case "attrset":
      return [expr.recursive ? "rec" : "set", ...expr.bindings.map(bindingShape)];
    case "let":
      return ["let", ...expr.bindings.map(bindingShape), shapeOf(expr.body)];
    case "with":
      return ["with", shapeOf(expr.namespace), shapeOf(expr.body)];
    case "assert":
      return ["assert", shapeOf(expr.condition), shapeOf(expr.body)];
    case "if":
      return ["if", shapeOf(expr.condition), shapeOf(expr.consequence), shapeOf(expr.alternative)];
    case "lambda": {
      const body = shapeOf(expr.body);
      if (!expr.formals) return ["lambda", expr.param?.name ?? null, body];
      const formal = expr.formals.list[0];
      const value = formal?.default ? shapeOf(formal.default) : null;
      return [
        "formals",
        formal?.name.name ?? null,
        value,
        expr.formals.ellipsis ? "..." : null,
        body,
      ];
    }
    case "apply":
      return ["apply", shapeOf(expr.function), shapeOf(expr.argument)];
    case "select": {
      const other = expr.default ? [shapeOf(expr.default)] : [];
      return ["select", shapeOf(expr.subject), pathShape(expr.path), ...other];
    }
    case "has-attr":
      return ["?", shapeOf(expr.subject), pathShape(expr.path)];
    case "unary":
      return [expr.operator, shapeOf(expr.operand)];
    case "binary":
      return ["binary", expr.operator, shapeOf(expr.left), shapeOf(expr.right)];
    default:
      return [expr.kind];
  }
}

/** What stands between tokens, from a list of choices that is gone through again and again. */
export function blanks(choices: readonly number[]): () => string {
  const list = [" ", " ", "\n", "\t", "  ", " /* c */ ", " # c\n", "\r\n", " /**/ ", " # c\r"];
  let next = 0;
  return () => list[(choices[next++ % choices.length] ?? 0) % list.length] as string;
}
