/** The front door of the parser: text in, AST and problems out. It never throws on what is in the text. */
import type { Comment, Expr, ParsedFile, SyntaxProblem } from "./ast.ts";
import { diagnose } from "./diagnose.ts";
import { lower, lowerBroken } from "./lower.ts";
import { type FlatFile, failure, parseFlat, recoverFlat, releaseMemory } from "./native-parser.ts";

export { initParser, parserReady } from "./native-parser.ts";

/**
 * Levels of nesting that are read, as many as the parser of Nix 2.8 takes. Everything that walks the tree with
 * recursion has to have room for this many.
 */
export const maxNesting = 10_000;

/** UTF-16 units of one file that are read. */
export const maxLength = 16 * 1024 * 1024;

/** A file with a syntax error and more tokens than this is not searched for parts that can be kept. */
const maxRecovered = 400_000;

const encryptedMark = "\0GITCRYPT\0";

function errorRoot(text: string): Expr {
  return { kind: "error", start: 0, end: text.length };
}

function unreadable(text: string, message: string, start: number, end: number): ParsedFile {
  const problem: SyntaxProblem = { rule: "syntax-error", message, start, end };
  return { root: errorRoot(text), problems: [problem], comments: [], encrypted: false };
}

function commentList(text: string, flat: FlatFile): Comment[] {
  const list: Comment[] = [];
  const comments = flat.comments;
  for (let at = 0; at < comments.length; at += 2) {
    const start = comments[at] as number;
    const end = comments[at + 1] as number;
    list.push({ start, end, text: text.slice(start, end) });
  }
  return list;
}

function byPosition(a: SyntaxProblem, b: SyntaxProblem): number {
  return a.start - b.start || a.end - b.end;
}

function parseText(text: string): ParsedFile {
  const flat = parseFlat(text);
  const comments = commentList(text, flat);
  const problems: SyntaxProblem[] = [];
  if (flat.height > maxNesting) {
    problems.push({
      rule: "syntax-error",
      message: `This is nested more than ${maxNesting} levels deep, which neither Nix nor nixlint reads.`,
      start: flat.deepest,
      end: Math.min(flat.deepest + 1, text.length),
    });
    return { root: errorRoot(text), problems, comments, encrypted: false };
  }
  let root: Expr;
  if (flat.valid) {
    root = lower(text, flat, problems);
  } else {
    const failed = failure();
    problems.push(diagnose(text, failed));
    const small = failed.tokens.length / 3 <= maxRecovered;
    const recovered = small ? recoverFlat() : undefined;
    const readable = recovered && recovered.height <= maxNesting;
    root = readable ? lowerBroken(text, recovered, failed, problems) : errorRoot(text);
  }
  if (problems.length > 1) problems.sort(byPosition);
  return { root, problems, comments, encrypted: false };
}

/**
 * Parses one file. Needs `initParser` before. Every text gives a result: what could not be read is an error expression
 * and has a problem. Offsets are UTF-16 units of `text`.
 */
export function parse(text: string): ParsedFile {
  if (text.startsWith(encryptedMark)) {
    return { root: errorRoot(text), problems: [], comments: [], encrypted: true };
  }
  if (text.length > maxLength) {
    return unreadable(text, "This file is too large for nixlint to read.", 0, 1);
  }
  try {
    const result = parseText(text);
    releaseMemory(false);
    return result;
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    releaseMemory(true);
    return unreadable(text, "This file needs more memory than nixlint has to read it.", 0, 1);
  }
}
