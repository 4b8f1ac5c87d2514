/*
 * Builtins on paths and files: baseNameOf, dirOf, findFile, import, pathExists, placeholder, readDir, readFile,
 * readFileType, scopedImport, toPath. (filterSource, path, storePath and toFile are in sources.ts.)
 */
import { coerceToText, normalisePath } from "../coerce.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { encodeNix32 } from "../store/encoding.ts";
import { hashOf } from "../store/hash.ts";
import { absenceReason } from "../store/records.ts";
import { contextOfText, knownText, makeText, type Text } from "../text.ts";
import { Attrs, force, type Lazy, NixPath, PartialText, type Value } from "../value.ts";
import { plainText, rawReadablePath, readablePath, requiredAttribute } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";
import { baseNameOfPieces, dirOfPieces } from "./partial-path.ts";
import { readDirectory, readText, typeOfEntry } from "./read.ts";

export const pathBuiltins: BuiltinTable = {
  baseNameOf: [1, baseNameOf],
  dirOf: [1, dirOf],
  findFile: [2, findFile],
  import: [1, (ev: Evaluator, path: Lazy) => ev.importPath(readablePath(ev, path))],
  pathExists: [1, pathExists],
  placeholder: [1, placeholder],
  readDir: [1, readDir],
  readFile: [1, readFile],
  readFileType: [1, (ev: Evaluator, path: Lazy) => typeOfEntry(ev, readablePath(ev, path))],
  scopedImport: [2, scopedImport],
  toPath: [1, toPath],
};

function scopedImport(ev: Evaluator, scope: Lazy, path: Lazy): Value {
  const names = ev.attrs(scope);
  return ev.importScoped(names, readablePath(ev, path));
}

/** As today's Nix: one final slash is dropped, then what follows the last one is taken. */
function baseNameOf(ev: Evaluator, value: Lazy): Value {
  const text = coerceToText(ev, ev.known(value), "add");
  if (text instanceof PartialText) return baseNameOfPieces(text);
  return makeText(legacyBaseName(knownText(text) as string), contextOfText(text));
}

function legacyBaseName(path: string): string {
  const end = path.length > 1 && path.endsWith("/") ? path.length - 1 : path.length;
  if (path === "/") return "";
  return path.slice(path.lastIndexOf("/", end - 1) + 1, end);
}

function dirOf(ev: Evaluator, value: Lazy): Value {
  const forced = ev.known(value);
  if (forced instanceof NixPath) {
    const slash = forced.path.lastIndexOf("/");
    return new NixPath(slash <= 0 ? "/" : forced.path.slice(0, slash));
  }
  const text = coerceToText(ev, forced, "add");
  if (text instanceof PartialText) return dirOfPieces(text);
  const path = knownText(text) as string;
  const slash = path.lastIndexOf("/");
  const dir = slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash);
  return makeText(dir, contextOfText(text));
}

function toPath(ev: Evaluator, value: Lazy): Value {
  const forced = ev.known(value);
  const text: Text = coerceToText(ev, forced, "add");
  if (text instanceof PartialText) throw new UnknownSignal(holeReason(text));
  const path = knownText(text) as string;
  if (!path.startsWith("/")) {
    throw new EvalError("other", `string '${path}' doesn't represent an absolute path`);
  }
  return makeText(normalisePath(path), contextOfText(text));
}

/** A trailing slash asks for a directory. */
function pathExists(ev: Evaluator, value: Lazy): Value {
  const raw = rawReadablePath(ev, value);
  const path = normalisePath(raw);
  const directory = !(force(value) instanceof NixPath) && /\/\.?$/.test(raw);
  const result = ev.io.fileType(path);
  if (!result.ok) {
    const absence = absenceReason(ev, path, result.failure);
    if (absence !== undefined) throw new UnknownSignal(absence);
    if (result.failure === "missing") return false;
    throw new UnknownSignal(new Reason("denied", result.message));
  }
  if (!directory || result.value === "directory") return true;
  if (result.value !== "symlink") return false;
  const real = ev.io.realPath(path);
  if (!real.ok) {
    if (real.failure === "missing") return false;
    throw new UnknownSignal(new Reason("denied", real.message));
  }
  const target = ev.io.fileType(real.value);
  return target.ok && target.value === "directory";
}

function readFile(ev: Evaluator, value: Lazy): Value {
  const path = readablePath(ev, value);
  const text = readText(ev, path);
  if (text.includes("\0")) {
    throw new EvalError(
      "other",
      `the contents of the file '${path}' cannot be represented as a Nix string`,
      null,
      path,
    );
  }
  ev.textOrigins.set(text, path);
  return text;
}

function readDir(ev: Evaluator, value: Lazy): Value {
  return new Attrs(new Map(readDirectory(ev, readablePath(ev, value))));
}

/** What stands for an output's own path until it is built. */
function placeholder(ev: Evaluator, output: Lazy): Value {
  return outputPlaceholder(plainText(ev, output));
}

export function outputPlaceholder(output: string): string {
  return `/${encodeNix32(hashOf("sha256", `nix-output:${output}`).bytes)}`;
}

/** The first entry of a search path that has the file; `path` may be a path or a string. */
function findFile(ev: Evaluator, searchPath: Lazy, name: Lazy): Value {
  const entries = ev.list(searchPath).map((entry) => {
    const attrs = ev.attrs(entry);
    const prefix = attrs.get("prefix");
    return {
      prefix: prefix === undefined ? "" : plainText(ev, prefix),
      root: requiredAttribute(attrs, "path"),
    };
  });
  const wanted = plainText(ev, name);
  for (const { prefix, root } of entries) {
    const suffix = suffixAfter(prefix, wanted);
    if (suffix === undefined) continue;
    const path = searchRoot(ev, root);
    if (path === undefined) continue;
    const found = ev.io.realPath(normalisePath(`${path}/${suffix}`));
    if (found.ok) return new NixPath(normalisePath(`${path}/${suffix}`));
    if (found.failure !== "missing") {
      throw new UnknownSignal(new Reason("denied", found.message));
    }
  }
  throw new EvalError(
    "throw",
    `file '${wanted}' was not found in the Nix search path (add it using $NIX_PATH or -I)`,
  );
}

/** What follows a prefix and its slash; undefined where the prefix is none. */
function suffixAfter(prefix: string, path: string): string | undefined {
  if (prefix === "") return path;
  if (path === prefix) return "";
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}

/** The folder of a search path's entry; undefined where there is none. URLs have to be fetched. */
function searchRoot(ev: Evaluator, root: Lazy): string | undefined {
  const text = coerceToText(ev, ev.known(root), "add");
  const known = knownText(text);
  if (known !== undefined && /^(https?:\/\/|channel:|flake:)/.test(known)) {
    throw new UnknownSignal(new Reason("impure", `'${known}' in the search path is fetched`));
  }
  const path = readablePath(ev, text);
  const type = ev.io.fileType(path);
  if (type.ok) return path;
  if (type.failure !== "missing") throw new UnknownSignal(new Reason("denied", type.message));
  return undefined;
}
