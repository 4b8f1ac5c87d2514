import type { Span } from "../../core/span.ts";
import { normalisePath } from "../../evaluator/coerce.ts";
import type { AttrEntry, Binding, Expr, ListExpr } from "../../parser/ast.ts";
import type { NixFile } from "../fleet.ts";
import { anyBelow, callOf, unwrapped, writtenModule } from "./calls.ts";
import { visit } from "./literals.ts";

/** Functions that make a property of the module system of a definition. */
const PROPERTIES = new Set([
  "mkIf",
  "mkMerge",
  "mkOverride",
  "mkForce",
  "mkDefault",
  "mkOptionDefault",
  "mkVMOverride",
  "mkOrder",
  "mkBefore",
  "mkAfter",
]);

/** A place of a file, and the name of the function there. */
export interface Slip {
  readonly at: Span;
  readonly name: string;
}

/** Sets that are joined with `//` to a property: what `mkIf` gives is no set of options. */
export function updatesWithProperty(file: NixFile): Slip[] {
  const found: Slip[] = [];
  if (!file.source.text.includes("//") || definesProperties(file)) return found;
  visit(file.parsed.root, (expr) => {
    if (expr.kind !== "binary" || expr.operator !== "//") return;
    for (const side of [expr.left, expr.right]) {
      const name = propertyOf(side);
      if (name !== null) found.push({ at: spanOf(unwrapped(side), file), name });
    }
  });
  return found;
}

function propertyOf(expr: Expr): string | null {
  const call = callOf(expr);
  if (call === null || !PROPERTIES.has(call.name)) return null;
  const wanted = /^mk(?:If|Override|Order)$/.test(call.name) ? 2 : 1;
  return call.args.length === wanted ? call.name : null;
}

/** A file that has functions of these names of its own. */
function definesProperties(file: NixFile): boolean {
  return anyBelow(file.parsed.root, (expr) => {
    if (expr.kind !== "let" && expr.kind !== "attrset") return false;
    return [...PROPERTIES].some((name) => expr.tree.statics.get(name)?.kind === "value");
  });
}

/** Calls whose condition is written `false`. */
export function deadDefinitions(file: NixFile): Slip[] {
  const found: Slip[] = [];
  visit(file.parsed.root, (expr) => {
    if (expr.kind !== "apply") return;
    const call = callOf(expr);
    if (call === null || call.args.length !== 2 || !CONDITIONS.has(call.name)) return;
    const [condition] = call.args as [Expr, Expr];
    if (condition.kind === "variable" && condition.name === "false") {
      found.push({ at: spanOf(condition, file), name: call.name });
    }
  });
  return found;
}

const CONDITIONS = new Set(["mkIf", "optionalAttrs", "optional", "optionals", "optionalString"]);

/** `mkMerge` of a list with one element, or none. */
export function noopMerges(file: NixFile): (Slip & { readonly elements: number })[] {
  const found: (Slip & { elements: number })[] = [];
  visit(file.parsed.root, (expr) => {
    if (expr.kind !== "apply") return;
    const call = callOf(expr);
    const [list] = call?.args ?? [];
    if (call?.name !== "mkMerge" || call.args.length !== 1 || list?.kind !== "list") return;
    if (list.elements.length > 1) return;
    found.push({ at: spanOf(call.callee, file), name: "mkMerge", elements: list.elements.length });
  });
  return found;
}

/** Two elements of one list of imports that are the same module. */
export interface RepeatedImport {
  readonly first: Span;
  readonly second: Span;
  readonly written: string;
  /** The one is written as a folder and the other as its `default.nix`: to Nix these are two modules. */
  readonly otherName: boolean;
}

/** What a list of imports has twice. */
export function repeatedImports(file: NixFile): RepeatedImport[] {
  const found: RepeatedImport[] = [];
  if (!file.source.text.includes("imports")) return found;
  visit(file.parsed.root, (expr) => {
    if (expr.kind !== "attrset") return;
    for (const binding of expr.bindings) {
      const list = importList(binding);
      if (list !== null) found.push(...repeated(list, file));
    }
  });
  return found;
}

function importList(binding: Binding): ListExpr | null {
  if (binding.kind !== "attr") return null;
  const last = binding.path[binding.path.length - 1];
  if (last?.kind !== "static-name" || last.name !== "imports") return null;
  let value = unwrapped(binding.value);
  if (value.kind === "with") value = unwrapped(value.body);
  return value.kind === "list" ? value : null;
}

function repeated(list: ListExpr, file: NixFile): RepeatedImport[] {
  const found: RepeatedImport[] = [];
  const seen = new Map<string, Expr>();
  const { path, text } = file.source;
  const folder = path.slice(0, path.lastIndexOf("/"));
  for (const element of list.elements) {
    const expr = unwrapped(element);
    const written = text.slice(expr.start, expr.end);
    const key = keyOf(expr, written, folder);
    if (key === null) continue;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, expr);
      continue;
    }
    const before = text.slice(first.start, first.end);
    const isFolder = (one: string) => !/\.nix$/.test(one);
    found.push({
      first: spanOf(first, file),
      second: spanOf(expr, file),
      written,
      otherName: expr.kind === "path" && isFolder(before) !== isFolder(written),
    });
  }
  return found;
}

/** What is equal for equal imports; null for what may be different each time. */
function keyOf(expr: Expr, written: string, folder: string): string | null {
  if (expr.kind === "select" && expr.default === null) return written.replace(/\s+/g, "");
  if (expr.kind !== "path" || expr.parts.length !== 1) return null;
  const path = written.startsWith("/") ? written : `${folder}/${written}`;
  return normalisePath(path).replace(/\/default\.nix$/, "");
}

/** An argument of a module that its `imports` cannot depend on. */
export interface EarlyArgument {
  readonly at: Span;
  readonly name: "config" | "options" | "pkgs";
}

const LATE = new Set(["config", "options", "pkgs"]);

/** Where a module's imports depend on what is only known when all modules are there. */
export function earlyArguments(file: NixFile): EarlyArgument[] {
  const module = writtenModule(file.parsed.root);
  const formals = module?.fn?.formals;
  if (!module || !formals?.ellipsis) return [];
  const names = new Set(
    formals.list.map((formal) => formal.name.name).filter((name) => LATE.has(name)),
  );
  const imports: AttrEntry | undefined = module.body.tree.statics.get("imports");
  if (names.size === 0 || imports?.kind !== "value") return [];
  if (![...module.body.tree.statics.keys()].every((name) => name !== "outputs")) return [];
  const found: EarlyArgument[] = [];
  needed(imports.value, (expr) => {
    if (expr.kind !== "variable" || !names.has(expr.name)) return;
    const name = expr.name as EarlyArgument["name"];
    found.push({ at: spanOf(expr, file), name });
  });
  return found;
}

/** Functions that look at their arguments at once. */
const STRICT = new Set(["optional", "optionals", "optionalAttrs", "mkIf", "filter", "toString"]);

/** What has to be known to know a list of imports; insides of modules and of arguments are not. */
function needed(expr: Expr, see: (expr: Expr) => void): void {
  see(expr);
  switch (expr.kind) {
    case "paren":
      needed(expr.inner, see);
      break;
    case "list":
      for (const element of expr.elements) needed(element, see);
      break;
    case "string":
    case "path":
      for (const part of expr.parts) if (typeof part !== "string") needed(part, see);
      break;
    case "select":
      needed(expr.subject, see);
      break;
    case "unary":
      needed(expr.operand, see);
      break;
    case "binary":
      needed(expr.left, see);
      needed(expr.right, see);
      break;
    case "if":
      needed(expr.condition, see);
      needed(expr.consequence, see);
      needed(expr.alternative, see);
      break;
    case "apply": {
      const call = callOf(expr);
      if (call === null || !STRICT.has(call.name)) break;
      for (const arg of call.args) needed(arg, see);
      break;
    }
  }
}

function spanOf({ start, end }: { start: number; end: number }, file: NixFile): Span {
  return { file: file.source, start, end };
}
