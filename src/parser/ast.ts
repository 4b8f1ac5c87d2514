/**
 * The syntax tree of Nix as the rest of nixlint sees it: a discriminated union on `kind`, with UTF-16 offsets.
 * Names follow the Nix manual.
 */
interface Node {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export type Expr =
  | IntExpr
  | FloatExpr
  | StringExpr
  | PathExpr
  | SearchPathExpr
  | UriExpr
  | VariableExpr
  | ListExpr
  | AttrSetExpr
  | LetExpr
  | LegacyLetExpr
  | WithExpr
  | AssertExpr
  | IfExpr
  | LambdaExpr
  | ApplyExpr
  | SelectExpr
  | HasAttrExpr
  | UnaryExpr
  | BinaryExpr
  | ParenExpr
  | ErrorExpr;

/** `value` is a bigint only beyond 2^53; out of range of 64 bits is a problem and `null` here. */
export interface IntExpr extends Node {
  readonly kind: "int";
  readonly value: number | bigint | null;
}
export interface FloatExpr extends Node {
  readonly kind: "float";
  readonly value: number;
}
/** Text pieces have escapes resolved and, in indented strings, the common indentation removed. */
export type StringPart = string | Expr;
/** Adjacent text is joined; `parts` is empty for `""`. */
export interface StringExpr extends Node {
  readonly kind: "string";
  readonly indented: boolean;
  readonly parts: readonly StringPart[];
}
/** `./a`, `../a`, `/a`, `~/a`, `a/b`, with interpolation; the first part is always text, as written. */
export interface PathExpr extends Node {
  readonly kind: "path";
  readonly parts: readonly StringPart[];
}
/** `<nixpkgs/nixos>`: `name` without the angle brackets. */
export interface SearchPathExpr extends Node {
  readonly kind: "search-path";
  readonly name: string;
}
export interface UriExpr extends Node {
  readonly kind: "uri";
  readonly text: string;
}
export interface VariableExpr extends Node {
  readonly kind: "variable";
  readonly name: string;
}
export interface ListExpr extends Node {
  readonly kind: "list";
  readonly elements: readonly Expr[];
}
export interface AttrSetExpr extends Node {
  readonly kind: "attrset";
  readonly recursive: boolean;
  /** As written. */
  readonly bindings: readonly Binding[];
  /** The same with attribute paths nested and merged as Nix does. */
  readonly tree: AttrTree;
}
export interface LetExpr extends Node {
  readonly kind: "let";
  readonly bindings: readonly Binding[];
  /** Always `recursive`. */
  readonly tree: AttrTree;
  readonly body: Expr;
}
/** `let { body = …; }`: a recursive set of which `body` is selected. */
export interface LegacyLetExpr extends Node {
  readonly kind: "legacy-let";
  readonly bindings: readonly Binding[];
  readonly tree: AttrTree;
}
export interface WithExpr extends Node {
  readonly kind: "with";
  readonly namespace: Expr;
  readonly body: Expr;
}
export interface AssertExpr extends Node {
  readonly kind: "assert";
  readonly condition: Expr;
  readonly body: Expr;
}
export interface IfExpr extends Node {
  readonly kind: "if";
  readonly condition: Expr;
  readonly consequence: Expr;
  readonly alternative: Expr;
}
/** `x: …`, `{ a, b ? 1, ... }: …`, `args@{ … }: …`. */
export interface LambdaExpr extends Node {
  readonly kind: "lambda";
  /** The name before `:` or beside `@`. */
  readonly param: Name | null;
  readonly formals: Formals | null;
  readonly body: Expr;
}
export interface Formals extends Node {
  readonly list: readonly Formal[];
  readonly ellipsis: boolean;
}
export interface Formal extends Node {
  readonly name: Name;
  readonly default: Expr | null;
}
export interface Name extends Node {
  readonly name: string;
}
export interface ApplyExpr extends Node {
  readonly kind: "apply";
  readonly function: Expr;
  readonly argument: Expr;
}
export interface SelectExpr extends Node {
  readonly kind: "select";
  readonly subject: Expr;
  readonly path: readonly AttrName[];
  /** After `or`. */
  readonly default: Expr | null;
}
export interface HasAttrExpr extends Node {
  readonly kind: "has-attr";
  readonly subject: Expr;
  readonly path: readonly AttrName[];
}
export interface UnaryExpr extends Node {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expr;
}
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "++"
  | "//"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||"
  | "->"
  | "|>"
  | "<|";
export interface BinaryExpr extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface ParenExpr extends Node {
  readonly kind: "paren";
  readonly inner: Expr;
}
/** Where the text could not be parsed; evaluates to unknown, and the problem is in `ParsedFile.problems`. */
export interface ErrorExpr extends Node {
  readonly kind: "error";
}

/** One element of an attribute path: `a`, `"a"` (both static), `"${a}"` or `${a}` (dynamic). */
export type AttrName = StaticName | DynamicName;
export interface StaticName extends Node {
  readonly kind: "static-name";
  readonly name: string;
  readonly quoted: boolean;
}
/** `expr` is the interpolated string, or what stands in `${ }`. */
export interface DynamicName extends Node {
  readonly kind: "dynamic-name";
  readonly expr: Expr;
}

export type Binding = AttrBinding | InheritBinding;
/** `a.b.c = value;` */
export interface AttrBinding extends Node {
  readonly kind: "attr";
  readonly path: readonly AttrName[];
  readonly value: Expr;
}
/** `inherit a b;` or `inherit (from) a b;` */
export interface InheritBinding extends Node {
  readonly kind: "inherit";
  readonly from: Expr | null;
  readonly names: readonly StaticName[];
}

/**
 * What a set or `let` defines, with `a.b = 1; a.c = 2;` and `a = { b = 1; }; a.c = 2;` merged into nested trees, as
 * Nix' parser does.
 */
export interface AttrTree {
  readonly recursive: boolean;
  readonly statics: ReadonlyMap<string, AttrEntry>;
  readonly dynamics: readonly DynamicEntry[];
  /** The `(e)` of each `inherit (e) …`, referred to by index; each evaluated at most once, in the inner scope. */
  readonly sources: readonly Expr[];
}
/**
 * `name` is the place of the attribute's name (the element of the path that names it). `pathStart` is the position that
 * `builtins.unsafeGetAttrPos` gives: where the whole attribute path begins, `a` of `a.b.c = 1;` for each of its names.
 */
export type AttrEntry =
  | {
      readonly kind: "value";
      readonly name: Node;
      readonly pathStart: number;
      readonly value: Expr;
    }
  | {
      readonly kind: "tree";
      readonly name: Node;
      readonly pathStart: number;
      readonly tree: AttrTree;
    }
  /** `inherit x;`: the variable `x` of the scope around the set. */
  | { readonly kind: "inherit"; readonly name: Node; readonly pathStart: number }
  | {
      readonly kind: "inherit-from";
      readonly name: Node;
      readonly pathStart: number;
      readonly source: number;
    };
export interface DynamicEntry {
  readonly name: DynamicName;
  readonly value:
    | { readonly kind: "value"; readonly value: Expr }
    | { readonly kind: "tree"; readonly tree: AttrTree };
}

/** Something that Nix rejects, or that nixlint cannot read. */
export interface SyntaxProblem extends Node {
  /** The rule that reports it. */
  readonly rule:
    | "syntax-error"
    | "duplicate-attribute"
    | "duplicate-formal"
    | "integer-overflow"
    | "path-slash"
    | "invalid-dynamic-attribute";
  /** One sentence with a full stop. */
  readonly message: string;
  /** Where the first of two duplicates is, or the bracket that is not closed. */
  readonly other?: Node;
}

export interface Comment extends Node {
  /** With its `#` or `/* *​/`. */
  readonly text: string;
}

export interface ParsedFile {
  readonly root: Expr;
  readonly problems: readonly SyntaxProblem[];
  /** In order; for suppressions, fixes and doc comments. */
  readonly comments: readonly Comment[];
  /** The file is encrypted by git-crypt: `root` is an error expression and there is no problem. */
  readonly encrypted: boolean;
}
