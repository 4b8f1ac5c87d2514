import type { Finding, LintResult, Note } from "../core/finding.ts";
import { inFileOrder } from "./order.ts";
import type { Reporter } from "./reporter.ts";
import { printableJson, visible } from "./visible.ts";

/** Version of the shape below. A key is never renamed or removed without a new one. */
const VERSION = 1;

/** One document with keys that are always present; ARCHITECTURE.md calls it the stable interface. */
export const json: Reporter = (result) =>
  `${printableJson(
    {
      version: VERSION,
      root: result.root,
      hosts: result.hosts,
      findings: inFileOrder(result.findings).map(plainFinding),
      notes: result.notes.map(plainNote),
      summary: plainSummary(result.summary),
    },
    2,
  )}\n`;

/** One object a line, told apart by `type`: the findings, then the notes, then one summary. */
export const jsonl: Reporter = (result) => {
  const lines = [
    ...inFileOrder(result.findings).map((it) => ({ type: "finding", ...plainFinding(it) })),
    ...result.notes.map((it) => ({ type: "note", ...plainNote(it) })),
    {
      type: "summary",
      version: VERSION,
      root: result.root,
      hosts: result.hosts,
      summary: plainSummary(result.summary),
    },
  ];
  return `${lines.map((line) => printableJson(line)).join("\n")}\n`;
};

function plainFinding(finding: Finding): object {
  const { place } = finding;
  return {
    rule: finding.rule,
    severity: finding.severity,
    certainty: finding.certainty,
    message: visible(finding.message),
    file: place.file,
    line: place.line,
    column: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
    hosts: finding.hosts,
    related: finding.related.map((related) => ({
      file: related.place.file,
      line: related.place.line,
      column: related.place.column,
      message: visible(related.message),
    })),
    fingerprint: finding.fingerprint,
    fixable: finding.fix !== undefined,
  };
}

function plainNote(note: Note): object {
  return {
    kind: note.kind,
    message: visible(note.message),
    ...(note.file !== undefined && { file: note.file }),
    ...(note.line !== undefined && { line: note.line }),
  };
}

function plainSummary(summary: LintResult["summary"]): object {
  const { files, hosts, errors, warnings, infos, knownShare, durationMs } = summary;
  return { files, hosts, errors, warnings, infos, knownShare, durationMs };
}
