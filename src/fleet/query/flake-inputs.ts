import type { Span } from "../../core/span.ts";
import type { Flake } from "../../inputs/flake.ts";
import type { AttrEntry, AttrTree, Expr, LambdaExpr, Name } from "../../parser/ast.ts";
import type { Fleet, NixFile } from "../fleet.ts";

/** A text in `flake.nix` and its place. */
export interface Written {
  readonly text: string;
  readonly at: Span;
}

/** One input as `flake.nix` declares it, or what it says of an input's own input. */
export interface DeclaredInput {
  readonly name: string;
  /** The name as it is first written. */
  readonly at: Span;
  readonly url: Written | null;
  readonly follows: Written | null;
  /** `type`, `owner`, `ref` and so on, of inputs that are declared by their parts. */
  readonly parts: ReadonlyMap<string, Written>;
  readonly overrides: ReadonlyMap<string, DeclaredInput>;
}

/** What a `flake.nix` says, as it is written. */
export interface DeclaredFlake {
  readonly flake: Flake;
  readonly file: NixFile;
  /** Null where they are not written out, so that Nix refuses the file or nothing is known. */
  readonly inputs: ReadonlyMap<string, DeclaredInput> | null;
  /** The place of the first `inputs`; null where there is none. */
  readonly inputsAt: Span | null;
  /** The function `outputs`; null where it is no function that is written there. */
  readonly outputs: LambdaExpr | null;
}

const known = new WeakMap<Fleet, readonly DeclaredFlake[]>();

/** The flakes of a fleet as they are written. */
export function declaredFlakes(fleet: Fleet): readonly DeclaredFlake[] {
  let declared = known.get(fleet);
  if (declared === undefined) {
    declared = fleet.flakes.flatMap((flake) => {
      const path = `${flake.folder}/flake.nix`;
      const file = fleet.files.find(({ source }) => source.path === path);
      return file === undefined ? [] : [declaredFlake(flake, file)];
    });
    known.set(fleet, declared);
  }
  return declared;
}

function declaredFlake(flake: Flake, file: NixFile): DeclaredFlake {
  const nothing = { flake, file, inputs: null, inputsAt: null, outputs: null };
  const root = treeOf(file.parsed.root);
  if (root === null || root.dynamics.length > 0) return nothing;
  const broken = file.parsed.problems.some((problem) => problem.rule === "syntax-error");
  const entry = root.statics.get("inputs");
  const outputs = root.statics.get("outputs");
  const fn = outputs?.kind === "value" ? withoutParens(outputs.value) : null;
  const tree = entry === undefined ? EMPTY : entryTree(entry);
  return {
    flake,
    file,
    inputs: tree === null || broken ? null : inputsOf(tree, file),
    inputsAt: entry === undefined ? null : spanOf(entry.name, file),
    outputs: fn?.kind === "lambda" && !broken ? fn : null,
  };
}

const EMPTY: AttrTree = { recursive: false, statics: new Map(), dynamics: [], sources: [] };

function inputsOf(tree: AttrTree, file: NixFile): Map<string, DeclaredInput> | null {
  if (tree.dynamics.length > 0 || tree.sources.length > 0) return null;
  const inputs = new Map<string, DeclaredInput>();
  for (const [name, entry] of tree.statics) {
    const input = entryTree(entry);
    if (input === null) return null;
    const overrides = input.statics.get("inputs");
    const below = overrides === undefined ? EMPTY : entryTree(overrides);
    inputs.set(name, {
      name,
      at: spanOf(entry.name, file),
      url: written(input.statics.get("url"), file),
      follows: written(input.statics.get("follows"), file),
      parts: partsOf(input, file),
      overrides: (below === null ? null : inputsOf(below, file)) ?? new Map(),
    });
  }
  return inputs;
}

function partsOf(input: AttrTree, file: NixFile): Map<string, Written> {
  const parts = new Map<string, Written>();
  for (const [name, entry] of input.statics) {
    const text = written(entry, file);
    if (text !== null) parts.set(name, text);
  }
  return parts;
}

/** A string that is written out. */
function written(entry: AttrEntry | undefined, file: NixFile): Written | null {
  if (entry?.kind !== "value") return null;
  const value = withoutParens(entry.value);
  const at = spanOf(value, file);
  if (value.kind === "uri") return { text: value.text, at };
  if (value.kind !== "string" || value.parts.some((part) => typeof part !== "string")) return null;
  return { text: value.parts.join(""), at };
}

function entryTree(entry: AttrEntry): AttrTree | null {
  if (entry.kind === "tree") return entry.tree;
  return entry.kind === "value" ? treeOf(entry.value) : null;
}

function treeOf(expr: Expr): AttrTree | null {
  const inner = withoutParens(expr);
  return inner.kind === "attrset" ? inner.tree : null;
}

function withoutParens(expr: Expr): Expr {
  return expr.kind === "paren" ? withoutParens(expr.inner) : expr;
}

function spanOf({ start, end }: { start: number; end: number }, file: NixFile): Span {
  return { file: file.source, start, end };
}

/** The arguments that `outputs` names, `self` left out. */
export function outputArguments(declared: DeclaredFlake): readonly Name[] {
  const formals = declared.outputs?.formals?.list ?? [];
  return formals.map((formal) => formal.name).filter(({ name }) => name !== "self");
}

/** The node of the lock for an input of the root; undefined where the lock has none. */
export function lockedInput({ flake }: DeclaredFlake, name: string) {
  const { lock } = flake;
  const key = lock?.nodes.get(lock.root)?.inputs.get(name);
  return key === undefined ? undefined : lock?.nodes.get(key);
}

/** What the lock's root says of its inputs, as it is written: a key of a node, or the path of a `follows`. */
export function lockedRoot({ flake }: DeclaredFlake): ReadonlyMap<string, unknown> {
  const root = flake.lock?.nodes.get(flake.lock.root)?.raw.inputs;
  return new Map(typeof root === "object" && root !== null ? Object.entries(root) : []);
}
