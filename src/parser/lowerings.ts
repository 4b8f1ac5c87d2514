/** For each kind of record, the part of the AST that it becomes. */
import type {
  BinaryOperator,
  Binding,
  DynamicName,
  Expr,
  Formal,
  Formals,
  StaticName,
  SyntaxProblem,
} from "./ast.ts";
import { attrNames, inheritedNames, rejectDynamic } from "./attr-names.ts";
import { buildTree } from "./attr-tree.ts";
import { broken } from "./damage.ts";
import { checkFormals } from "./formals.ts";
import { floatValue, integerValue } from "./number-text.ts";
import { pathExpr } from "./path-text.ts";
import { type IndentedText, indentedParts, stringParts, unescapeString } from "./string-text.ts";
import { Record, Token } from "./tokens.ts";

/** The file that is being lowered. */
export interface LoweredFile {
  readonly text: string;
  readonly problems: SyntaxProblem[];
  readonly hasNul: boolean;
}

/**
 * Gives the value of a record. The values of its children are `values` from `first` up to `top`; `extra` is an operator's
 * token kind, or 1 for a selection with `or`.
 */
type Lowering = (
  file: LoweredFile,
  start: number,
  end: number,
  values: readonly unknown[],
  first: number,
  top: number,
  extra: number,
) => unknown;

const ellipsis = Symbol("ellipsis");

const binaryOperators: BinaryOperator[] = [];
binaryOperators[Token.PLUS] = "+";
binaryOperators[Token.MINUS] = "-";
binaryOperators[Token.STAR] = "*";
binaryOperators[Token.SLASH] = "/";
binaryOperators[Token.CONCAT] = "++";
binaryOperators[Token.UPDATE] = "//";
binaryOperators[Token.EQ] = "==";
binaryOperators[Token.NEQ] = "!=";
binaryOperators[Token.LT] = "<";
binaryOperators[Token.LE] = "<=";
binaryOperators[Token.GT] = ">";
binaryOperators[Token.GE] = ">=";
binaryOperators[Token.AND] = "&&";
binaryOperators[Token.OR_OP] = "||";
binaryOperators[Token.IMPLIES] = "->";
binaryOperators[Token.PIPE_INTO] = "|>";
binaryOperators[Token.PIPE_FROM] = "<|";

/** By record kind; a table rather than a `switch`, which costs a comparison a kind until it is compiled. */
export const lowerings: Lowering[] = [];

lowerings[Record.NONE] = () => broken;
lowerings[Record.ERROR] = () => broken;

lowerings[Record.NAME] = ({ text }, start, end): StaticName => {
  return { kind: "static-name", start, end, name: text.slice(start, end), quoted: false };
};

lowerings[Record.VARIABLE] = ({ text }, start, end): Expr => {
  return { kind: "variable", start, end, name: text.slice(start, end) };
};

lowerings[Record.INTEGER] = ({ text, problems }, start, end): Expr => {
  const written = text.slice(start, end);
  const value = integerValue(written);
  if (value === null) {
    const message = `${written} does not fit into the 64 bits of a Nix integer.`;
    problems.push({ rule: "integer-overflow", message, start, end });
  }
  return { kind: "int", start, end, value };
};

lowerings[Record.FLOAT] = ({ text, problems }, start, end): Expr => {
  const written = text.slice(start, end);
  const value = floatValue(written);
  if (value === null) {
    const message = `${written} is out of the range of a floating-point number.`;
    problems.push({ rule: "syntax-error", message, start, end });
  }
  return { kind: "float", start, end, value: value ?? 0 };
};

lowerings[Record.SEARCH_PATH] = ({ text }, start, end): Expr => {
  return { kind: "search-path", start, end, name: text.slice(start + 1, end - 1) };
};

lowerings[Record.URI] = ({ text }, start, end): Expr => {
  return { kind: "uri", start, end, text: text.slice(start, end) };
};

/** Nix since 2.30 refuses strings that its C strings cannot hold. */
function rejectNul({ text, problems }: LoweredFile, start: number, end: number): void {
  const at = text.indexOf("\0", start);
  if (at < 0 || at >= end) return;
  const message = "A string cannot contain a null byte.";
  problems.push({ rule: "syntax-error", message, start: at, end: at + 1 });
}

lowerings[Record.STRING_TEXT] = (file, start, end): string => {
  if (file.hasNul) rejectNul(file, start, end);
  return unescapeString(file.text, start, end);
};

lowerings[Record.INDENTED_TEXT] = (file, start, end): IndentedText => {
  if (file.hasNul) rejectNul(file, start, end);
  return { start, end };
};

lowerings[Record.PATH_TEXT] = ({ text }, start, end): string => text.slice(start, end);

lowerings[Record.ELLIPSIS] = () => ellipsis;

lowerings[Record.INTERPOLATION] = (_, start, end, values, first): DynamicName => {
  return { kind: "dynamic-name", start, end, expr: values[first] as Expr };
};

lowerings[Record.STRING] = (_, start, end, values, first, top): Expr => {
  return { kind: "string", start, end, indented: false, parts: stringParts(values, first, top) };
};

lowerings[Record.INDENTED_STRING] = ({ text }, start, end, values, first, top): Expr => {
  const raw: (IndentedText | Expr)[] = [];
  for (let i = first; i < top; i++) {
    const value = values[i] as IndentedText | DynamicName;
    raw.push("kind" in value ? value.expr : value);
  }
  return { kind: "string", start, end, indented: true, parts: indentedParts(text, raw) };
};

lowerings[Record.PATH] = ({ problems }, start, end, values, first, top): Expr =>
  pathExpr(start, end, stringParts(values, first, top), problems);

lowerings[Record.LIST] = (_, start, end, values, first, top): Expr => {
  return { kind: "list", start, end, elements: values.slice(first, top) as Expr[] };
};

function attrset(recursive: boolean): Lowering {
  return ({ problems }, start, end, values, first, top): Expr => {
    const bindings = values.slice(first, top) as Binding[];
    const tree = buildTree(recursive, bindings, problems);
    return { kind: "attrset", start, end, recursive, bindings, tree };
  };
}
lowerings[Record.ATTRSET] = attrset(false);
lowerings[Record.REC_ATTRSET] = attrset(true);

lowerings[Record.LEGACY_LET] = ({ problems }, start, end, values, first, top): Expr => {
  const bindings = values.slice(first, top) as Binding[];
  return { kind: "legacy-let", start, end, bindings, tree: buildTree(true, bindings, problems) };
};

lowerings[Record.LET] = ({ problems }, start, end, values, first, top): Expr => {
  const bindings = values.slice(first, top - 1) as Binding[];
  const tree = buildTree(true, bindings, problems);
  for (const { name } of tree.dynamics) rejectDynamic(name, "in 'let'", problems);
  return { kind: "let", start, end, bindings, tree, body: values[top - 1] as Expr };
};

lowerings[Record.BINDING] = (_, start, end, values, first, top): Binding => {
  const path = attrNames(values, first, top - 1);
  return { kind: "attr", start, end, path, value: values[top - 1] as Expr };
};

lowerings[Record.INHERIT] = ({ problems }, start, end, values, first, top): Binding => {
  const names = inheritedNames(values, first, top, problems);
  return { kind: "inherit", start, end, from: null, names };
};

lowerings[Record.INHERIT_FROM] = ({ problems }, start, end, values, first, top): Binding => {
  const names = inheritedNames(values, first + 1, top, problems);
  return { kind: "inherit", start, end, from: values[first] as Expr, names };
};

lowerings[Record.WITH] = (_, start, end, values, first): Expr => {
  const namespace = values[first] as Expr;
  return { kind: "with", start, end, namespace, body: values[first + 1] as Expr };
};

lowerings[Record.ASSERT] = (_, start, end, values, first): Expr => {
  const condition = values[first] as Expr;
  return { kind: "assert", start, end, condition, body: values[first + 1] as Expr };
};

lowerings[Record.IF] = (_, start, end, values, first): Expr => {
  const condition = values[first] as Expr;
  const consequence = values[first + 1] as Expr;
  return { kind: "if", start, end, condition, consequence, alternative: values[first + 2] as Expr };
};

lowerings[Record.FUNCTION] = ({ problems }, start, end, values, first, top): Expr => {
  let name: StaticName | null = null;
  let formals: Formals | null = null;
  for (let i = first; i < top - 1; i++) {
    const value = values[i] as StaticName | Formals;
    if ("list" in value) formals = value;
    else name = value;
  }
  if (formals) checkFormals(formals, name, problems);
  const param = name && { start: name.start, end: name.end, name: name.name };
  return { kind: "lambda", start, end, param, formals, body: values[top - 1] as Expr };
};

lowerings[Record.FORMALS] = (_, start, end, values, first, top): Formals => {
  const open = top > first && values[top - 1] === ellipsis;
  return {
    start,
    end,
    list: values.slice(first, open ? top - 1 : top) as Formal[],
    ellipsis: open,
  };
};

lowerings[Record.FORMAL] = (_, start, end, values, first, top): Formal => {
  const { name, start: nameStart, end: nameEnd } = values[first] as StaticName;
  const value = top - first > 1 ? (values[first + 1] as Expr) : null;
  return { start, end, name: { start: nameStart, end: nameEnd, name }, default: value };
};

lowerings[Record.APPLY] = (_, start, end, values, first): Expr => {
  const callee = values[first] as Expr;
  return { kind: "apply", start, end, function: callee, argument: values[first + 1] as Expr };
};

lowerings[Record.SELECT] = (_, start, end, values, first, top, withDefault): Expr => {
  const last = withDefault ? top - 1 : top;
  return {
    kind: "select",
    start,
    end,
    subject: values[first] as Expr,
    path: attrNames(values, first + 1, last),
    default: withDefault ? (values[last] as Expr) : null,
  };
};

lowerings[Record.HAS_ATTR] = (_, start, end, values, first, top): Expr => {
  const path = attrNames(values, first + 1, top);
  return { kind: "has-attr", start, end, subject: values[first] as Expr, path };
};

lowerings[Record.UNARY] = (_, start, end, values, first, _top, token): Expr => {
  const operator = token === Token.NOT ? "!" : "-";
  return { kind: "unary", start, end, operator, operand: values[first] as Expr };
};

lowerings[Record.BINARY] = (_, start, end, values, first, _top, token): Expr => {
  return {
    kind: "binary",
    start,
    end,
    operator: binaryOperators[token] as BinaryOperator,
    left: values[first] as Expr,
    right: values[first + 1] as Expr,
  };
};

lowerings[Record.PAREN] = (_, start, end, values, first): Expr => {
  return { kind: "paren", start, end, inner: values[first] as Expr };
};

lowerings[Record.FILE] = (_file, _start, _end, values, first, top) =>
  top - first === 1 ? values[first] : broken;
