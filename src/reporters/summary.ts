import type { LintResult } from "../core/finding.ts";

/** `1 error`, `2 errors`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** `3 problems (1 error, 2 warnings)`, or `No problems`. */
export function problemCount({ errors, warnings, infos }: LintResult["summary"]): string {
  const total = errors + warnings + infos;
  if (total === 0) return "No problems";
  const parts: string[] = [];
  if (errors > 0) parts.push(count(errors, "error"));
  if (warnings > 0) parts.push(count(warnings, "warning"));
  if (infos > 0) parts.push(count(infos, "info"));
  return `${count(total, "problem")} (${parts.join(", ")})`;
}

/** Share as a percentage with one decimal, rounded down: only what is wholly known is 100. */
export function percent(share: number): string {
  return `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1).replace(/\.0$/, "")} %`;
}

/** What was looked at, and how much of it could be known: `18 hosts, 175 files, 94.1 % of option values known`. */
export function coverage({ hosts, files, knownShare }: LintResult["summary"]): string {
  const seen = `${count(hosts, "host")}, ${count(files, "file")}`;
  return hosts === 0 ? seen : `${seen}, ${percent(knownShare)} of option values known`;
}
