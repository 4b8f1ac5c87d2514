import type { Span } from "../core/span.ts";
import { contextOf } from "./context.ts";
import { EvalError } from "./errors.ts";
import type { Evaluator } from "./evaluator.ts";
import { Reason } from "./reason.ts";
import { type Text, textOfPieces } from "./text.ts";
import { NixPath, Unknown } from "./value.ts";

/**
 * The store path that a local path gets when a string needs it: `/nix/store/?-name`, where the hash is a hole whose
 * reason has the `NixPath` as subject. A path that is already in the store stays as it is. Missing paths throw.
 */
export function storePathOf(ev: Evaluator, path: string, at: Span | null): Text {
  if (path.startsWith("/nix/store/")) {
    const end = path.indexOf("/", "/nix/store/".length);
    const root = end < 0 ? path : path.slice(0, end);
    return textOfPieces([path], contextOf({ kind: "path", path: root }));
  }
  const exists = ev.io.fileType(path);
  if (!exists.ok && exists.failure === "missing") {
    throw new EvalError("missing-path", `path '${path}' does not exist`, at, path);
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  const source = new NixPath(path);
  const hash = new Unknown(
    new Reason("impure", `the store hash of '${name}' is not worked out`, at, source),
  );
  return textOfPieces(
    ["/nix/store/", hash, `-${name}`],
    contextOf({ kind: "symbolic", key: path, derivation: source }),
  );
}
