/**
 * Turns the flat tree into the AST. Records come in postorder, so one pass with a stack of values does it, without
 * recursion: however deep a file is nested, the JavaScript stack is not.
 */
import type {
  AttrName,
  BinaryOperator,
  Binding,
  DynamicName,
  Expr,
  Formal,
  Formals,
  SearchPathExpr,
  StaticName,
  StringPart,
  SyntaxProblem,
} from "./ast.ts";
import { buildTree } from "./attr-tree.ts";
import { broken, Damage, expressionKinds } from "./damage.ts";
import type { Failure, FlatTree } from "./native-parser.ts";
import { floatValue, integerValue } from "./number-text.ts";
import { type IndentedText, indentedParts, unescapeString } from "./string-text.ts";
import { Record, Token } from "./tokens.ts";

const ellipsis = Symbol("ellipsis");

type Value = unknown;

const binaryOperators: readonly BinaryOperator[] = (() => {
  const list: BinaryOperator[] = [];
  list[Token.PLUS] = "+";
  list[Token.MINUS] = "-";
  list[Token.STAR] = "*";
  list[Token.SLASH] = "/";
  list[Token.CONCAT] = "++";
  list[Token.UPDATE] = "//";
  list[Token.EQ] = "==";
  list[Token.NEQ] = "!=";
  list[Token.LT] = "<";
  list[Token.LE] = "<=";
  list[Token.GT] = ">";
  list[Token.GE] = ">=";
  list[Token.AND] = "&&";
  list[Token.OR_OP] = "||";
  list[Token.IMPLIES] = "->";
  list[Token.PIPE_INTO] = "|>";
  list[Token.PIPE_FROM] = "<|";
  return list;
})();

/** The text of a string literal without interpolation, seen through parentheses; Nix takes it for a static name. */
function staticText(expr: Expr): string | undefined {
  let inner = expr;
  while (inner.kind === "paren") inner = inner.inner;
  if (inner.kind === "uri") return inner.text;
  if (inner.kind !== "string" || inner.parts.length > 1) return undefined;
  const text = inner.parts.length === 0 ? "" : inner.parts[0];
  return typeof text === "string" ? text : undefined;
}

/** An element of an attribute path from what stood there: an identifier, a string or `${ }`. */
function attrName(value: Value): AttrName {
  const node = value as StaticName | DynamicName | Expr;
  if (node.kind === "static-name") return node;
  const expr = node.kind === "dynamic-name" ? node.expr : node;
  const text = staticText(expr);
  const { start, end } = node;
  if (text !== undefined) return { kind: "static-name", start, end, name: text, quoted: true };
  return node.kind === "dynamic-name" ? node : { kind: "dynamic-name", start, end, expr: node };
}

class Lowering {
  readonly #text: string;
  readonly #problems: SyntaxProblem[];
  readonly #damage: Damage | undefined;
  readonly #hasNul: boolean;

  constructor(text: string, problems: SyntaxProblem[], damage: Damage | undefined) {
    this.#text = text;
    this.#problems = problems;
    this.#damage = damage;
    this.#hasNul = text.includes("\0");
  }

  root(flat: FlatTree): Expr {
    const records = flat.records;
    const damage = this.#damage;
    const values: Value[] = [];
    for (let at = 0; at < records.length; at += 4) {
      const word = records[at] as number;
      const kind = word & 0xff;
      const start = records[at + 1] as number;
      const end = records[at + 2] as number;
      const first = values.length - (records[at + 3] as number);
      let value: Value;
      if (damage?.breaks(word, start, end, values, first)) {
        value = expressionKinds.has(kind) ? { kind: "error", start, end } : broken;
      } else {
        value = this.#node(kind, (word >> 8) & 0xff, start, end, values, first);
      }
      values.length = first;
      values.push(value);
    }
    const root = values[0];
    const length = this.#text.length;
    if (values.length !== 1 || root === broken) return { kind: "error", start: 0, end: length };
    return root as Expr;
  }

  /** The value of one record, whose children are `values` from `first` on. */
  #node(
    kind: number,
    operator: number,
    start: number,
    end: number,
    values: Value[],
    first: number,
  ): Value {
    const text = this.#text;
    switch (kind) {
      case Record.NAME:
        return { kind: "static-name", start, end, name: text.slice(start, end), quoted: false };
      case Record.VARIABLE:
        return { kind: "variable", start, end, name: text.slice(start, end) };
      case Record.STRING_TEXT:
        this.#rejectNul(start, end);
        return unescapeString(text, start, end);
      case Record.STRING:
        return {
          kind: "string",
          start,
          end,
          indented: false,
          parts: stringParts(values, first),
        };
      case Record.BINDING:
        return {
          kind: "attr",
          start,
          end,
          path: names(values, first, values.length - 1),
          value: values[values.length - 1],
        };
      case Record.SELECT: {
        const last = operator === 0 ? values.length : values.length - 1;
        return {
          kind: "select",
          start,
          end,
          subject: values[first],
          path: names(values, first + 1, last),
          default: operator === 0 ? null : values[last],
        };
      }
      case Record.APPLY:
        return { kind: "apply", start, end, function: values[first], argument: values[first + 1] };
      case Record.ATTRSET:
      case Record.REC_ATTRSET: {
        const bindings = values.slice(first) as Binding[];
        const recursive = kind === Record.REC_ATTRSET;
        const tree = buildTree(recursive, bindings, this.#problems);
        return { kind: "attrset", start, end, recursive, bindings, tree };
      }
      case Record.LIST:
        return { kind: "list", start, end, elements: values.slice(first) };
      case Record.PAREN:
        return { kind: "paren", start, end, inner: values[first] };
      case Record.BINARY:
        return {
          kind: "binary",
          start,
          end,
          operator: binaryOperators[operator],
          left: values[first],
          right: values[first + 1],
        };
      case Record.INTERPOLATION:
        return { kind: "dynamic-name", start, end, expr: values[first] };
      case Record.INDENTED_TEXT:
        this.#rejectNul(start, end);
        return { start, end };
      case Record.INDENTED_STRING: {
        const raw: (IndentedText | Expr)[] = [];
        for (let i = first; i < values.length; i++) {
          const value = values[i] as IndentedText | DynamicName;
          raw.push("kind" in value ? value.expr : value);
        }
        return { kind: "string", start, end, indented: true, parts: indentedParts(text, raw) };
      }
      case Record.INTEGER:
        return this.#integer(start, end);
      case Record.FLOAT:
        return this.#float(start, end);
      case Record.PATH_TEXT:
        return text.slice(start, end);
      case Record.PATH:
        return this.#path(start, end, stringParts(values, first));
      case Record.SEARCH_PATH:
        return {
          kind: "search-path",
          start,
          end,
          name: text.slice(start + 1, end - 1),
        } satisfies SearchPathExpr;
      case Record.URI:
        return { kind: "uri", start, end, text: text.slice(start, end) };
      case Record.FUNCTION:
        return this.#lambda(start, end, values, first);
      case Record.FORMALS: {
        const last = values.length - 1;
        const open = last >= first && values[last] === ellipsis;
        const list = values.slice(first, open ? last : values.length) as Formal[];
        return { start, end, list, ellipsis: open } satisfies Formals;
      }
      case Record.FORMAL: {
        const { name, start: nameStart, end: nameEnd } = values[first] as StaticName;
        return {
          start,
          end,
          name: { start: nameStart, end: nameEnd, name },
          default: values.length - first > 1 ? (values[first + 1] as Expr) : null,
        } satisfies Formal;
      }
      case Record.ELLIPSIS:
        return ellipsis;
      case Record.INHERIT:
        return { kind: "inherit", start, end, from: null, names: this.#inherited(values, first) };
      case Record.INHERIT_FROM:
        return {
          kind: "inherit",
          start,
          end,
          from: values[first],
          names: this.#inherited(values, first + 1),
        };
      case Record.LET: {
        const bindings = values.slice(first, values.length - 1) as Binding[];
        const tree = buildTree(true, bindings, this.#problems);
        for (const { name } of tree.dynamics) {
          this.#dynamic(name, "in 'let'");
        }
        return { kind: "let", start, end, bindings, tree, body: values[values.length - 1] };
      }
      case Record.LEGACY_LET: {
        const bindings = values.slice(first) as Binding[];
        const tree = buildTree(true, bindings, this.#problems);
        return { kind: "legacy-let", start, end, bindings, tree };
      }
      case Record.IF:
        return {
          kind: "if",
          start,
          end,
          condition: values[first],
          consequence: values[first + 1],
          alternative: values[first + 2],
        };
      case Record.WITH:
        return { kind: "with", start, end, namespace: values[first], body: values[first + 1] };
      case Record.ASSERT:
        return { kind: "assert", start, end, condition: values[first], body: values[first + 1] };
      case Record.HAS_ATTR:
        return {
          kind: "has-attr",
          start,
          end,
          subject: values[first],
          path: names(values, first + 1, values.length),
        };
      case Record.UNARY: {
        const sign = operator === Token.NOT ? "!" : "-";
        return { kind: "unary", start, end, operator: sign, operand: values[first] };
      }
      case Record.FILE:
        return values.length - first === 1 ? values[first] : broken;
      default:
        return broken;
    }
  }

  #rejectNul(start: number, end: number): void {
    if (!this.#hasNul) return;
    const at = this.#text.indexOf("\0", start);
    if (at < 0 || at >= end) return;
    const message = "A string cannot contain a null byte.";
    this.#problems.push({ rule: "syntax-error", message, start: at, end: at + 1 });
  }

  #integer(start: number, end: number): Expr {
    const value = integerValue(this.#text.slice(start, end));
    if (value === null) {
      this.#problems.push({
        rule: "integer-overflow",
        message: `${this.#text.slice(start, end)} does not fit into the 64 bits of a Nix integer.`,
        start,
        end,
      });
    }
    return { kind: "int", start, end, value };
  }

  #float(start: number, end: number): Expr {
    const value = floatValue(this.#text.slice(start, end));
    if (value === null) {
      this.#problems.push({
        rule: "syntax-error",
        message: `${this.#text.slice(start, end)} is out of the range of a floating-point number.`,
        start,
        end,
      });
    }
    return { kind: "float", start, end, value: value ?? 0 };
  }

  #path(start: number, end: number, parts: StringPart[]): Expr {
    const last = parts[parts.length - 1];
    if (typeof last === "string" && last.endsWith("/")) {
      this.#problems.push({
        rule: "path-slash",
        message: "A path must not end in a slash.",
        start: end - 1,
        end,
      });
    }
    // Nix' lexer ends a token between two slashes, and only an interpolation may follow the second one.
    const [before] = parts;
    const doubled = typeof before === "string" ? (before.match(/\/(?=\/)/g)?.length ?? 0) : 0;
    if (doubled > (parts.length === 1 ? 0 : 1)) {
      const message = "A path must not have two slashes in a row.";
      this.#problems.push({ rule: "syntax-error", message, start, end });
    }
    return { kind: "path", start, end, parts };
  }

  #lambda(start: number, end: number, values: Value[], first: number): Expr {
    let param: StaticName | null = null;
    let formals: Formals | null = null;
    for (let i = first; i < values.length - 1; i++) {
      const value = values[i] as StaticName | Formals;
      if ("list" in value) formals = value;
      else param = value;
    }
    if (formals) this.#checkFormals(formals, param);
    return {
      kind: "lambda",
      start,
      end,
      param: param && { start: param.start, end: param.end, name: param.name },
      formals,
      body: values[values.length - 1] as Expr,
    };
  }

  #checkFormals(formals: Formals, param: StaticName | null): void {
    const seen = new Map<string, { readonly start: number; readonly end: number }>();
    if (param) seen.set(param.name, param);
    for (const { name } of formals.list) {
      const other = seen.get(name.name);
      if (other) {
        // The later of the two is at fault, which is the `@` name when it follows the braces.
        const [former, later] = other.start < name.start ? [other, name] : [name, other];
        this.#problems.push({
          rule: "duplicate-formal",
          message: `Argument '${name.name}' is declared twice.`,
          start: later.start,
          end: later.end,
          other: { start: former.start, end: former.end },
        });
      } else {
        seen.set(name.name, name);
      }
    }
  }

  #inherited(values: Value[], first: number): StaticName[] {
    const result: StaticName[] = [];
    for (let i = first; i < values.length; i++) {
      const name = attrName(values[i]);
      // `inherit;` gets an empty name from the tokenizer.
      if (name.kind === "dynamic-name") this.#dynamic(name, "in 'inherit'");
      else if (name.end > name.start) result.push(name);
    }
    return result;
  }

  #dynamic(name: DynamicName, where: string): void {
    this.#problems.push({
      rule: "invalid-dynamic-attribute",
      message: `A computed attribute name is not allowed ${where}.`,
      start: name.start,
      end: name.end,
    });
  }
}

/** Text and expressions of a string or path; interpolations give their expression. */
function stringParts(values: Value[], first: number): StringPart[] {
  const parts: StringPart[] = [];
  for (let i = first; i < values.length; i++) {
    const value = values[i] as string | DynamicName;
    parts.push(typeof value === "string" ? value : value.expr);
  }
  return parts;
}

function names(values: Value[], from: number, to: number): AttrName[] {
  const path: AttrName[] = [];
  for (let i = from; i < to; i++) path.push(attrName(values[i]));
  return path;
}

/** The expression of a whole file; adds what Nix rejects though the grammar takes it to `problems`. */
export function lower(text: string, flat: FlatTree, problems: SyntaxProblem[]): Expr {
  return new Lowering(text, problems, undefined).root(flat);
}

/**
 * The same for a file that does not parse. Everything that the error touches, down to the smallest expression or whole
 * set around it, is an error expression.
 */
export function lowerBroken(
  text: string,
  flat: FlatTree,
  failed: Failure,
  problems: SyntaxProblem[],
): Expr {
  return new Lowering(text, problems, new Damage(failed)).root(flat);
}
