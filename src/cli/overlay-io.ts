import type { EvalIO } from "../evaluator/io.ts";
import { decodeUtf8 } from "../evaluator/utf8.ts";

/** A file system in which some files have another content, or are there at all: what is not saved. */
export function overlayIO(below: EvalIO, files: ReadonlyMap<string, Uint8Array>): EvalIO {
  const texts = new Map<string, string>();
  const textOf = (path: string, bytes: Uint8Array): string => {
    const text = texts.get(path) ?? decodeUtf8(bytes);
    texts.set(path, text);
    return text;
  };
  const is = (asked: string): boolean => files.has(asked);
  return {
    readText: (asked) => {
      const bytes = files.get(asked);
      return bytes === undefined
        ? below.readText(asked)
        : { ok: true, value: textOf(asked, bytes) };
    },
    readBytes: (asked) => {
      const bytes = files.get(asked);
      return bytes === undefined ? below.readBytes(asked) : { ok: true, value: bytes };
    },
    readDir: (asked) => below.readDir(asked),
    fileType: (asked) => (is(asked) ? { ok: true, value: "regular" } : below.fileType(asked)),
    exists: (asked) => (is(asked) ? { ok: true, value: true } : below.exists(asked)),
    realPath: (asked) => (is(asked) ? { ok: true, value: asked } : below.realPath(asked)),
    isExecutable: (asked) => !is(asked) && below.isExecutable(asked),
    readLink: (asked) => below.readLink(asked),
  };
}
