import type { Span } from "../../core/span.ts";
import { Attrs, force } from "../../evaluator/value.ts";
import type { Expr, LambdaExpr } from "../../parser/ast.ts";
import { childrenOf } from "../../parser/walk.ts";
import type { Fleet, NixFile } from "../fleet.ts";
import { readValue } from "../read.ts";
import { type DeclaredFlake, lockedRoot, outputArguments } from "./flake-inputs.ts";

/** An input that is used and that no flake of the repository declares. */
export interface UndeclaredInput {
  readonly name: string;
  readonly at: Span;
  /** `argument`: `outputs` takes it; `attribute`: `inputs.name`. */
  readonly kind: "argument" | "attribute";
  readonly declared: readonly string[];
}

/** Names that the registry of everybody's Nix knows: they need not be declared. */
const REGISTRY = new Set(
  "agda agenix arion blender-bin bundlers cachix composable ctpv disko dream2nix dreampkgs dwarffs emacs-overlay fenix flake-parts flake-utils gemini helix hercules-ci-agent hercules-ci-effects home-manager hydra mach-nix ngipkgs nickel nimble nix nix-darwin nix-serve nixops nixos-anywhere nixos-hardware nixos-homepage nixos-search nixpkgs nur patchelf poetry2nix pridefetch sops-nix systems templates zig".split(
    " ",
  ),
);

/** Arguments and attributes of the inputs that no input stands for. */
export function undeclaredInputs(fleet: Fleet, flake: DeclaredFlake): UndeclaredInput[] {
  const { inputs, outputs, file } = flake;
  if (inputs === null || outputs === null) return [];
  const names = new Set([...inputs.keys(), ...lockedRoot(flake).keys(), "self"]);
  const declared = [...inputs.keys()];
  const found: UndeclaredInput[] = [];
  for (const formal of outputs.formals?.list ?? []) {
    const { name, start, end } = formal.name;
    if (names.has(name) || formal.default !== null) continue;
    // With a lock, what comes from the registry is in it.
    if (flake.flake.lock === null && REGISTRY.has(name)) continue;
    found.push({ name, at: { file: file.source, start, end }, kind: "argument", declared });
  }
  for (const { name } of outputArguments(flake)) names.add(name);
  const whole = outputs.param?.name;
  if (whole !== undefined) {
    for (const use of attributeUses(outputs.body, whole)) {
      if (names.has(use.name)) continue;
      const at = { file: file.source, start: use.start, end: use.end };
      found.push({ name: use.name, at, kind: "attribute", declared });
    }
  }
  if (fleet.flakes.length === 1) found.push(...moduleUses(fleet, flake, names, declared));
  return found;
}

/** `inputs.name` in files whose function takes `inputs`, where that is surely the set of the flake's. */
function moduleUses(
  fleet: Fleet,
  flake: DeclaredFlake,
  names: ReadonlySet<string>,
  declared: readonly string[],
): UndeclaredInput[] {
  const given = givenInputs(fleet);
  if (given === null || fleet.files.some((file) => file !== flake.file && rebinds(file))) return [];
  const found: UndeclaredInput[] = [];
  for (const file of fleet.files) {
    if (file === flake.file || !file.source.text.includes("inputs.")) continue;
    const fn = moduleFunction(file.parsed.root);
    if (!fn?.formals?.list.some((formal) => formal.name.name === "inputs")) continue;
    for (const { name, start, end } of attributeUses(fn.body, "inputs")) {
      if (names.has(name) || given.has(name)) continue;
      found.push({ name, at: { file: file.source, start, end }, kind: "attribute", declared });
    }
  }
  return found;
}

/** The names of `inputs` as the hosts' modules get it; null where that is not surely all, or no host has it. */
function givenInputs(fleet: Fleet): ReadonlySet<string> | null {
  const names = new Set<string>();
  let found = false;
  for (const { evaluation } of fleet.hosts) {
    if (evaluation === null) continue;
    const special = readValue(evaluation.args.specialArgs);
    if (!(special instanceof Attrs) || special.rest !== null) return null;
    const given = special.map.get("inputs");
    if (given === undefined) continue;
    const inputs = readValue(() => force(given));
    if (!(inputs instanceof Attrs) || inputs.rest !== null) return null;
    found = true;
    for (const name of inputs.names()) names.add(name);
  }
  return found ? names : null;
}

/** The function that a module or package file is. */
function moduleFunction(root: Expr): LambdaExpr | null {
  let expr = root;
  while (expr.kind === "paren") expr = expr.inner;
  return expr.kind === "lambda" ? expr : null;
}

/** Whether a file gives the name `inputs` to something else. */
function rebinds({ parsed, source }: NixFile): boolean {
  if (!/\binputs\b\s*[:=]/.test(source.text) && !/\binputs\s*\./.test(source.text)) return false;
  return some(parsed.root, (expr) => {
    if (expr.kind === "lambda") return expr.param?.name === "inputs";
    if (expr.kind !== "attrset" && expr.kind !== "let" && expr.kind !== "legacy-let") return false;
    return expr.bindings.some((binding) => {
      if (binding.kind !== "attr") return false;
      const at = binding.path.findIndex(
        (one) => one.kind === "static-name" && one.name === "inputs",
      );
      return at >= 0 && !(binding.value.kind === "variable" && binding.value.name === "inputs");
    });
  });
}

/** Where an attribute of a variable is selected, if nothing asks whether it is there. */
function attributeUses(
  root: Expr,
  variable: string,
): { name: string; start: number; end: number }[] {
  const found: { name: string; start: number; end: number }[] = [];
  const asked = new Set<string>();
  const shadowed = some(root, (expr) => binds(expr, variable));
  if (shadowed) return [];
  some(root, (expr) => {
    if (expr.kind === "has-attr" && isVariable(expr.subject, variable)) {
      const [first] = expr.path;
      if (first?.kind === "static-name") asked.add(first.name);
    }
    if (expr.kind !== "select" || !isVariable(expr.subject, variable)) return false;
    const [first] = expr.path;
    if (first?.kind !== "static-name") return false;
    if (expr.default !== null) asked.add(first.name);
    else found.push({ name: first.name, start: expr.subject.start, end: first.end });
    return false;
  });
  return found.filter(({ name }) => !asked.has(name));
}

function isVariable(expr: Expr, name: string): boolean {
  return expr.kind === "variable" && expr.name === name;
}

function binds(expr: Expr, name: string): boolean {
  if (expr.kind === "lambda") {
    const formals = expr.formals?.list.some((formal) => formal.name.name === name) ?? false;
    return formals || expr.param?.name === name;
  }
  if (expr.kind !== "let" && expr.kind !== "legacy-let" && expr.kind !== "attrset") return false;
  return expr.tree.recursive && expr.tree.statics.has(name);
}

/** Whether an expression or one below it passes a test; each is seen until one does. */
function some(root: Expr, test: (expr: Expr) => boolean): boolean {
  const pending = [root];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    if (test(expr)) return true;
    pending.push(...childrenOf(expr));
  }
  return false;
}

/**
 * Names of inputs that stand somewhere else than where they are declared, or null where all may be used: the whole
 * set goes to a function that nixlint does not know.
 */
export function usedInputs(fleet: Fleet, flake: DeclaredFlake): ReadonlySet<string> | null {
  const { outputs, file, inputs } = flake;
  if (outputs === null || inputs === null) return null;
  const used = new Set<string>();
  for (const each of fleet.files) {
    const root = each === file ? outputs.body : each.parsed.root;
    const text = each.source.text.slice(root.start, root.end);
    for (const [word] of text.matchAll(/[A-Za-z_][\w'-]*/g)) used.add(word);
  }
  for (const input of inputs.values()) {
    followed(input.follows?.text, used);
    for (const below of input.overrides.values()) followed(below.follows?.text, used);
  }
  const whole = outputs.param?.name;
  const names = new Set(["inputs", ...(whole === undefined ? [] : [whole])]);
  const all = fleet.files.some((each) => {
    const root = each === file ? outputs.body : each.parsed.root;
    return some(root, (expr) => usesWhole(expr, names));
  });
  return all ? null : used;
}

function followed(follows: string | undefined, used: Set<string>): void {
  const [first] = follows?.split("/") ?? [];
  if (first !== undefined) used.add(first);
}

/** Whether the whole set is handed to a function, or an attribute of it is looked up by a computed name. */
function usesWhole(expr: Expr, names: ReadonlySet<string>): boolean {
  const isWhole = (one: Expr): boolean => {
    if (one.kind === "paren") return isWhole(one.inner);
    if (one.kind === "variable") return names.has(one.name);
    const [first] = one.kind === "select" ? one.path : [];
    return one.kind === "select" && first?.kind === "static-name" && first.name === "inputs";
  };
  switch (expr.kind) {
    case "apply":
      return isWhole(expr.argument) && expr.function.kind !== "lambda";
    case "select":
      return isWhole(expr.subject) && expr.path[0]?.kind === "dynamic-name";
    case "has-attr":
      return isWhole(expr.subject) && expr.path[0]?.kind === "dynamic-name";
    case "binary":
      return isWhole(expr.left) || isWhole(expr.right);
    case "with":
      return isWhole(expr.namespace);
    default:
      return false;
  }
}
