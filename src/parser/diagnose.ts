import type { SyntaxProblem } from "./ast.ts";
import { failure } from "./native-parser.ts";

/** Why the last file was refused. */
export function diagnose(text: string): SyntaxProblem[] {
  const { tokens, failed } = failure();
  const start = tokens[failed * 3] as number;
  const end = tokens[failed * 3 + 1] as number;
  const message = start === text.length ? "Unexpected end of file." : "Unexpected text.";
  return [{ rule: "syntax-error", message, start, end }];
}
