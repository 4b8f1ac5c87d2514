/*
 * Builtins that hash: convertHash, hashFile, hashString.
 */
import type { Evaluator } from "../evaluator.ts";
import {
  formatHash,
  type HashAlgorithm,
  hashHex,
  parseAlgorithm,
  parseFormat,
  parseHash,
} from "../store/hash.ts";
import type { Lazy, Value } from "../value.ts";
import { plainText, readablePath, requiredAttribute } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";
import { readBytes } from "./read.ts";

export const hashBuiltins: BuiltinTable = {
  convertHash: [1, convertHash],
  hashFile: [2, hashFile],
  hashString: [2, hashString],
};

function algorithm(ev: Evaluator, name: Lazy): HashAlgorithm {
  return parseAlgorithm(plainText(ev, name));
}

function hashString(ev: Evaluator, type: Lazy, text: Lazy): Value {
  const name = algorithm(ev, type);
  return hashHex(name, ev.text(text));
}

function hashFile(ev: Evaluator, type: Lazy, path: Lazy): Value {
  const name = algorithm(ev, type);
  return hashHex(name, readBytes(ev, readablePath(ev, path)));
}

/** `{ hash, hashAlgo ? …, toHashFormat }` to the hash in that format. */
function convertHash(ev: Evaluator, argument: Lazy): Value {
  const attrs = ev.attrs(argument);
  const hash = plainText(ev, requiredAttribute(attrs, "hash"));
  const named = attrs.get("hashAlgo");
  const expected = named === undefined ? undefined : algorithm(ev, named);
  const format = parseFormat(plainText(ev, requiredAttribute(attrs, "toHashFormat")));
  return formatHash(parseHash(hash, expected), format);
}
