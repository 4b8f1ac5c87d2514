import type { Edit, Finding, Severity } from "../core/finding.ts";
import type { SourceFile } from "../core/source-file.ts";
import { inFileOrder } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter } from "./reporter.ts";
import { Sources } from "./sources.ts";
import { printableJson, visible } from "./visible.ts";

const SEVERITY: Readonly<Record<Severity, string>> = {
  error: "ERROR",
  warning: "WARNING",
  info: "INFO",
};

/** reviewdog's diagnostic format. Its columns count bytes of UTF-8, from 1. */
export const rdjson: Reporter = (result, options) => {
  const sources = new Sources(result);
  const diagnostics = inFileOrder(result.findings).map((finding) => {
    const { place } = finding;
    const source = sources.get(place.file);
    return {
      message: text(finding),
      location: {
        path: withPrefix(result.prefix, place.file),
        range: {
          start: { line: place.line, column: byteColumn(source, place.line, place.column) },
          end: { line: place.endLine, column: byteColumn(source, place.endLine, place.endColumn) },
        },
      },
      severity: SEVERITY[finding.severity],
      code: { value: finding.rule },
      ...suggestions(finding, source),
    };
  });
  const source = { name: "nixlint", ...(options.homepage && { url: options.homepage }) };
  return `${printableJson({ source, diagnostics }, 2)}\n`;
};

function text(finding: Finding): string {
  const related = finding.related.map(
    ({ place, message }) => `${place.file}:${place.line}: ${visible(message)}`,
  );
  return [visible(finding.message), ...related.map((it) => visible(it)), visible(finding.help)]
    .filter((line) => line !== "")
    .join("\n");
}

/** Only edits of the file that the finding is in: a suggestion has no path of its own. */
function suggestions(finding: Finding, source: SourceFile | undefined): object {
  const { fix, place } = finding;
  if (!fix || !source || fix.edits.some((edit) => edit.file !== place.file)) return {};
  return { suggestions: fix.edits.map((edit) => suggestion(edit, source)) };
}

function suggestion(edit: Edit, source: SourceFile): object {
  const start = source.position(edit.start);
  const end = source.position(edit.end);
  return {
    range: {
      start: { line: start.line, column: byteColumn(source, start.line, start.column) },
      end: { line: end.line, column: byteColumn(source, end.line, end.column) },
    },
    text: edit.text,
  };
}

function byteColumn(source: SourceFile | undefined, line: number, column: number): number {
  if (!source) return column;
  const before = source.line(line).slice(0, column - 1);
  return new TextEncoder().encode(before).length + 1;
}
