import type { Span } from "../core/span.ts";
import type { NixFile } from "../fleet/fleet.ts";

/** Characters of a path literal. */
const PATH = /[\w.+~-]*(?:\/[\w.+~-]+)+\/?/g;

/** Where a file writes a path that leads to an absolute one (`./mail.nix`); null where none does. */
export function writtenPath(file: NixFile, absolute: string): Span | null {
  const { source, parsed } = file;
  const folder = source.path.slice(0, source.path.lastIndexOf("/"));
  for (const match of source.text.matchAll(PATH)) {
    const start = match.index;
    const end = start + match[0].length;
    if (parsed.comments.some((comment) => comment.start <= start && end <= comment.end)) continue;
    const path = resolved(folder, match[0]);
    if (path === absolute || `${path}/default.nix` === absolute)
      return { file: source, start, end };
  }
  return null;
}

function resolved(folder: string, path: string): string {
  const parts = path.startsWith("/") ? [] : folder.split("/").filter((part) => part !== "");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
