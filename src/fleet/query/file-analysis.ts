/** What rules about the text of one file ask: made once a file, for all of them. */
import { globalNames } from "../../evaluator/builtins/index.ts";
import { Outline } from "../../parser/outline.ts";
import { type Usage, usageOf } from "../../parser/usage.ts";
import type { NixFile } from "../fleet.ts";

export interface FileAnalysis {
  readonly usage: Usage;
  readonly outline: Outline;
}

const analyses = new WeakMap<NixFile, FileAnalysis | null>();
let globals: ReadonlySet<string> | undefined;

/** Null for a file that is encrypted or has a syntax error: what stands around one is a guess of the parser. */
export function analysisOf(file: NixFile): FileAnalysis | null {
  let analysis = analyses.get(file);
  if (analysis === undefined) {
    analysis = analyse(file);
    analyses.set(file, analysis);
  }
  return analysis;
}

function analyse({ parsed }: NixFile): FileAnalysis | null {
  if (parsed.encrypted || parsed.problems.length > 0) return null;
  globals ??= globalNames();
  return { usage: usageOf(parsed.root, globals), outline: new Outline(parsed.root) };
}
