import type { Span } from "../../core/span.ts";
import type { AttrEntry, AttrTree, Expr } from "../../parser/ast.ts";
import type { NixFile } from "../fleet.ts";
import { anyBelow, callOf, unwrapped, writtenModule } from "./calls.ts";

/** A module that can be switched on and does something even while it is off. */
export interface UnguardedModule {
  /** `services.backup.enable`. */
  readonly switches: readonly string[];
  readonly declaredAt: Span;
  /** What it sets all the same, in order. */
  readonly settings: readonly { readonly option: string; readonly at: Span }[];
}

/** Options that a module may set whatever its switch says. */
const ALWAYS = new Set(["assertions", "warnings", "meta", "_module", "lib", "system.build"]);
/** Calls whose content only counts under a condition, or that make as many definitions as there are entries. */
const CONDITIONAL = new Set([
  "mkIf",
  "optionalAttrs",
  "optional",
  "optionals",
  "optionalString",
  "filterAttrs",
  "filter",
  "mapAttrs",
  "mapAttrs'",
  "mapAttrsToList",
  "concatMapAttrs",
  "genAttrs",
  "listToAttrs",
  "concatMap",
  "map",
  "foldl'",
  "recursiveUpdate",
  "mkRenamedOptionModule",
  "mkAliasDefinitions",
  "mkAliasAndWrapDefinitions",
]);

/** What of a file's `config` is outside of every condition, though the file declares a switch; null where nothing is. */
export function unguardedModule(file: NixFile): UnguardedModule | null {
  const module = writtenModule(file.parsed.root);
  if (module === null || module.fn === null) return null;
  const { statics } = module.body.tree;
  const options = statics.get("options");
  const config = statics.get("config");
  if (options === undefined || config === undefined) return null;
  const declared = switchesOf(options, file);
  const [first] = declared;
  if (first === undefined) return null;
  const own = declared.map(({ path }) => path.slice(0, -1));
  const found: Search = { file, own, settings: [], conditional: [] };
  collectEntry(config, [], found);
  // What has a part that depends on a switch is switched in that part only.
  const settings = found.settings.filter(
    ({ path }) => !found.conditional.some((other) => isSameTopic(path, other)),
  );
  if (settings.length === 0 || !isOwnSwitch(file, own, settings)) return null;
  return {
    switches: declared.map(({ path }) => path.join(".")),
    declaredAt: first.at,
    settings: settings.map(({ path, at }) => ({ option: path.join("."), at })),
  };
}

function isSameTopic(a: readonly string[], b: readonly string[]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Whether the switch is that of what the file sets: it reads its own options, or sets something of that name. */
function isOwnSwitch(
  file: NixFile,
  own: readonly (readonly string[])[],
  settings: Search["settings"],
): boolean {
  return own.some((path) => {
    if (file.source.text.includes(`config.${path.join(".")}`)) return true;
    const name = path[path.length - 1];
    return settings.some((setting) => setting.path.some((one) => one === name));
  });
}

/** Every `….enable` that is declared as an option, none below another option. */
function switchesOf(options: AttrEntry, file: NixFile): { path: string[]; at: Span }[] {
  const found: { path: string[]; at: Span }[] = [];
  const visit = (entry: AttrEntry, path: string[]) => {
    if (path[path.length - 1] === "enable") {
      if (entry.kind !== "value") return;
      const call = callOf(entry.value);
      if (!isSwitch(call?.name, entry.value)) return;
      found.push({ path, at: spanOf(entry.name, file) });
      return;
    }
    const tree = treeOf(entry);
    for (const [name, child] of tree?.statics ?? []) visit(child, [...path, name]);
  };
  visit(options, []);
  return found;
}

/** `mkEnableOption "…"`, or an option that is off where nothing is said. */
function isSwitch(name: string | undefined, declaration: Expr): boolean {
  const isOn = (expr: Expr) =>
    anyBelow(expr, (one) => {
      if (one.kind !== "attrset") return false;
      const entry = one.tree.statics.get("default");
      const value = entry?.kind === "value" ? unwrapped(entry.value) : null;
      return value !== null && !(value.kind === "variable" && value.name === "false");
    });
  if (name === "mkEnableOption") return true;
  return name === "mkOption" && !isOn(declaration);
}

interface Search {
  readonly file: NixFile;
  /** The paths of the module's own options. */
  readonly own: readonly (readonly string[])[];
  readonly settings: { readonly path: readonly string[]; readonly at: Span }[];
  /** What is set under a condition in its inside. */
  readonly conditional: (readonly string[])[];
}

function collectEntry(entry: AttrEntry, path: readonly string[], search: Search): void {
  if (ALWAYS.has(path.join(".")) || search.own.some((own) => isPrefix(own, path))) return;
  if (entry.kind === "tree") collectTree(entry.tree, path, search);
  else if (entry.kind === "value") collectValue(entry.value, entry, path, search);
}

function collectTree(tree: AttrTree, path: readonly string[], search: Search): void {
  for (const [name, entry] of tree.statics) collectEntry(entry, [...path, name], search);
}

function collectValue(
  value: Expr,
  entry: AttrEntry,
  path: readonly string[],
  search: Search,
): void {
  const expr = unwrapped(value);
  if (expr.kind === "attrset" && path.length < 3) {
    collectTree(expr.tree, path, search);
    return;
  }
  const call = callOf(expr);
  if (call?.name === "mkMerge") {
    const [list] = call.args;
    if (list?.kind !== "list") return;
    for (const element of list.elements) collectValue(element, entry, path, search);
    return;
  }
  if (path.length === 0) return;
  if (!isConditional(expr)) search.settings.push({ path, at: spanOf(entry.name, search.file) });
  else if (call?.name !== "mkIf") search.conditional.push(path);
}

/** Whether a value depends on a condition, or on the switch itself. */
function isConditional(value: Expr): boolean {
  return anyBelow(value, (expr) => {
    if (expr.kind === "if") return true;
    if (expr.kind === "select" || expr.kind === "has-attr") {
      return expr.path.some((name) => name.kind === "static-name" && name.name === "enable");
    }
    if (expr.kind === "binary") return /^(?:&&|\|\||->|\/\/)$/.test(expr.operator);
    if (expr.kind === "variable") return CONDITIONAL.has(expr.name);
    const name = expr.kind === "apply" ? callOf(expr)?.name : undefined;
    return name !== undefined && CONDITIONAL.has(name);
  });
}

/** Whether a path begins with another. */
function isPrefix(prefix: readonly string[], path: readonly string[]): boolean {
  if (prefix.length > path.length) return false;
  return prefix.every((name, index) => path[index] === name);
}

function treeOf(entry: AttrEntry): AttrTree | null {
  if (entry.kind === "tree") return entry.tree;
  if (entry.kind !== "value") return null;
  const expr = unwrapped(entry.value);
  return expr.kind === "attrset" ? expr.tree : null;
}

function spanOf({ start, end }: { start: number; end: number }, file: NixFile): Span {
  return { file: file.source, start, end };
}
