import type { Span } from "../core/span.ts";
import type { EvalError } from "../evaluator/errors.ts";
import type { LoadedFile } from "../evaluator/evaluator.ts";

/** A frame of code is cut to this many characters around the place. */
const LINE_WIDTH = 120;

/** An evaluation error as the user reads it: the message, its place with the line of code, and how it came there. */
export function formatEvalError(error: EvalError): string {
  const lines = [`error: ${error.message}`];
  if (error.at !== null) lines.push(...formatPlace(error.at));
  let last = error.at;
  for (const { what, span } of error.frames) {
    if (span !== null && last !== null && span.file === last.file && span.start === last.start) {
      continue;
    }
    lines.push(`  … ${what}`);
    if (span !== null) {
      lines.push(...formatPlace(span));
      last = span;
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The syntax problems of a file, each with its place. */
export function formatProblems(file: LoadedFile): string {
  const { source, parsed } = file;
  return parsed.problems
    .map(({ message, start, end }) => {
      const place = formatPlace({ file: source, start, end });
      return `error: ${message.replace(/\.$/, "")}\n${place.join("\n")}\n`;
    })
    .join("");
}

function formatPlace(span: Span): string[] {
  const { line, column } = span.file.position(span.start);
  const text = span.file.line(line);
  const from = Math.max(0, column - LINE_WIDTH / 2);
  const shown = text.slice(from, from + LINE_WIDTH);
  const end = span.file.position(span.end);
  const until = end.line === line ? end.column : text.length + 1;
  const marks = Math.max(1, Math.min(until - column, shown.length - (column - 1 - from)));
  const gutter = String(line).padStart(8);
  const indent = shown.slice(0, column - 1 - from).replace(/[^\t]/g, " ");
  return [
    `    at ${span.file.path}:${line}:${column}:`,
    `${gutter}| ${shown}`,
    `        | ${indent}${"^".repeat(marks)}`,
  ];
}
