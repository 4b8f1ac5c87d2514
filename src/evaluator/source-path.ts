import type { Span } from "../core/span.ts";
import { contextOf } from "./context.ts";
import { EvalError } from "./errors.ts";
import type { Evaluator } from "./evaluator.ts";
import { Reason } from "./reason.ts";
import { hashNar, type NarFilter, NarRefused } from "./store/nar.ts";
import { absenceReason, recordsOf } from "./store/records.ts";
import { checkStoreName, fixedOutputPath } from "./store/store-path.ts";
import { type Text, textOfPieces } from "./text.ts";
import { NixPath, Unknown } from "./value.ts";

/** Store paths that were worked out, by local path; they hold for the lifetime of the evaluator. */
const cache = new WeakMap<Evaluator, Map<string, Text>>();

/**
 * The store path that a local path gets when a string needs it. Where the tree cannot be hashed it is
 * `/nix/store/?-name`, the hash a hole whose reason has the `NixPath` as subject; `localPathBehind` finds the local
 * path of a known one. Paths in the store are copied like others, as Nix does. Missing paths throw.
 */
export function storePathOf(ev: Evaluator, path: string, at: Span | null): Text {
  let own = cache.get(ev);
  if (own === undefined) {
    own = new Map();
    cache.set(ev, own);
  }
  let text = own.get(path);
  if (text === undefined) {
    text = copyToStore(ev, path, at);
    own.set(path, text);
  }
  return text;
}

function copyToStore(ev: Evaluator, path: string, at: Span | null): Text {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const type = ev.io.fileType(path);
  if (!type.ok) {
    const absence = absenceReason(ev, path, type.failure);
    // Stand-ins for store paths have no name that the store would take.
    if (absence !== undefined) {
      return unhashedSource(path, name.replace(/[«»]/g, ""), absence.text, at);
    }
    if (type.failure === "missing") {
      throw new EvalError("missing-path", `path '${path}' does not exist`, at, path);
    }
  }
  if (path.endsWith(".drv")) {
    throw new EvalError("other", "file names are not allowed to end in '.drv'", at, path);
  }
  return addSource(ev, path, name, null, at);
}

/** As `builtins.path` adds a source: under a name, and perhaps with a filter, which may throw. */
export function addSource(
  ev: Evaluator,
  path: string,
  name: string,
  filter: NarFilter | null,
  at: Span | null,
): Text {
  checkStoreName(name);
  // What of a checkout a flake's source has is for git to say, so a tree with `.git` in it has no known hash.
  const refused =
    filter === null && ev.io.fileType(`${path}/.git`).ok
      ? new NarRefused("it is a git checkout")
      : null;
  const hash = refused ?? hashNar(ev.io, path, filter);
  if (hash instanceof NarRefused) return unhashedSource(path, name, hash.message, at);
  const storePath = fixedOutputPath("nar", hash, name);
  recordsOf(ev).localPaths.set(storePath, path);
  return textOfPieces([storePath], contextOf({ kind: "path", path: storePath }));
}

/** The store path of a local tree whose hash is not known. */
export function unhashedSource(path: string, name: string, why: string, at: Span | null): Text {
  const source = new NixPath(path);
  const hash = new Unknown(
    new Reason("impure", `the store hash of '${name}' is not worked out: ${why}`, at, source),
  );
  return textOfPieces(
    ["/nix/store/", hash, `-${name}`],
    contextOf({ kind: "symbolic", key: path, derivation: source }),
  );
}
