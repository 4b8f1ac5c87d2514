import { type FlakeRef, parseFlakeRef } from "./flake-ref.ts";

/** One node of `flake.lock`. */
export interface LockNode {
  readonly key: string;
  /** Input name → key of its node; resolved through `follows`. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly flake: boolean;
  readonly locked: LockedSource | null;
  readonly original: FlakeRef | null;
  /** The node's own JSON, for rules. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface LockedSource {
  readonly type: string;
  readonly narHash: string | null;
  readonly rev: string | null;
  readonly lastModified: number | null;
  readonly ref: FlakeRef;
}

export interface FlakeLock {
  readonly root: string;
  readonly version: number;
  readonly nodes: ReadonlyMap<string, LockNode>;
}

/** The text of a lock that cannot be used, with what is wrong with it. */
export interface LockProblem {
  readonly message: string;
}

/** Reads the text of `flake.lock`, versions 5 to 7. */
export function parseLock(text: string): FlakeLock | LockProblem {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { message: `flake.lock is not JSON: ${(error as Error).message}.` };
  }
  if (!isRecord(json) || !isRecord(json.nodes) || typeof json.root !== "string") {
    return { message: "flake.lock has no 'nodes' and 'root'." };
  }
  const raw = json.nodes;
  const root = json.root;
  const nodes = new Map<string, LockNode>();
  for (const [key, node] of Object.entries(raw)) {
    if (!isRecord(node)) return { message: `flake.lock: node '${key}' is not an object.` };
    const inputs = new Map<string, string>();
    if (isRecord(node.inputs)) {
      for (const [name, target] of Object.entries(node.inputs)) {
        const resolved = typeof target === "string" ? target : follow(raw, root, target);
        if (resolved !== undefined) inputs.set(name, resolved);
      }
    }
    nodes.set(key, {
      key,
      inputs,
      flake: node.flake !== false,
      locked: isRecord(node.locked) ? lockedOf(node.locked) : null,
      original: isRecord(node.original) ? refOf(node.original) : null,
      raw: node,
    });
  }
  if (!nodes.has(root)) return { message: `flake.lock: the root node '${root}' is missing.` };
  const version = typeof json.version === "number" ? json.version : 7;
  return { root, version, nodes };
}

/** The node that a `follows` path of input names leads to, from the root. */
function follow(
  nodes: Record<string, unknown>,
  root: string,
  path: unknown,
  depth = 0,
): string | undefined {
  if (!Array.isArray(path) || depth > 50) return undefined;
  let key = root;
  for (const name of path) {
    const node = nodes[key];
    if (!isRecord(node) || !isRecord(node.inputs)) return undefined;
    const target = node.inputs[String(name)];
    const next = typeof target === "string" ? target : follow(nodes, root, target, depth + 1);
    if (next === undefined) return undefined;
    key = next;
  }
  return key;
}

function lockedOf(locked: Record<string, unknown>): LockedSource {
  return {
    type: String(locked.type ?? "unknown"),
    narHash: typeof locked.narHash === "string" ? locked.narHash : null,
    rev: typeof locked.rev === "string" ? locked.rev : null,
    lastModified: typeof locked.lastModified === "number" ? locked.lastModified : null,
    ref: refOf(locked),
  };
}

function refOf(source: Record<string, unknown>): FlakeRef {
  const text = (key: string) => (typeof source[key] === "string" ? (source[key] as string) : null);
  const url = text("url");
  if (url !== null) return parseFlakeRef(url);
  const type = text("type") ?? "unknown";
  const id = text("id");
  const owner = text("owner");
  const repo = text("repo") ?? id;
  const path = text("path");
  const shown = path ?? [owner, repo].filter((part) => part !== null).join("/");
  return { type, owner, repo, ref: text("ref"), path, text: `${type}:${shown}` };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
