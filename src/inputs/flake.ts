import { normalisePath } from "../evaluator/coerce.ts";
import { contextOf } from "../evaluator/context.ts";
import { EvalError } from "../evaluator/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import { Reason } from "../evaluator/reason.ts";
import { type Text, textOfPieces } from "../evaluator/text.ts";
import { update } from "../evaluator/update.ts";
import {
  Attrs,
  ContextString,
  force,
  Lambda,
  type Lazy,
  lazy,
  NixPath,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import { declaredRefs } from "./declared-refs.ts";
import type { FactSets } from "./fact-sets.ts";
import type { FlakeRef } from "./flake-ref.ts";
import { type FlakeLock, type LockNode, type LockProblem, parseLock } from "./lock.ts";
import type { ModelContext } from "./model.ts";
import { modelFor } from "./models.ts";
import { NixpkgsModel } from "./nixpkgs/model.ts";
import { releaseOf } from "./nixpkgs/release.ts";
import type { Sources } from "./sources.ts";
import { sourceStorePath } from "./store-path.ts";
import { missingInput, sourceInfo, unknownInput } from "./unknown.ts";

/** What evaluating flakes needs besides the evaluator. */
export interface FlakeOptions {
  readonly ev: Evaluator;
  readonly sources: Sources;
  readonly facts: FactSets;
  /** `--override-input`: input name → folder on this machine. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Whether a source in the store of this machine may be read. */
  readonly grantStorePath: (path: string) => boolean;
}

/** How one input of a flake was found. */
export interface InputInfo {
  readonly name: string;
  readonly origin: "override" | "store" | "path" | "model" | "unknown";
  readonly ref: FlakeRef | null;
  readonly node: LockNode | null;
}

/** A flake of the repository, evaluated as far as asked for. */
export interface Flake {
  readonly folder: string;
  /** The value of `flake.nix` itself. */
  readonly declaration: Attrs;
  /** The outputs with `inputs`, `outPath` and so on: what `self` is. */
  readonly self: Lazy;
  readonly lock: FlakeLock | null;
  readonly lockProblem: LockProblem | null;
  readonly inputs: readonly InputInfo[];
}

/**
 * Evaluates the `flake.nix` of a folder with its inputs. Throws `EvalError` where the file itself cannot be used;
 * errors in outputs come when those are asked for.
 */
export function evaluateFlake(options: FlakeOptions, folder: string): Flake {
  return new FlakeEvaluation(options, folder, null).flake();
}

/** `outPath` of a folder in the repository: its store path has a hole for the hash, but leads back to the folder. */
function folderText(folder: string): Text {
  const source = new NixPath(folder);
  const reason = new Reason(
    "impure",
    "the store hash of the repository is not worked out",
    null,
    source,
  );
  return textOfPieces(
    ["/nix/store/", new Unknown(reason), "-source"],
    contextOf({ kind: "symbolic", key: folder, derivation: source }),
  );
}

class FlakeEvaluation {
  readonly options: FlakeOptions;
  readonly folder: string;
  readonly lock: FlakeLock | null;
  readonly lockProblem: LockProblem | null;
  readonly rootKey: string | null;
  readonly declared: Attrs;
  readonly infos: InputInfo[] = [];
  readonly #byNode = new Map<string, Lazy>();
  readonly #nixpkgs = new Map<string, NixpkgsModel>();

  constructor(
    options: FlakeOptions,
    folder: string,
    parent: { lock: FlakeLock; key: string } | null,
  ) {
    this.options = options;
    this.folder = folder;
    const own = parent === null ? this.readLock() : { lock: parent.lock, problem: null };
    this.lock = own.lock;
    this.lockProblem = own.problem;
    this.rootKey = parent?.key ?? this.lock?.root ?? null;
    const file = options.ev.importPath(`${folder}/flake.nix`);
    if (!(file instanceof Attrs)) {
      if (file instanceof Unknown)
        this.declared = new Attrs(new Map(), null, { reason: file.reason });
      else throw new EvalError("type", `file '${folder}/flake.nix' must be an attribute set`);
    } else this.declared = file;
  }

  private readLock(): { lock: FlakeLock | null; problem: LockProblem | null } {
    const text = this.options.ev.io.readText(`${this.folder}/flake.lock`);
    if (!text.ok) {
      if (text.failure === "missing") return { lock: null, problem: null };
      return { lock: null, problem: { message: text.message } };
    }
    const lock = parseLock(text.value);
    return "nodes" in lock ? { lock, problem: null } : { lock: null, problem: lock };
  }

  flake(): Flake {
    const self = this.self();
    return {
      folder: this.folder,
      declaration: this.declared,
      self,
      lock: this.lock,
      lockProblem: this.lockProblem,
      inputs: this.infos,
    };
  }

  /** Outputs and source, as Nix' call-flake puts them together. */
  self(): Lazy {
    const { ev } = this.options;
    const outPath = folderText(this.folder);
    const inputs = this.inputs();
    const self: Lazy = lazy(() => {
      const outputs = force(output);
      const extra = new Map<string, Lazy>([
        ["outPath", outPath],
        ["sourceInfo", new Attrs(new Map([["outPath", outPath]]), null, { reason: dirty })],
        ["inputs", new Attrs(inputs)],
        ["outputs", output],
        ["_type", "flake"],
      ]);
      for (const name of SOURCE_INFO) extra.set(name, new Unknown(dirty));
      return update(outputs, new Attrs(extra), null);
    });
    const output: Lazy = lazy(() => {
      const fn = this.declared.get("outputs");
      if (fn === undefined) {
        throw new EvalError("missing-attribute", "flake.nix has no attribute 'outputs'");
      }
      const args = new Map(inputs);
      args.set("self", self);
      return ev.call(force(fn), new Attrs(args));
    });
    return self;
  }

  /** Every input by name: those declared, and those that `outputs` takes without declaring them. */
  private inputs(): Map<string, Lazy> {
    const names = new Set<string>();
    const refs = declaredRefs(this.declared);
    for (const name of refs.keys()) names.add(name);
    for (const name of this.node(this.rootKey)?.inputs.keys() ?? []) names.add(name);
    const outputs = this.declared.get("outputs");
    const fn = outputs === undefined ? null : force(outputs);
    if (fn instanceof Lambda) {
      for (const formal of fn.info.formals ?? []) {
        if (formal.name !== "self" && !formal.hasDefault) names.add(formal.name);
      }
    }
    const inputs = new Map<string, Lazy>();
    for (const name of [...names].sort())
      inputs.set(name, this.input(name, refs.get(name) ?? null));
    return inputs;
  }

  private node(key: string | null): LockNode | null {
    return key === null ? null : (this.lock?.nodes.get(key) ?? null);
  }

  private input(name: string, ref: FlakeRef | null): Lazy {
    const key = this.node(this.rootKey)?.inputs.get(name) ?? null;
    return this.resolve(name, key, ref ?? this.node(key)?.original ?? null, this.folder, true);
  }

  /** The value of an input; the same for the same node of the lock. */
  private resolve(
    name: string,
    key: string | null,
    ref: FlakeRef | null,
    base: string,
    direct: boolean,
  ): Lazy {
    const memo = key ?? `${base} ${name}`;
    const known = this.#byNode.get(memo);
    if (known !== undefined) return known;
    const node = this.node(key);
    const { origin, value } = this.find(name, key, node, ref, base, direct);
    if (direct) this.infos.push({ name, origin, ref, node });
    this.#byNode.set(memo, value);
    return value;
  }

  private find(
    name: string,
    key: string | null,
    node: LockNode | null,
    ref: FlakeRef | null,
    base: string,
    direct: boolean,
  ): { origin: InputInfo["origin"]; value: Lazy } {
    const override = direct ? this.options.overrides.get(name) : undefined;
    if (override !== undefined) {
      return { origin: "override", value: this.folderInput(override, null, node) };
    }
    const locked =
      ref?.type === "path" || node?.locked?.type === "path"
        ? (ref?.path ?? node?.locked?.ref.path)
        : null;
    if (locked !== null && locked !== undefined) {
      const folder = normalisePath(locked.startsWith("/") ? locked : `${base}/${locked}`);
      const there = this.options.ev.io.fileType(folder);
      if (there.ok) return { origin: "path", value: this.folderInput(folder, key, node) };
    }
    const model = modelFor(ref, node, name);
    const narHash = node?.locked?.narHash;
    const store = narHash ? sourceStorePath(narHash) : null;
    if (
      store !== null &&
      model === undefined &&
      !isNixpkgs(ref, node, name) &&
      this.options.grantStorePath(store)
    ) {
      return { origin: "store", value: this.folderInput(store, key, node) };
    }
    const root = store ?? `/nix/store/«${name}»`;
    const outPath = store !== null ? this.storeText(store) : this.placeholder(root, name);
    const inputs = lazy(() => this.inputsOf(node));
    if (isNixpkgs(ref, node, name)) {
      const nixpkgs = this.nixpkgs(root, outPath, ref, node);
      this.options.sources.add(root, name, (subpath) => nixpkgs.importSubpath(subpath));
      return {
        origin: "model",
        value: lazy(() => withSource(nixpkgs.outputs(), node, outPath, inputs)),
      };
    }
    if (model !== undefined) {
      const context = this.contextOf(name, node, outPath);
      const importer = model.importer?.(context) ?? (() => undefined);
      this.options.sources.add(root, name, importer);
      return {
        origin: "model",
        value: lazy(() => withSource(model.outputs(context), node, outPath, inputs)),
      };
    }
    this.options.sources.add(root, name, () => undefined);
    if (node?.flake === false) {
      return { origin: "unknown", value: new Attrs(sourceInfo(node, outPath)) };
    }
    return { origin: "unknown", value: unknownInput(name, node, outPath, inputs) };
  }

  private storeText(path: string): Text {
    return new ContextString(path, contextOf({ kind: "path", path }));
  }

  /** The source of an input that no lock fixes. */
  private placeholder(root: string, name: string): Text {
    const reason = new Reason(
      "input",
      `flake input '${name}' is not locked`,
      null,
      new NixPath(root),
    );
    return textOfPieces(
      ["/nix/store/", new Unknown(reason), "-source"],
      contextOf({ kind: "symbolic", key: root, derivation: new NixPath(root) }),
    );
  }

  private inputsOf(node: LockNode | null): Value {
    const map = new Map<string, Lazy>();
    for (const [name, key] of node?.inputs ?? []) {
      map.set(name, this.resolve(name, key, this.node(key)?.original ?? null, this.folder, false));
    }
    const reason = missingInput(node?.key ?? "unknown");
    return new Attrs(map, null, node === null ? { reason } : null);
  }

  /** A flake, or with `flake = false` a source tree, in a folder that can be read. */
  private folderInput(folder: string, key: string | null, node: LockNode | null): Lazy {
    const outPath = folder.startsWith("/nix/store/") ? this.storeText(folder) : folderText(folder);
    if (node?.flake === false) return new Attrs(sourceInfo(node, outPath));
    return lazy(() => {
      const there = this.options.ev.io.fileType(`${folder}/flake.nix`);
      if (!there.ok) return new Attrs(sourceInfo(node, outPath));
      const parent = key !== null && this.lock !== null ? { lock: this.lock, key } : null;
      return force(new FlakeEvaluation(this.options, folder, parent).self());
    });
  }

  private nixpkgs(
    root: string,
    outPath: Text,
    ref: FlakeRef | null,
    node: LockNode | null,
  ): NixpkgsModel {
    let model = this.#nixpkgs.get(root);
    if (model === undefined) {
      model = new NixpkgsModel(this.options.ev, outPath, releaseOf(ref, node), this.options.facts);
      this.#nixpkgs.set(root, model);
    }
    return model;
  }

  private contextOf(name: string, node: LockNode | null, outPath: Text): ModelContext {
    const nixpkgs = () => {
      const own = node?.inputs.get("nixpkgs");
      const key = own ?? this.node(this.rootKey)?.inputs.get("nixpkgs") ?? null;
      const target = this.node(key);
      const hash = target?.locked?.narHash;
      const root = (hash ? sourceStorePath(hash) : null) ?? "/nix/store/«nixpkgs»";
      const text = hash ? this.storeText(root) : this.placeholder(root, "nixpkgs");
      return this.nixpkgs(root, text, target?.original ?? null, target);
    };
    return {
      ev: this.options.ev,
      name,
      node,
      outPath,
      get nixpkgs() {
        return nixpkgs();
      },
      input: (input) => {
        const key = node?.inputs.get(input) ?? null;
        return this.resolve(input, key, this.node(key)?.original ?? null, this.folder, false);
      },
      nix: (file, text) => lazy(() => this.options.ev.evalText(text, "/", file)),
    };
  }
}

/** Facts of `self` that only git knows. */
const SOURCE_INFO = [
  "rev",
  "shortRev",
  "dirtyRev",
  "dirtyShortRev",
  "revCount",
  "lastModified",
  "lastModifiedDate",
  "narHash",
];
const dirty = new Reason("impure", "the revision of the repository itself is not worked out");

function withSource(outputs: Attrs, node: LockNode | null, outPath: Text, inputs: Lazy): Attrs {
  const map = new Map(outputs.map);
  const info = sourceInfo(node, outPath);
  for (const [name, value] of info) if (!map.has(name)) map.set(name, value);
  map.set("_type", "flake");
  map.set("inputs", inputs);
  map.set("sourceInfo", new Attrs(info));
  return new Attrs(map, outputs.positions, outputs.rest);
}

function isNixpkgs(ref: FlakeRef | null, node: LockNode | null, name: string): boolean {
  for (const source of [ref, node?.original ?? null, node?.locked?.ref ?? null]) {
    if (source === null) continue;
    const repo = source.repo?.toLowerCase() ?? "";
    if (repo === "nixpkgs" || repo.startsWith("nixpkgs-")) return true;
    if (source.owner?.toLowerCase() === "nixos" && repo === "nixpkgs") return true;
  }
  return ref === null && node === null && /^nixpkgs/.test(name);
}
