import { createHash } from "node:crypto";
import type { Finding, Fix, RelatedPlace, Severity } from "../core/finding.ts";
import type { Place } from "../core/span.ts";
import type { AnyRule, Report } from "../rules/define.ts";
import type { Places } from "./places.ts";
import type { RawReport } from "./run-rules.ts";

/** A finding in the making: still one for each host, and without the number that tells equal ones apart. */
export interface Draft extends Omit<Finding, "fingerprint"> {
  readonly key: string;
  readonly scope: AnyRule["scope"];
}

/** What a report says and where, null where no place of it is inside the root. */
export function draftOf(raw: RawReport, severity: Severity, places: Places): Draft | null {
  const { rule, report, hosts } = raw;
  const place = places.primary(report);
  if (place === null) return null;
  const fix = fixOf(report, places);
  return {
    rule: rule.id,
    scope: rule.scope,
    severity,
    certainty: report.certainty ?? "proven",
    message: report.message,
    why: rule.docs.why,
    help: report.help ?? rule.docs.remedy,
    place,
    related: places.related(report.related, place),
    steps: (report.steps ?? []).flatMap(({ at, message }) => {
      const step = places.place(at);
      return step === null ? [] : [{ place: step, message }];
    }),
    hosts,
    key: report.key,
    ...(fix !== null && { fix }),
  };
}

/** A fix whose edits are not all inside the root is none. */
function fixOf(report: Report, places: Places): Fix | null {
  if (report.fix === undefined) return null;
  const { title, kind, edits } = report.fix;
  const placed = edits.map(({ at, text }) => {
    const file = places.relative(at.file);
    return file === null ? null : { file, start: at.start, end: at.end, text };
  });
  if (!placed.every((edit) => edit !== null)) return null;
  return { title, kind, edits: placed };
}

/**
 * Findings in order of file, line, column and rule, each once: what several hosts have at one place is one finding
 * that names them all.
 */
export function finish(drafts: readonly Draft[]): Finding[] {
  const merged: Draft[] = [];
  const atPlace = new Map<string, number[]>();
  for (const draft of drafts) {
    const { place } = draft;
    const id = [draft.rule, place.file, place.start, place.end].join("\0");
    const others = atPlace.get(id) ?? [];
    atPlace.set(id, others);
    const same = others.find((index) => isSame(merged[index] as Draft, draft));
    if (same === undefined) others.push(merged.push(draft) - 1);
    else merged[same] = merge(merged[same] as Draft, draft);
  }
  return withFingerprints(merged.sort(byPlace));
}

function isSame(a: Draft, b: Draft): boolean {
  if (a.message === b.message) return true;
  // The words may name the host; what the finding is about is in its key.
  return a.scope === "host" && a.key === b.key && !a.hosts.some((host) => b.hosts.includes(host));
}

const BADNESS: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

function merge(a: Draft, b: Draft): Draft {
  return {
    ...a,
    severity: BADNESS[b.severity] > BADNESS[a.severity] ? b.severity : a.severity,
    certainty: a.certainty === "proven" ? a.certainty : b.certainty,
    hosts: [...new Set([...a.hosts, ...b.hosts])].sort(),
    related: uniquePlaces([...a.related, ...b.related]),
    key: a.key < b.key ? a.key : b.key,
  };
}

function uniquePlaces(related: readonly RelatedPlace[]): RelatedPlace[] {
  const seen = new Set<string>();
  return related.filter(({ place, message }) => {
    const id = [place.file, place.start, place.end, message].join("\0");
    return !seen.has(id) && seen.add(id);
  });
}

function byPlace(a: Draft, b: Draft): number {
  return (
    compare(a.place.file, b.place.file) ||
    a.place.line - b.place.line ||
    a.place.column - b.place.column ||
    compare(a.rule, b.rule) ||
    a.place.end - b.place.end ||
    compare(a.message, b.message)
  );
}

/** By code units: the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rule, file and key make the fingerprint, without lines; those that are equal in all of them are counted. */
function withFingerprints(drafts: readonly Draft[]): Finding[] {
  const counts = new Map<string, number>();
  return drafts.map(({ key, scope: _, ...finding }) => {
    const id = [finding.rule, finding.place.file, key].join("\0");
    const nth = (counts.get(id) ?? 0) + 1;
    counts.set(id, nth);
    const hash = createHash("sha256").update(`${id}\0${nth}`).digest("hex");
    return { ...finding, fingerprint: hash.slice(0, 16) };
  });
}

/** Every file that a finding points into. */
export function filesOf(findings: readonly Finding[]): Set<string> {
  const files = new Set<string>();
  for (const { place, related, steps } of findings) {
    files.add(place.file);
    for (const other of [...related, ...steps]) files.add(other.place.file);
  }
  return files;
}

/** Whether the primary place of a finding, or one that explains it, fulfils a condition. */
export function touches(finding: Finding, condition: (place: Place) => boolean): boolean {
  return [finding, ...finding.related, ...finding.steps].some(({ place }) => condition(place));
}
