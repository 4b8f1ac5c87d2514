import type { Finding, Severity } from "../core/finding.ts";

/** Smaller is worse. */
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePlace(a: Finding, b: Finding): number {
  return (
    compareText(a.place.file, b.place.file) ||
    a.place.line - b.place.line ||
    a.place.column - b.place.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** A copy in the order of files and lines. */
export function inFileOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(comparePlace);
}

/** A copy with the worst first, for formats of which only the beginning is shown. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity] || comparePlace(a, b));
}

/** Findings of each file, files in order of their names. */
export function groupByFile(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of inFileOrder(findings)) {
    const group = groups.get(finding.place.file);
    if (group) group.push(finding);
    else groups.set(finding.place.file, [finding]);
  }
  return groups;
}
