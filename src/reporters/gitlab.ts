import type { Finding, Severity } from "../core/finding.ts";
import { inFileOrder } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter } from "./reporter.ts";
import { printableJson, visible } from "./visible.ts";

const SEVERITY: Readonly<Record<Severity, string>> = {
  error: "critical",
  warning: "major",
  info: "info",
};

/** GitLab's code quality report. GitLab drops an entry whose fingerprint it has seen, so each gets its own. */
export const gitlab: Reporter = (result) => {
  const seen = new Map<string, number>();
  const unique = ({ fingerprint }: Finding): string => {
    const times = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, times);
    return times === 1 ? fingerprint : `${fingerprint}-${times}`;
  };
  const entries = inFileOrder(result.findings).map((finding) => ({
    description: visible(finding.message),
    check_name: finding.rule,
    fingerprint: unique(finding),
    severity: SEVERITY[finding.severity],
    location: {
      path: withPrefix(result.prefix, finding.place.file),
      lines: { begin: finding.place.line, end: finding.place.endLine },
    },
  }));
  return `${printableJson(entries, 2)}\n`;
};
