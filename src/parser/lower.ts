/**
 * Turns the flat tree into the AST. Records come in postorder, so one pass with a stack of values does it, without
 * recursion: however deep a file is nested, the JavaScript stack is not.
 */
import type { Expr, SyntaxProblem } from "./ast.ts";
import { broken, Damage, expressionKinds } from "./damage.ts";
import { type LoweredFile, lowerings } from "./lowerings.ts";
import type { Failure, FlatTree } from "./native-parser.ts";

function root(file: LoweredFile, flat: FlatTree, damage: Damage | undefined): Expr {
  const records = flat.records;
  const values: unknown[] = [];
  let top = 0;
  for (let at = 0; at < records.length; at += 4) {
    const word = records[at] as number;
    const kind = word & 0xff;
    const start = records[at + 1] as number;
    const end = records[at + 2] as number;
    const first = top - (records[at + 3] as number);
    if (damage?.breaks(word, start, end, values, first, top)) {
      values[first] = expressionKinds.has(kind) ? { kind: "error", start, end } : broken;
    } else {
      const lowering = lowerings[kind] as (typeof lowerings)[number];
      values[first] = lowering(file, start, end, values, first, top, (word >> 8) & 0xff);
    }
    top = first + 1;
  }
  const result = values[0];
  if (top !== 1 || result === broken) return { kind: "error", start: 0, end: file.text.length };
  return result as Expr;
}

function fileOf(text: string, problems: SyntaxProblem[]): LoweredFile {
  return { text, problems, hasNul: text.includes("\0") };
}

/** The expression of a whole file; adds what Nix rejects though the grammar takes it to `problems`. */
export function lower(text: string, flat: FlatTree, problems: SyntaxProblem[]): Expr {
  return root(fileOf(text, problems), flat, undefined);
}

/**
 * The same for a file that does not parse. Everything that the error touches, down to the smallest expression or whole
 * set around it, is an error expression.
 */
export function lowerBroken(
  text: string,
  flat: FlatTree,
  failed: Failure,
  problems: SyntaxProblem[],
): Expr {
  return root(fileOf(text, problems), flat, new Damage(failed));
}
