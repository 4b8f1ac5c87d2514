import type { Finding, LintResult } from "../core/finding.ts";
import { groupByFile } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter } from "./reporter.ts";
import { coverage, problemCount } from "./summary.ts";
import { visible } from "./visible.ts";

/** For the summary of a pipeline or a comment on a merge request. */
export const markdown: Reporter = (result) => {
  const blocks = ["## nixlint", `${problemCount(result.summary)}. ${coverage(result.summary)}.`];
  for (const [file, findings] of groupByFile(result.findings)) {
    blocks.push(`### ${code(withPrefix(result.prefix, file))}`);
    blocks.push(findings.map((finding) => item(finding, result)).join("\n"));
  }
  if (result.notes.length > 0) {
    const notes = result.notes.map((note) => `- ${note.kind}: ${escapeMarkdown(note.message)}`);
    blocks.push("### Notes", notes.join("\n"));
  }
  return `${blocks.join("\n\n")}\n`;
};

function item(finding: Finding, { prefix }: LintResult): string {
  const { place } = finding;
  const possible = finding.certainty === "possible" ? " (possible)" : "";
  const lines = [
    `- **${finding.severity}**${possible} line ${place.line}: ${escapeMarkdown(finding.message)}` +
      ` ${code(finding.rule)}`,
  ];
  if (finding.hosts.length > 0) lines.push(`  - hosts: ${finding.hosts.map(code).join(", ")}`);
  for (const related of finding.related) {
    const at = `${withPrefix(prefix, related.place.file)}:${related.place.line}`;
    lines.push(`  - ${escapeMarkdown(related.message)}: ${code(at)}`);
  }
  if (finding.help !== "") lines.push(`  - ${escapeMarkdown(finding.help)}`);
  return lines.join("\n");
}

/** Plain words: no markup, no HTML, no mention of a user or an issue. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]<>|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replace(/([@#])(?=\w)/g, "$1<!-- -->");
}

/** A code span whose fence is longer than any run of backticks in it. */
function code(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
