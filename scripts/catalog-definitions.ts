/**
 * Lists what the modules of a nixpkgs checkout themselves define, one line a definition: its path,
 * the options of which one must be set for it to be made (`always` where no such option is found),
 * and the file; the options that have an `apply`; and those renamed or removed. What the catalogue
 * says of contributions and renames is made from this.
 *
 *   tsx scripts/catalog-definitions.ts FOLDER > definitions.tsv
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AttrName, AttrSetExpr, Expr } from "../src/parser/ast.ts";
import { initParser } from "../src/parser/native-parser.ts";
import { parse } from "../src/parser/parse.ts";

/** `lib` functions that wrap a definition: how many arguments stand before the value. */
const WRAPPERS: Readonly<Record<string, number>> = {
  mkIf: 1,
  optionalAttrs: 1,
  mkMerge: 0,
  mkForce: 0,
  mkDefault: 0,
  mkOverride: 1,
  mkBefore: 0,
  mkAfter: 0,
  mkOrder: 1,
  mkVMOverride: 0,
  mkOptionDefault: 0,
  mkImageMediaOverride: 0,
};
const CONDITIONS = new Set(["mkIf", "optionalAttrs"]);

interface Scope {
  readonly path: readonly string[];
  /** Options of which one must be set, as the outermost condition that was understood says. */
  readonly gate: readonly string[] | undefined;
  readonly lets: ReadonlyMap<string, Expr>;
  /** The path of the submodule whose `config` is meant; the system's own where there is none. */
  readonly self?: readonly string[];
}

class Definitions {
  readonly lines = new Set<string>();
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  module(expr: Expr, lets: ReadonlyMap<string, Expr>): void {
    const { body, inner } = strip(expr, lets);
    if (body.kind !== "attrset") return;
    const names = body.bindings.flatMap((binding) =>
      binding.kind === "attr" ? [nameOf(binding.path[0])] : [],
    );
    const long = names.includes("config") || names.includes("options");
    for (const binding of body.bindings) {
      if (binding.kind !== "attr") continue;
      const path = binding.path.map(nameOf);
      const [first, ...rest] = path;
      if (first === "options") this.applied(binding.value, rest, inner);
      if (first === "imports") this.renames(binding.value);
      if (["imports", "options", "meta", "disabledModules", "_file", "key"].includes(first ?? "")) {
        continue;
      }
      if (long && first !== "config") continue;
      const scope = { path: long ? rest : path, gate: undefined, lets: inner };
      this.value(binding.value, scope);
    }
  }

  /** Finds the calls of `mkRenamedOptionModule` and its family in `imports`. */
  private renames(expr: Expr): void {
    const body = unparen(expr);
    if (body.kind === "list") for (const element of body.elements) this.renames(element);
    if (body.kind === "binary") {
      this.renames(body.left);
      this.renames(body.right);
    }
    if (body.kind !== "apply") return;
    const { head, args } = call(body);
    const [from, to] = args.map(pathOf);
    if (from === undefined) return;
    if (head === "mkRemovedOptionModule") {
      this.lines.add(["removed", from, "", this.file].join("\t"));
    } else if (/^mk(?:Renamed|Alias|Changed)OptionModule/.test(head) && to !== undefined) {
      this.lines.add(["renamed", from, to, this.file].join("\t"));
    }
  }

  /** Finds the options whose declaration has an `apply`. */
  private applied(expr: Expr, path: readonly string[], lets: ReadonlyMap<string, Expr>): void {
    const { body, inner } = strip(expr, lets);
    if (body.kind === "attrset") {
      for (const binding of body.bindings) {
        if (binding.kind !== "attr") continue;
        this.applied(binding.value, [...path, ...binding.path.map(nameOf)], inner);
      }
      return;
    }
    if (body.kind !== "apply") return;
    const { head, args } = call(body);
    const last = args.at(-1) && strip(args.at(-1) as Expr, inner).body;
    if (head !== "mkOption" || last?.kind !== "attrset") return;
    for (const binding of last.bindings) {
      if (binding.kind !== "attr") continue;
      const name = nameOf(binding.path[0]);
      if (name === "apply") this.lines.add(["apply", path.join("."), "", this.file].join("\t"));
      if (name === "type") this.submodule(binding.value, path, inner);
    }
  }

  private submodule(type: Expr, path: readonly string[], lets: ReadonlyMap<string, Expr>): void {
    const { body, inner } = resolve(type, lets);
    if (body.kind !== "apply") return;
    const { head, args } = call(body);
    const argument = args.at(-1);
    if (argument === undefined) return;
    if (/^(?:attrsOf|lazyAttrsOf|loaOf)$/.test(head))
      this.submodule(argument, [...path, "<name>"], inner);
    else if (head === "listOf") this.submodule(argument, [...path, "*"], inner);
    else if (head === "nullOr") this.submodule(argument, path, inner);
    else if (head === "submodule") {
      const { body, inner: lets } = resolve(argument, inner);
      const modules = body.kind === "list" ? body.elements : [body];
      for (const module of modules) this.submoduleOf(module, path, lets);
    }
  }

  /** The options and the definitions of one module of a submodule. */
  private submoduleOf(expr: Expr, path: readonly string[], lets: ReadonlyMap<string, Expr>): void {
    const { body, inner } = resolve(expr, lets);
    if (body.kind !== "attrset") return;
    for (const binding of body.bindings) {
      if (binding.kind !== "attr") continue;
      const [first, ...rest] = binding.path.map(nameOf);
      const below = [...path, ...rest];
      if (first === "options") this.applied(binding.value, below, inner);
      if (first === "config") {
        this.value(binding.value, { path: below, gate: undefined, lets: inner, self: path });
      }
    }
  }

  private value(expr: Expr, scope: Scope): void {
    const { body, inner } = strip(expr, scope.lets);
    const here = { ...scope, lets: inner };
    switch (body.kind) {
      case "attrset":
        this.set(body, here);
        return;
      case "if":
        this.value(body.consequence, gated(here, body.condition));
        this.value(body.alternative, here);
        return;
      case "binary":
        if (body.operator === "//") {
          this.value(body.left, here);
          this.value(body.right, here);
          return;
        }
        break;
      case "list":
        if (scope.path.length === 0) {
          for (const element of body.elements) this.value(element, here);
          return;
        }
        break;
      case "variable": {
        const bound = inner.get(body.name);
        if (bound !== undefined && scope.path.length < 6) {
          const lets = new Map(inner);
          lets.delete(body.name);
          this.value(bound, { ...here, lets });
          return;
        }
        break;
      }
      case "apply":
        if (this.wrapped(body, here)) return;
        break;
    }
    this.report(scope);
  }

  private wrapped(expr: Expr, scope: Scope): boolean {
    const { head: name, args } = call(expr);
    const before = WRAPPERS[name];
    const value = before === undefined ? undefined : args[before];
    if (value === undefined) return false;
    const condition = CONDITIONS.has(name) ? args[0] : undefined;
    const inside = condition === undefined ? scope : gated(scope, condition);
    const { body } = strip(value, scope.lets);
    if (name === "mkMerge" && body.kind === "list") {
      for (const element of body.elements) this.value(element, inside);
    } else {
      this.value(value, inside);
    }
    return true;
  }

  private set(expr: AttrSetExpr, scope: Scope): void {
    if (expr.bindings.length === 0) this.report(scope);
    for (const binding of expr.bindings) {
      if (binding.kind === "attr") {
        this.value(binding.value, { ...scope, path: [...scope.path, ...binding.path.map(nameOf)] });
      } else {
        for (const name of binding.names) {
          this.report({ ...scope, path: [...scope.path, nameOf(name)] });
        }
      }
    }
  }

  private report(scope: Scope): void {
    if (scope.path.length === 0) return;
    const path = scope.path.map((name) => (name.includes(".") ? JSON.stringify(name) : name));
    this.lines.add(
      [
        scope.self === undefined ? "set" : "inner",
        path.join("."),
        scope.gate?.join(" ") ?? "always",
        this.file,
      ].join("\t"),
    );
  }
}

function gated(scope: Scope, condition: Expr): Scope {
  return { ...scope, gate: scope.gate ?? gates(condition, scope.lets, 0, scope.self ?? []) };
}

/** The options of which one must be other than false, null or empty for the condition to hold. */
function gates(
  expr: Expr,
  lets: ReadonlyMap<string, Expr>,
  depth: number,
  self: readonly string[],
): readonly string[] | undefined {
  if (depth > 8) return undefined;
  const again = (part: Expr) => gates(part, lets, depth + 1, self);
  switch (expr.kind) {
    case "paren":
      return again(expr.inner);
    case "variable":
    case "select": {
      const path = configPath(expr, lets, 0, self);
      if (path !== undefined) return [path.join(".")];
      const bound = expr.kind === "variable" ? lets.get(expr.name) : undefined;
      return bound === undefined ? undefined : again(bound);
    }
    case "binary":
      if (expr.operator === "&&") return again(expr.left) ?? again(expr.right);
      if (expr.operator === "||") {
        const [left, right] = [again(expr.left), again(expr.right)];
        return left && right && [...left, ...right];
      }
      return expr.operator === "!=" && isEmpty(expr.right) ? again(expr.left) : undefined;
    case "apply": {
      const { head, args } = call(expr);
      const last = args.at(-1);
      const looks = [
        "any",
        "attrValues",
        "filterAttrs",
        "length",
        "elem",
        "filter",
        "mapAttrsToList",
      ];
      return looks.includes(head) && last !== undefined ? again(last) : undefined;
    }
    default:
      return undefined;
  }
}

function isEmpty(expr: Expr): boolean {
  const body = unparen(expr);
  if (body.kind === "variable") return body.name === "null";
  if (body.kind === "list") return body.elements.length === 0;
  if (body.kind === "string") return body.parts.length === 0;
  return body.kind === "attrset" && body.bindings.length === 0;
}

/** `config.a.b`, or `cfg.b` with `cfg = config.a` in scope; `self` is where `config` stands. */
function configPath(
  expr: Expr,
  lets: ReadonlyMap<string, Expr>,
  depth: number,
  self: readonly string[],
): readonly string[] | undefined {
  if (depth > 8) return undefined;
  if (expr.kind === "paren") return configPath(expr.inner, lets, depth + 1, self);
  if (expr.kind === "variable") {
    if (expr.name === "config") return self;
    const bound = lets.get(expr.name);
    // What a variable of the file is bound to means the system's `config`.
    return bound && configPath(bound, lets, depth + 1, []);
  }
  if (expr.kind !== "select") return undefined;
  const above = configPath(expr.subject, lets, depth + 1, self);
  const names = expr.path.map(nameOf);
  return above === undefined || names.includes("<name>") ? undefined : [...above, ...names];
}

/** `[ "a" "b" ]` as `a.b`. */
function pathOf(expr: Expr): string | undefined {
  const body = unparen(expr);
  if (body.kind !== "list") return undefined;
  const names = body.elements.map((element) =>
    element.kind === "string" && element.parts.length === 1 ? element.parts[0] : undefined,
  );
  return names.every((name) => typeof name === "string") ? names.join(".") : undefined;
}

function call(expr: Expr): { head: string; args: Expr[] } {
  const args: Expr[] = [];
  let head = expr;
  while (head.kind === "apply") {
    args.unshift(head.argument);
    head = unparen(head.function);
  }
  if (head.kind === "select") return { head: nameOf(head.path.at(-1)), args };
  return { head: head.kind === "variable" ? head.name : "", args };
}

function nameOf(name: AttrName | undefined): string {
  return name?.kind === "static-name" ? name.name : "<name>";
}

function unparen(expr: Expr): Expr {
  return expr.kind === "paren" ? unparen(expr.inner) : expr;
}

/** Past brackets, functions, `with`, `assert` and `let`, whose names it remembers. */
function strip(
  expr: Expr,
  lets: ReadonlyMap<string, Expr>,
): { body: Expr; inner: ReadonlyMap<string, Expr> } {
  let body = expr;
  let inner = lets;
  for (;;) {
    if (body.kind === "paren") {
      body = body.inner;
    } else if (body.kind === "lambda" || body.kind === "with" || body.kind === "assert") {
      body = body.body;
    } else if (body.kind === "let") {
      const names = new Map(inner);
      for (const binding of body.bindings) {
        if (binding.kind === "attr" && binding.path.length === 1) {
          names.set(nameOf(binding.path[0]), binding.value);
        } else if (binding.kind === "inherit" && binding.from !== null) {
          const { from } = binding;
          for (const name of binding.names) {
            const { start, end } = name;
            names.set(name.name, {
              kind: "select",
              subject: from,
              path: [name],
              default: null,
              start,
              end,
            });
          }
        }
      }
      inner = names;
      body = body.body;
    } else {
      return { body, inner };
    }
  }
}

/** As `strip`, and through variables to what they are bound to. */
function resolve(
  expr: Expr,
  lets: ReadonlyMap<string, Expr>,
  depth = 0,
): { body: Expr; inner: ReadonlyMap<string, Expr> } {
  const found = strip(expr, lets);
  const bound = found.body.kind === "variable" ? found.inner.get(found.body.name) : undefined;
  return bound === undefined || depth > 4 ? found : resolve(bound, found.inner, depth + 1);
}

const [folder = "."] = process.argv.slice(2);
initParser(readFileSync(new URL("../dist/nix.wasm", import.meta.url)));
for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
  if (!file.endsWith(".nix")) continue;
  const definitions = new Definitions(file);
  definitions.module(parse(readFileSync(join(folder, file), "utf8")).root, new Map());
  for (const line of definitions.lines) console.log(line);
}
