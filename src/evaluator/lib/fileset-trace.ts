import type { Evaluator } from "../evaluator.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../value.ts";
import { minimal } from "./fileset-trees.ts";
import type { Fileset } from "./fileset-value.ts";
import { callBuiltin } from "./surroundings.ts";

/** Traces a file set: the folder, and the files of it as far as they have to be named. */
export function showFileset(ev: Evaluator, { base, tree }: Fileset): void {
  const files = base === null ? null : minimal(ev, base, tree);
  const trace = (line: string): void => void callBuiltin(ev, "trace", line, null);
  if (files === null || files === "emptyDir") trace("(empty)");
  else trace(`${base}${suffix(files)}`);
  if (files instanceof Attrs) traceEntries(files, "", trace);
}

function traceEntries(tree: Attrs, indent: string, trace: (line: string) => void): void {
  for (const name of tree.names()) {
    const inner = force(tree.map.get(name) as Lazy);
    if (inner === null || inner === "emptyDir") continue;
    trace(`${indent}- ${name}${suffix(inner)}`);
    if (inner instanceof Attrs) traceEntries(inner, `${indent}  `, trace);
  }
}

function suffix(tree: Value): string {
  if (tree instanceof Attrs) return "";
  if (tree instanceof Unknown) return " (unknown)";
  return tree === "directory" ? " (all files in directory)" : ` (${tree})`;
}
