/**
 * The WebAssembly module behind `parse`: UTF-16 text in, a flat tree in postorder out. It holds one file at a time.
 */
interface Exports {
  readonly memory: WebAssembly.Memory;
  reserve(length: number): number;
  parse(maxDepth: number): number;
  recover(): void;
  recovered_height(): number;
  failed_token(): number;
  accepts(kind: number): number;
  records(): number;
  record_count(): number;
  tokens(): number;
  token_count(): number;
  comments(): number;
  comment_count(): number;
  too_deep(): number;
}

/** Memory that a big file leaves behind is given back by starting the module anew. */
const maxIdleBytes = 64 * 1024 * 1024;

let compiled: WebAssembly.Module | undefined;
let exports: Exports | undefined;

/** Sets the module (dist/nix.wasm) that `parse` uses; to be called once before it. Throws on anything else. */
export function initParser(wasm: Uint8Array<ArrayBuffer> | ArrayBuffer | WebAssembly.Module): void {
  const module = wasm instanceof WebAssembly.Module ? wasm : new WebAssembly.Module(wasm);
  compiled = module;
  exports = undefined;
}

/** Whether `initParser` has been called. */
export function parserReady(): boolean {
  return compiled !== undefined;
}

function instance(): Exports {
  if (exports) return exports;
  if (!compiled) throw new Error("initParser has to be called before parse");
  exports = new WebAssembly.Instance(compiled, {}).exports as unknown as Exports;
  return exports;
}

function load(native: Exports, text: string): void {
  const length = text.length;
  const address = native.reserve(length);
  const units = new Uint16Array(native.memory.buffer, address, length);
  for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
}

/** The flat tree of one file: a view that the next call overwrites. */
export interface FlatTree {
  /** Four numbers a record: kind and flags, start, end, number of children. */
  readonly records: Uint32Array;
  /** Levels of nesting, where it is not known to be in bounds. */
  readonly height: number;
}

function view(native: Exports, address: number, count: number, words: number): Uint32Array {
  return new Uint32Array(native.memory.buffer, address, count * words);
}

/** `tooDeep` is where nesting goes beyond the limit. */
export interface FlatFile extends FlatTree {
  readonly outcome: "valid" | "invalid" | { readonly tooDeep: number };
  /** Two numbers a comment: start, end. */
  readonly comments: Uint32Array;
}

/** Parses a text. Throws a WebAssembly.RuntimeError when memory runs out. */
export function parseFlat(text: string, maxDepth: number): FlatFile {
  const native = instance();
  load(native, text);
  const result = native.parse(maxDepth);
  return {
    outcome: result === 2 ? { tooDeep: native.too_deep() } : result === 1 ? "valid" : "invalid",
    records: view(native, native.records(), native.record_count(), 4),
    height: 0,
    comments: view(native, native.comments(), native.comment_count(), 2),
  };
}

/** After a failed `parseFlat`: the tree that remains, with marks at broken parts; empty when it would take too long. */
export function recoverFlat(): FlatTree {
  const native = instance();
  native.recover();
  return {
    records: view(native, native.records(), native.record_count(), 4),
    height: native.recovered_height(),
  };
}

/** After a failed `parseFlat`: where it stopped and what it could have taken there. */
export interface Failure {
  /** Three numbers a token: start, end, kind. */
  readonly tokens: Uint32Array;
  /** Index of the first token that is not allowed. */
  readonly failed: number;
  accepts(kind: number): boolean;
}

export function failure(): Failure {
  const native = instance();
  return {
    tokens: view(native, native.tokens(), native.token_count(), 3).slice(),
    failed: native.failed_token(),
    accepts: (kind) => native.accepts(kind) === 1,
  };
}

/** Forgets the instance when it has grown big or is in an unknown state. */
export function releaseMemory(always: boolean): void {
  if (exports && (always || exports.memory.buffer.byteLength > maxIdleBytes)) exports = undefined;
}
