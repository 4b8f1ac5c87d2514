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
const maxRecovered = 100_000;

/** Problems of one file that are kept. */
const maxProblems = 100;

const byteOrderMark = "\ufeff";

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

/** The tree of a file that does not parse, as far as there is one. */
function brokenRoot(text: string, problems: SyntaxProblem[]): Expr {
  const failed = failure();
  problems.push(diagnose(text, failed));
  if (failed.tokens.length / 3 > maxRecovered) return errorRoot(text);
  const tree = recoverFlat();
  if (tree.height > maxNesting) return errorRoot(text);
  return lowerBroken(text, tree, failed, problems);
}

function parseText(text: string): ParsedFile {
  const flat = parseFlat(text, maxNesting);
  const comments = commentList(text, flat);
  const problems: SyntaxProblem[] = [];
  let root: Expr;
  if (flat.outcome === "valid") {
    root = lower(text, flat, problems);
  } else if (flat.outcome === "invalid") {
    root = brokenRoot(text, problems);
  } else {
    const start = flat.outcome.tooDeep;
    const message = `This is nested more than ${maxNesting} levels deep, more than nixlint reads.`;
    problems.push({ rule: "syntax-error", message, start, end: start + 1 });
    root = errorRoot(text);
  }
  if (problems.length > 1) problems.sort(byPosition);
  problems.splice(maxProblems);
  return { root, problems, comments, encrypted: false };
}

/** A file that begins with a byte order mark: Nix refuses it, but the rest can be read. */
function parseMarked(text: string): ParsedFile {
  const file = parseText(` ${text.slice(1)}`);
  const message = "The file begins with a byte order mark, which Nix does not accept.";
  const problem: SyntaxProblem = { rule: "syntax-error", message, start: 0, end: 1 };
  return { ...file, problems: [problem, ...file.problems] };
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
    const result = text.startsWith(byteOrderMark) ? parseMarked(text) : parseText(text);
    releaseMemory(false);
    return result;
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    releaseMemory(true);
    return unreadable(text, "This file needs more memory than nixlint has to read it.", 0, 1);
  }
}
