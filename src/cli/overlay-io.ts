import type { EvalIO } from "../evaluator/io.ts";
import { decodeUtf8 } from "../evaluator/utf8.ts";

/** A file system in which one file has another content, or is there at all: what an editor has not saved. */
export function overlayIO(below: EvalIO, path: string, bytes: Uint8Array): EvalIO {
  const is = (asked: string): boolean => asked === path;
  const text = decodeUtf8(bytes);
  return {
    readText: (asked) => (is(asked) ? { ok: true, value: text } : below.readText(asked)),
    readBytes: (asked) => (is(asked) ? { ok: true, value: bytes } : below.readBytes(asked)),
    readDir: (asked) => below.readDir(asked),
    fileType: (asked) => (is(asked) ? { ok: true, value: "regular" } : below.fileType(asked)),
    exists: (asked) => (is(asked) ? { ok: true, value: true } : below.exists(asked)),
    realPath: (asked) => (is(asked) ? { ok: true, value: asked } : below.realPath(asked)),
    isExecutable: (asked) => !is(asked) && below.isExecutable(asked),
    readLink: (asked) => below.readLink(asked),
  };
}
