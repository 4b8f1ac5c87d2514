import type { Place } from "./span.ts";

/** How bad a finding is. */
export type Severity = "error" | "warning" | "info";

/** Whether every value behind a finding is known (`proven`) or some passed through a partly known one (`possible`). */
export type Certainty = "proven" | "possible";

/** A further place that explains a finding. */
export interface RelatedPlace {
  readonly place: Place;
  /** A sentence without its full stop: "also given to 'web' here". */
  readonly message: string;
}

/** One replacement of a fix, in UTF-16 offsets of its file. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fix {
  /** What the fix does, as an order: "Remove the unused binding". */
  readonly title: string;
  /** `safe` never changes a value that the expression has; `unsafe` may. */
  readonly kind: "safe" | "unsafe";
  readonly edits: readonly Edit[];
}

/**
 * Something wrong in the user's files. The text has three parts: what is wrong, why it matters, what to do.
 * It never contains secret text.
 */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** What is wrong, with the names and values of this case; ends with a full stop. */
  readonly message: string;
  /** Why it matters; the same for all findings of a rule or close to it. */
  readonly why: string;
  /** What to do. */
  readonly help: string;
  readonly place: Place;
  readonly related: readonly RelatedPlace[];
  /** The way from cause to effect, in order, where the rule knows it; SARIF gets it as a code flow. */
  readonly steps: readonly RelatedPlace[];
  /** Names of the hosts concerned, sorted; empty for findings about files. */
  readonly hosts: readonly string[];
  /** 16 hex digits that stay the same when lines move. */
  readonly fingerprint: string;
  readonly fix?: Fix;
}

/** Something the user should know about the run that is not a finding: a denied read, an input that is unknown. */
export interface Note {
  readonly kind: "internal" | "input" | "host" | "file" | "configuration" | "budget";
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** The whole outcome of one run, as plain data that can cross a worker boundary. */
export interface LintResult {
  /** Absolute path of the analysed root. */
  readonly root: string;
  /** Path of the root relative to the git root, `""` when they are the same; SARIF paths begin with it. */
  readonly prefix: string;
  readonly hosts: readonly string[];
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  /** Text of every file that a finding points into, for code frames and fingerprints; by relative path. */
  readonly sources: Readonly<Record<string, string>>;
  readonly summary: {
    readonly files: number;
    readonly hosts: number;
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
    /** Share of the option values set in the repository that are known, 0 to 1; 1 with no hosts. */
    readonly knownShare: number;
    readonly durationMs: number;
  };
  /** What made values unknown, the costliest first. */
  readonly unknown: readonly { readonly reason: string; readonly count: number }[];
}
