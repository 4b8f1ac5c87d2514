import type { Finding, Note } from "../core/finding.ts";

/** Findings that are known and do not fail. Kept in the repository, so sorted, and without lines. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly {
    readonly fingerprint: string;
    readonly rule: string;
    readonly file: string;
    readonly message: string;
  }[];
}

/** The text of a baseline file for these findings. */
export function writeBaseline(findings: readonly Finding[]): string {
  return `${JSON.stringify(baselineOf(findings), null, 2)}\n`;
}

export function baselineOf(findings: readonly Finding[]): Baseline {
  const entries = findings
    .map(({ fingerprint, rule, place, message }) => ({
      fingerprint,
      rule,
      file: place.file,
      message,
    }))
    .sort((a, b) => order(a.file, b.file) || order(a.rule, b.rule) || order(a.message, b.message));
  return { version: 1, findings: entries };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads a baseline file. Throws an `Error` with one sentence where the text is none. */
export function readBaseline(text: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`);
  }
  const { version, findings } = (value ?? {}) as Partial<Baseline>;
  if (version !== 1 || !Array.isArray(findings)) {
    throw new Error("it is not a baseline of nixlint: write one with --write-baseline");
  }
  if (!findings.every((entry) => typeof entry?.fingerprint === "string")) {
    throw new Error("an entry of it has no fingerprint");
  }
  return value as Baseline;
}

/**
 * What is new since the baseline, and notes on entries of its file that nothing corresponds to any more, as far as
 * their rule was asked.
 */
export function withoutKnown(
  findings: readonly Finding[],
  baseline: Baseline,
  file: string | null,
  wasAsked: (rule: string) => boolean,
): { findings: Finding[]; notes: Note[] } {
  const known = new Set(baseline.findings.map(({ fingerprint }) => fingerprint));
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  const stale =
    file === null
      ? []
      : baseline.findings.filter((it) => wasAsked(it.rule) && !found.has(it.fingerprint));
  return {
    findings: findings.filter(({ fingerprint }) => !known.has(fingerprint)),
    notes: stale.map((entry) => ({
      kind: "configuration",
      message: `an entry of the baseline is no longer found: ${entry.rule} in '${entry.file}': ${entry.message}`,
      ...(file !== null && { file }),
    })),
  };
}
