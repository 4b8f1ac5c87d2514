import { isAscii } from "../bytes.ts";
import { EvalError } from "../errors.ts";
import { encodeNix32 } from "./encoding.ts";
import { formatHash, type Hash, hashOf } from "./hash.ts";

export const STORE_DIR = "/nix/store";
const STORE_PATH = /^\/nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-([0-9a-zA-Z+\-._?=]+)$/;
const MAX_NAME = 211;

/** Whether the text is the path of a store object itself, not of something below one. */
export function isStorePath(path: string): boolean {
  const match = STORE_PATH.exec(path);
  return match !== null && nameProblem(match[1] as string) === undefined;
}

/** The name part of a store path: `foo.drv` of `/nix/store/…-foo.drv`. */
export function storePathName(path: string): string {
  return path.slice(STORE_DIR.length + 1 + 32 + 1);
}

/** What is wrong with a name for the store; undefined if nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "name must not be empty";
  if (name.length > MAX_NAME || !isAscii(name)) {
    if (name.length > MAX_NAME) {
      return `name '${name}' must be no longer than ${MAX_NAME} characters`;
    }
  }
  if (name === "." || name === "..") return `name '${name}' is not valid`;
  const component = /^(\.\.?)-/.exec(name)?.[1];
  if (component !== undefined) {
    return `name '${name}' is not valid: first dash-separated component must not be '${component}'`;
  }
  const illegal = /[^0-9a-zA-Z+\-._?=]/.exec(name)?.[0];
  return illegal === undefined
    ? undefined
    : `name '${name}' contains illegal character '${illegal}'`;
}

/** Throws if the name is none for the store. */
export function checkStoreName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw new EvalError("other", problem);
}

/** The store path of an object: `type` as the store path specification in Nix' manual has it. */
export function makeStorePath(type: string, hash: Hash, name: string): string {
  checkStoreName(name);
  const fingerprint = `${type}:${formatHash(hash, "base16", true)}:${STORE_DIR}:${name}`;
  return `${STORE_DIR}/${encodeNix32(compress(hashOf("sha256", fingerprint).bytes, 20))}-${name}`;
}

function compress(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size);
  bytes.forEach((byte, i) => {
    result[i % size] = (result[i % size] as number) ^ byte;
  });
  return result;
}

function withReferences(type: string, references: readonly string[]): string {
  return [type, ...[...references].sort()].join(":");
}

/** The path of a text in the store, as `builtins.toFile` and derivations have it. */
export function textStorePath(
  name: string,
  content: string,
  references: readonly string[],
): string {
  return makeStorePath(withReferences("text", references), hashOf("sha256", content), name);
}

/** How the content of a fixed output is hashed. */
export type IngestionMethod = "flat" | "nar" | "text" | "git";

/** What Nix writes before the hash for a method. */
export function methodPrefix(method: IngestionMethod): string {
  return method === "nar" ? "r:" : method === "flat" ? "" : `${method}:`;
}

/** The path of content whose hash is known. */
export function fixedOutputPath(method: IngestionMethod, hash: Hash, name: string): string {
  if (method === "text") return makeStorePath("text", hash, name);
  if (method === "nar" && hash.algorithm === "sha256") return makeStorePath("source", hash, name);
  const inner = `fixed:out:${methodPrefix(method)}${formatHash(hash, "base16", true)}:`;
  return makeStorePath("output:out", hashOf("sha256", inner), name);
}
