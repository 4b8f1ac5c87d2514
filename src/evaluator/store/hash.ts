import { hash } from "node:crypto";
import { hasEscapedBytes } from "../bytes.ts";
import { EvalError } from "../errors.ts";
import { encodeUtf8 } from "../utf8.ts";
import {
  decodeBase16,
  decodeBase64,
  decodeNix32,
  encodeBase16,
  encodeBase64,
  encodeNix32,
  nix32Length,
} from "./encoding.ts";

/** Hash algorithms and the number of their bytes. */
const SIZES = { md5: 16, sha1: 20, sha256: 32, sha512: 64 } as const;
export type HashAlgorithm = keyof typeof SIZES;
export type HashFormat = "base16" | "nix32" | "base64" | "sri";

/** A hash with its algorithm. */
export interface Hash {
  readonly algorithm: HashAlgorithm;
  readonly bytes: Uint8Array;
}

/** The hash of a text's bytes, or of bytes, in hexadecimal. */
export function hashHex(algorithm: HashAlgorithm, content: string | Uint8Array): string {
  const bytes =
    typeof content === "string" && hasEscapedBytes(content) ? encodeUtf8(content) : content;
  return hash(algorithm, bytes, "hex");
}

/** The hash of a text's bytes, or of bytes. */
export function hashOf(algorithm: HashAlgorithm, content: string | Uint8Array): Hash {
  return { algorithm, bytes: Buffer.from(hashHex(algorithm, content), "hex") };
}

/** The algorithm of that name; undefined for a name that Nix has none for. */
export function findAlgorithm(name: string): HashAlgorithm | undefined {
  return Object.hasOwn(SIZES, name) ? (name as HashAlgorithm) : undefined;
}

/** As `findAlgorithm`; throws for an unknown name. */
export function parseAlgorithm(name: string): HashAlgorithm {
  const algorithm = findAlgorithm(name);
  if (algorithm !== undefined) return algorithm;
  throw new EvalError(
    "other",
    `unknown hash algorithm '${name}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'`,
  );
}

/** The format of that name; `base32` is the old name of nix32. */
export function parseFormat(name: string): HashFormat {
  if (name === "base16" || name === "nix32" || name === "base64" || name === "sri") return name;
  if (name === "base32") return "nix32";
  throw new EvalError(
    "other",
    `unknown hash format '${name}', expect 'base16', 'base32', 'base64', or 'sri'`,
  );
}

/** A hash as text; `prefixed` puts the algorithm before it, as `sri` always does. */
export function formatHash(value: Hash, format: HashFormat, prefixed = false): string {
  const prefix = format === "sri" ? `${value.algorithm}-` : prefixed ? `${value.algorithm}:` : "";
  switch (format) {
    case "base16":
      return prefix + encodeBase16(value.bytes);
    case "nix32":
      return prefix + encodeNix32(value.bytes);
    default:
      return prefix + encodeBase64(value.bytes);
  }
}

/**
 * A hash in any of the formats, with or without its algorithm before it; `expected` is the algorithm that the context
 * asks for. Throws `EvalError` as `Hash::parseAny` of Nix does.
 */
export function parseHash(text: string, expected: HashAlgorithm | undefined): Hash {
  let rest = text;
  let sri = false;
  let named: HashAlgorithm | undefined;
  let split = text.indexOf(":");
  if (split < 0) {
    split = text.indexOf("-");
    sri = split >= 0;
  }
  if (split >= 0) {
    named = parseAlgorithm(text.slice(0, split));
    rest = text.slice(split + 1);
  }
  const algorithm = named ?? expected;
  if (algorithm === undefined) {
    throw bad(
      `hash '${text}' does not include a type, nor is the type otherwise known from context`,
    );
  }
  if (expected !== undefined && algorithm !== expected) {
    throw bad(`hash '${text}' should have type '${expected}'`);
  }
  const size = SIZES[algorithm];
  const bytes = decode(rest, algorithm, size, sri);
  if (bytes === undefined) throw bad(`invalid character in hash '${rest}'`);
  if (bytes.length !== size) {
    throw bad(`invalid hash '${rest}', length ${bytes.length} != expected length ${size}`);
  }
  return { algorithm, bytes };
}

function decode(
  rest: string,
  algorithm: HashAlgorithm,
  size: number,
  sri: boolean,
): Uint8Array | undefined {
  if (sri) return decodeBase64(rest);
  if (rest.length === size * 2) return decodeBase16(rest);
  if (rest.length === nix32Length(size)) return decodeNix32(rest, size);
  if (rest.length === Math.ceil(size / 3) * 4) return decodeBase64(rest);
  throw bad(`hash '${rest}' has wrong length for hash algorithm '${algorithm}'`);
}

/** As `parseHash`; an empty text is the hash of all zeros, which Nix takes for "not known yet". */
export function parseHashOrEmpty(text: string, expected: HashAlgorithm | undefined): Hash {
  if (text !== "") return parseHash(text, expected);
  if (expected === undefined) throw bad("empty hash requires explicit hash algorithm");
  return { algorithm: expected, bytes: new Uint8Array(SIZES[expected]) };
}

function bad(message: string): EvalError {
  return new EvalError("other", message);
}
