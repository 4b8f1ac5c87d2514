import type { Span } from "../../core/span.ts";
import { normalisePath } from "../../evaluator/coerce.ts";
import type { Binding, Expr, PathExpr } from "../../parser/ast.ts";
import { childrenOf } from "../../parser/walk.ts";
import type { Fleet, NixFile } from "../fleet.ts";

/** A path that is written out in a file: `./mail.nix`. */
export interface PathLiteral {
  readonly file: NixFile;
  readonly at: Span;
  /** As written. */
  readonly text: string;
  /** Absolute. */
  readonly path: string;
  /** Whether it is only used when it is there, or need not be: it stands beside a `pathExists`, is compared. */
  readonly isGuarded: boolean;
  /** Whether it is surely imported, so that a folder needs a `default.nix`. */
  readonly isImported: boolean;
}

const known = new WeakMap<Fleet, readonly PathLiteral[]>();

/** The relative paths that are written in the Nix files of the fleet. */
export function pathLiterals(fleet: Fleet): readonly PathLiteral[] {
  let literals = known.get(fleet);
  if (literals === undefined) {
    literals = fleet.files.flatMap((file) => literalsOf(file));
    known.set(fleet, literals);
  }
  return literals;
}

/** What is said of everything below an expression. */
interface Around {
  readonly guarded: boolean;
  readonly imported: boolean;
}

const NOTHING: Around = { guarded: false, imported: false };
/** Words that make a use of a path depend on whether it is there. */
const GUARDS = /\b(?:pathExists|readFileType|tryEval|maybeMissing|fileExists|pathIsDirectory)\b/;

function literalsOf(file: NixFile): PathLiteral[] {
  const { source, parsed } = file;
  if (!source.text.includes("/")) return [];
  const text = (expr: Expr) => source.text.slice(expr.start, expr.end);
  const asked = GUARDS.test(source.text);
  const folder = source.path.slice(0, source.path.lastIndexOf("/"));
  const found: PathLiteral[] = [];
  const visit = (expr: Expr, around: Around): void => {
    if (expr.kind === "path") {
      const literal = literalOf(expr, file, folder, around);
      if (literal !== null) found.push(literal);
    }
    for (const [child, inner] of below(expr, around, asked, text)) visit(child, inner);
  };
  visit(parsed.root, NOTHING);
  if (!asked) return found;
  // What is asked for in one place is used in another.
  const names = guardedNames(parsed.root, text);
  const tested = new Set(found.filter((one) => one.isGuarded).map((one) => one.path));
  return found.map((one) => {
    const guarded = one.isGuarded || tested.has(one.path) || isBoundTo(parsed.root, one, names);
    return guarded === one.isGuarded ? one : { ...one, isGuarded: guarded };
  });
}

function literalOf(
  expr: PathExpr,
  file: NixFile,
  folder: string,
  around: Around,
): PathLiteral | null {
  const [text] = expr.parts;
  if (typeof text !== "string" || expr.parts.length !== 1) return null;
  if (text.startsWith("/") || text.startsWith("~")) return null;
  return {
    file,
    at: { file: file.source, start: expr.start, end: expr.end },
    text,
    path: normalisePath(`${folder}/${text}`),
    isGuarded: around.guarded,
    isImported: around.imported,
  };
}

type Text = (expr: Expr) => string;

/** The expressions below one, each with what is said of it. */
function* below(expr: Expr, around: Around, asked: boolean, text: Text): Generator<[Expr, Around]> {
  const guard = { guarded: true, imported: false };
  switch (expr.kind) {
    case "attrset":
    case "let":
    case "legacy-let":
      for (const binding of expr.bindings) yield* ofBinding(binding, around);
      if (expr.kind === "let") yield [expr.body, around];
      return;
    case "list":
      for (const element of expr.elements) yield [element, around];
      return;
    case "paren":
      yield [expr.inner, around];
      return;
    case "lambda":
      // A default is only used where no value is given.
      for (const formal of expr.formals?.list ?? []) {
        if (formal.default !== null) yield [formal.default, guard];
      }
      yield [expr.body, { ...around, imported: false }];
      return;
    case "apply": {
      const guarded = around.guarded || (asked && GUARDS.test(text(expr)));
      const name = calledName(expr.function);
      yield [expr.function, { guarded, imported: false }];
      yield [
        expr.argument,
        { guarded: guarded || name === "toString", imported: IMPORTERS.has(name) },
      ];
      return;
    }
    case "binary": {
      const { operator, left, right } = expr;
      const compares = operator === "==" || operator === "!=";
      // `./key + "-${name}"` names another file.
      const extended =
        operator === "+" && !(right.kind === "string" && String(right.parts[0]).startsWith("/"));
      const tested = asked && /^(?:&&|\|\||->)$/.test(operator) && GUARDS.test(text(expr));
      const guarded = around.guarded || compares || tested;
      const imported = operator === "++" && around.imported;
      yield [left, { guarded: guarded || extended, imported }];
      yield [right, { guarded, imported }];
      return;
    }
    case "if": {
      const guarded = around.guarded || (asked && GUARDS.test(text(expr)));
      for (const child of [expr.condition, expr.consequence, expr.alternative]) {
        yield [child, { guarded, imported: around.imported && child !== expr.condition }];
      }
      return;
    }
    default:
      for (const child of childrenOf(expr)) yield [child, { ...around, imported: false }];
  }
}

const IMPORTERS = new Set(["import", "callPackage", "callPackages"]);

function* ofBinding(binding: Binding, around: Around): Generator<[Expr, Around]> {
  if (binding.kind === "inherit") {
    if (binding.from !== null) yield [binding.from, { ...around, imported: false }];
    return;
  }
  for (const name of binding.path) {
    if (name.kind === "dynamic-name") yield [name.expr, { ...around, imported: false }];
  }
  const last = binding.path[binding.path.length - 1];
  const name = last?.kind === "static-name" ? last.name : "";
  const guarded = around.guarded || name === "disabledModules";
  yield [binding.value, { guarded, imported: name === "imports" }];
}

/** `callPackage` of `pkgs.callPackage`. */
function calledName(expr: Expr): string {
  if (expr.kind === "variable") return expr.name;
  if (expr.kind !== "select") return "";
  const last = expr.path[expr.path.length - 1];
  return last?.kind === "static-name" ? last.name : "";
}

/** Variables that stand in an expression which asks whether something is there. */
function guardedNames(root: Expr, text: Text): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (expr: Expr, inside: boolean): void => {
    if (inside && expr.kind === "variable") names.add(expr.name);
    const asks = inside || (expr.kind === "apply" && GUARDS.test(text(expr.function)));
    for (const child of childrenOf(expr)) visit(child, asks);
  };
  visit(root, false);
  return names;
}

/** Whether a literal is the value of, or inside what is bound to, one of these names. */
function isBoundTo(root: Expr, literal: PathLiteral, names: ReadonlySet<string>): boolean {
  const holds = ({ start, end }: { start: number; end: number }) =>
    start <= literal.at.start && literal.at.end <= end;
  let expr: Expr | undefined = root;
  while (expr !== undefined) {
    if (expr.kind === "let" || expr.kind === "attrset" || expr.kind === "legacy-let") {
      const binding = expr.bindings.find((one) => one.kind === "attr" && holds(one));
      const first = binding?.kind === "attr" ? binding.path[0] : undefined;
      if (first?.kind === "static-name" && names.has(first.name)) return true;
    }
    expr = childrenOf(expr).find(holds);
  }
  return false;
}
