import type { Severity } from "./finding.ts";

/** What a rule looks at; decides what its `find` receives. */
export type RuleScope = "fleet" | "host" | "file" | "flake" | "repo";

/** The facts about a rule that reporters, documentation and configuration need. */
export interface RuleMeta {
  /** Words in kebab case that name the problem; also the file name. */
  readonly id: string;
  readonly scope: RuleScope;
  /** Default severity; `off` for rules a user has to switch on. */
  readonly severity: Severity | "off";
  /** Version of nixlint that had the rule first. */
  readonly since: string;
  /** One sentence: what the rule finds. */
  readonly summary: string;
  /** How sure its findings are, for SARIF's `precision`. */
  readonly precision: "very-high" | "high" | "medium" | "low";
  /** CVSS-like number as text, only for security rules (SARIF `security-severity`). */
  readonly securitySeverity?: string;
  readonly tags: readonly string[];
  readonly docs: {
    /** Two or three sentences a tired operator will read. */
    readonly why: string;
    /** What to do about a finding. */
    readonly remedy: string;
    /** When it is right to allow it. */
    readonly whenToAllow: string;
    /** What the rule cannot see. */
    readonly blindSpots: string;
  };
}
