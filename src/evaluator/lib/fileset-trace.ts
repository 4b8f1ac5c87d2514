import type { Evaluator } from "../evaluator.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../value.ts";
import { minimal } from "./fileset-trees.ts";
import type { Fileset } from "./fileset-value.ts";
import { callBuiltin } from "./surroundings.ts";

/** Traces a file set: the folder, and the files of it as far as they have to be named. */
export function showFileset(ev: Evaluator, { base, tree }: Fileset): void {
  const files = base === null ? null : minimal(ev, base, tree);
  const lines: string[] = [];
  if (files === null || files === "emptyDir") lines.push("(empty)");
  else lines.push(`${base}${suffix(files)}`);
  if (files instanceof Attrs) addLines(files, "", lines);
  for (const line of lines) callBuiltin(ev, "trace", line, null);
}

function addLines(tree: Attrs, indent: string, lines: string[]): void {
  for (const name of tree.names()) {
    const inner = force(tree.map.get(name) as Lazy);
    if (inner === null || inner === "emptyDir") continue;
    lines.push(`${indent}- ${name}${suffix(inner)}`);
    if (inner instanceof Attrs) addLines(inner, `${indent}  `, lines);
  }
}

function suffix(tree: Value): string {
  if (tree instanceof Attrs) return "";
  if (tree instanceof Unknown) return " (unknown)";
  return tree === "directory" ? " (all files in directory)" : ` (${tree})`;
}
