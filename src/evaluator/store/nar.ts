import { createHash, type Hash as Hasher } from "node:crypto";
import type { EvalIO, IoResult } from "../io.ts";
import { encodeUtf8 } from "../utf8.ts";
import type { Hash } from "./hash.ts";

/** A tree that is larger than this is not hashed: its store path stays unknown. */
export interface NarLimits {
  readonly entries: number;
  readonly bytes: number;
}

export const NAR_LIMITS: NarLimits = { entries: 2048, bytes: 8 << 20 };

/** Whether a path below the root belongs to the archive; asked for every entry but the root. */
export type NarFilter = (path: string, type: string) => boolean;

/** Why a tree has no hash: too large, not readable, or something in it that no archive can hold. */
export class NarRefused {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/**
 * SHA-256 of the Nix archive of a file, symlink or directory, read through the evaluator's IO. What the filter throws
 * passes through.
 */
export function hashNar(
  io: EvalIO,
  path: string,
  filter: NarFilter | null,
  limits = NAR_LIMITS,
): Hash | NarRefused {
  const archive = new Archive(io, filter, limits);
  try {
    archive.write("nix-archive-1");
    archive.node(path, 0);
    return { algorithm: "sha256", bytes: archive.digest() };
  } catch (error) {
    if (error instanceof NarRefused) return error;
    throw error;
  }
}

const MAX_DEPTH = 64;

class Archive {
  readonly #io: EvalIO;
  readonly #filter: NarFilter | null;
  readonly #hasher: Hasher = createHash("sha256");
  #entries: number;
  #bytes: number;

  constructor(io: EvalIO, filter: NarFilter | null, limits: NarLimits) {
    this.#io = io;
    this.#filter = filter;
    this.#entries = limits.entries;
    this.#bytes = limits.bytes;
  }

  digest(): Uint8Array {
    return this.#hasher.digest();
  }

  /** A length in eight bytes, the bytes, and zeros up to a multiple of eight. */
  write(content: string | Uint8Array): void {
    const bytes = typeof content === "string" ? encodeUtf8(content) : content;
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length), true);
    this.#hasher.update(length);
    this.#hasher.update(bytes);
    const rest = bytes.length % 8;
    if (rest > 0) this.#hasher.update(new Uint8Array(8 - rest));
  }

  node(path: string, depth: number): void {
    if (--this.#entries < 0 || depth >= MAX_DEPTH) throw new NarRefused("the tree is too large");
    const type = taken(this.#io.fileType(path));
    this.write("(");
    this.write("type");
    if (type === "unknown") throw new NarRefused(`'${path}' has an unsupported type`);
    this.write(type);
    if (type === "regular") this.#file(path);
    else if (type === "symlink") {
      this.write("target");
      this.write(taken(this.#io.readLink(path)));
    } else this.#directory(path, depth);
    this.write(")");
  }

  #file(path: string): void {
    if (this.#io.isExecutable(path)) {
      this.write("executable");
      this.write("");
    }
    const bytes = taken(this.#io.readBytes(path));
    this.#bytes -= bytes.length;
    if (this.#bytes < 0) throw new NarRefused("the tree is too large");
    this.write("contents");
    this.write(bytes);
  }

  #directory(path: string, depth: number): void {
    const entries = taken(this.#io.readDir(path));
    const names = [...entries.keys()].sort((a, b) => Buffer.compare(encodeUtf8(a), encodeUtf8(b)));
    for (const name of names) {
      const child = path === "/" ? `/${name}` : `${path}/${name}`;
      if (this.#filter !== null && !this.#filter(child, entries.get(name) as string)) continue;
      for (const word of ["entry", "(", "name", name, "node"]) this.write(word);
      this.node(child, depth + 1);
      this.write(")");
    }
  }
}

function taken<T>(result: IoResult<T>): T {
  if (result.ok) return result.value;
  throw new NarRefused(result.message);
}
