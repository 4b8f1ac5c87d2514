import type { Fleet } from "../fleet.ts";
import { textFile } from "../repository-files.ts";

interface Ignored {
  /** Folders of submodules, relative to the root. */
  readonly submodules: readonly string[];
  readonly patterns: readonly RegExp[];
}

const known = new WeakMap<Fleet, Ignored>();

/**
 * Whether git leaves a path out of the repository on purpose: it is in a submodule or matches a line of the root's
 * `.gitignore`. Such a file may be on the machine of whoever deploys. A path is relative to the root.
 */
export function isKeptOut(fleet: Fleet, path: string): boolean {
  let ignored = known.get(fleet);
  if (ignored === undefined) {
    ignored = { submodules: submodulesOf(fleet), patterns: patternsOf(fleet) };
    known.set(fleet, ignored);
  }
  if (ignored.submodules.some((folder) => path === folder || path.startsWith(`${folder}/`))) {
    return true;
  }
  const steps = path.split("/").map((_, index, all) => all.slice(0, index + 1).join("/"));
  return ignored.patterns.some((pattern) => steps.some((step) => pattern.test(step)));
}

function submodulesOf(fleet: Fleet): string[] {
  const text = textFile(fleet, ".gitmodules")?.source.text ?? "";
  return [...text.matchAll(/^\s*path\s*=\s*(\S+)\s*$/gm)].map((match) => match[1] as string);
}

/** The lines of `.gitignore` as patterns of paths; those that name nothing in particular, and exceptions, left out. */
function patternsOf(fleet: Fleet): RegExp[] {
  const patterns: RegExp[] = [];
  for (const written of (textFile(fleet, ".gitignore")?.source.text ?? "").split(/\r?\n/)) {
    const line = written.trim();
    if (line === "" || line.startsWith("#") || line.startsWith("!") || /^[*/]+$/.test(line))
      continue;
    const rooted = line.slice(0, -1).includes("/") && !line.startsWith("**/");
    const glob = line
      .replace(/^\//, "")
      .replace(/^\*\*\//, "")
      .replace(/\/(\*{1,2})?$/, "");
    const body = glob
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*\*\//g, "\0")
      .replace(/\*+/g, "[^/]*")
      .replace(/\?/g, "[^/]")
      .replaceAll("\0", "(?:.*/)?");
    patterns.push(new RegExp(`^${rooted ? "" : "(?:.*/)?"}${body}$`));
  }
  return patterns;
}
