/*
 * Builtins that put files into the store: filterSource, path, storePath, toFile.
 */
import { contextOf } from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { addSource, unhashedSource } from "../source-path.ts";
import { type Hash, hashOf, parseHashOrEmpty } from "../store/hash.ts";
import type { NarFilter } from "../store/nar.ts";
import { recordsOf, storeRoot } from "../store/records.ts";
import { fixedOutputPath, isStorePath, textStorePath } from "../store/store-path.ts";
import { contextOfText, knownText, type Text } from "../text.ts";
import { ContextString, type Lazy, PartialText, type Value } from "../value.ts";
import { plainText, readablePath, textArgument } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";
import { readBytes, typeOfEntry } from "./read.ts";

export const sourceBuiltins: BuiltinTable = {
  filterSource: [2, filterSource],
  path: [1, path],
  storePath: [1, storePath],
  toFile: [2, toFile],
};

function stored(path: string): Value {
  return new ContextString(path, contextOf({ kind: "path", path }));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Calls the user's filter, which gets the path and the type of each entry. */
function filterOf(ev: Evaluator, fn: Lazy): NarFilter {
  const filter = ev.function(fn);
  return (entry, type) => ev.bool(ev.call2(filter, entry, type));
}

/** A source under a name; a filter whose answer is unknown leaves the hash unknown. */
function add(ev: Evaluator, from: string, name: string, filter: NarFilter | null): Text {
  typeOfEntry(ev, from);
  try {
    return addSource(ev, resolved(ev, from), name, filter, null);
  } catch (error) {
    if (!(error instanceof UnknownSignal)) throw error;
    return unhashedSource(from, name, error.reason.text, null);
  }
}

function resolved(ev: Evaluator, from: string): string {
  if (typeOfEntry(ev, from) !== "symlink") return from;
  const real = ev.io.realPath(from);
  if (real.ok) return real.value;
  throw new UnknownSignal(new Reason("denied", real.message));
}

function filterSource(ev: Evaluator, fn: Lazy, value: Lazy): Value {
  const from = readablePath(ev, value);
  return add(ev, from, baseName(from), filterOf(ev, fn));
}

/** `{ path, name ?, filter ?, recursive ? true, sha256 ? }`. */
function path(ev: Evaluator, argument: Lazy): Value {
  const attrs = ev.closedAttrs(argument);
  let from: string | undefined;
  let name = "";
  let filter: NarFilter | null = null;
  let recursive = true;
  let expected: Hash | undefined;
  for (const key of attrs.names()) {
    const value = attrs.map.get(key) as Lazy;
    if (key === "path") from = readablePath(ev, value);
    else if (key === "name") name = plainText(ev, value);
    else if (key === "filter") filter = filterOf(ev, value);
    else if (key === "recursive") recursive = ev.bool(value);
    else if (key === "sha256") expected = parseHashOrEmpty(plainText(ev, value), "sha256");
    else throw new EvalError("other", `unsupported argument '${key}' to 'builtins.path'`);
  }
  if (from === undefined) {
    throw new EvalError(
      "other",
      "missing required 'path' attribute in the first argument to 'builtins.path'",
    );
  }
  if (name === "") name = baseName(from);
  const method = recursive ? "nar" : "flat";
  if (expected !== undefined) {
    const storePath = fixedOutputPath(method, expected, name);
    recordsOf(ev).localPaths.set(storePath, from);
    return stored(storePath);
  }
  if (recursive) return add(ev, from, name, filter);
  const storePath = fixedOutputPath("flat", hashOf("sha256", readBytes(ev, from)), name);
  recordsOf(ev).localPaths.set(storePath, from);
  return stored(storePath);
}

/** A path in the store as it is, with itself as context. */
function storePath(ev: Evaluator, value: Lazy): Value {
  const given = readablePath(ev, value);
  if (!given.startsWith("/nix/store/")) {
    throw new EvalError("other", `path '${given}' is not in the Nix store`, null, given);
  }
  const root = storeRoot(given);
  if (!isStorePath(root)) {
    throw new EvalError("other", `path '${given}' is not in the Nix store`, null, given);
  }
  return new ContextString(given, contextOf({ kind: "path", path: root }));
}

/** A text in the store; it may refer to sources but not to what derivations build. */
function toFile(ev: Evaluator, name: Lazy, content: Lazy): Value {
  const fileName = plainText(ev, name);
  const text = textArgument(ev, content);
  const references: string[] = [];
  for (const element of contextOfText(text).values()) {
    if (element.kind === "path") references.push(element.path);
    else if (element.kind !== "symbolic") {
      throw new EvalError(
        "other",
        `files created by builtins.toFile may not reference derivations, but ${fileName} references ${element.drvPath}`,
      );
    }
  }
  if (text instanceof PartialText) throw new UnknownSignal(holeReason(text));
  const known = knownText(text) as string;
  const target = textStorePath(fileName, known, references);
  recordsOf(ev).texts.set(target, { text: known, references });
  return stored(target);
}
