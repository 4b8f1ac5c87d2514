import type { Severity } from "../core/finding.ts";
import { worstFirst } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter } from "./reporter.ts";
import { coverage, problemCount } from "./summary.ts";
import { visible } from "./visible.ts";

const COMMAND: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/**
 * Workflow commands of GitHub Actions, which become annotations of a commit. GitHub shows the first ten of each
 * kind of a step and drops the rest, so the worst come first and the last line counts them all.
 */
export const github: Reporter = (result) => {
  const lines = worstFirst(result.findings).map((finding) => {
    const { place } = finding;
    const properties: [string, string | number][] = [
      ["file", visible(withPrefix(result.prefix, place.file))],
      ["line", place.line],
      ["endLine", place.endLine],
    ];
    // Columns are only understood within one line.
    if (place.line === place.endLine) {
      properties.push(
        ["col", place.column],
        ["endColumn", Math.max(place.column, place.endColumn)],
      );
    }
    properties.push(["title", visible(finding.rule)]);
    const hosts =
      finding.hosts.length > 0 ? `\nHosts: ${finding.hosts.map(visible).join(", ")}` : "";
    const help = finding.help === "" ? "" : `\n${visible(finding.help)}`;
    return command(COMMAND[finding.severity], properties, visible(finding.message) + hosts + help);
  });
  for (const note of result.notes) {
    const properties: [string, string | number][] = [];
    if (note.file !== undefined) {
      properties.push(["file", visible(withPrefix(result.prefix, note.file))]);
      if (note.line !== undefined) properties.push(["line", note.line]);
    }
    properties.push(["title", `nixlint ${note.kind}`]);
    const kind = note.kind === "internal" ? "warning" : "notice";
    lines.push(command(kind, properties, visible(note.message)));
  }
  lines.push(`${problemCount(result.summary)}; ${coverage(result.summary)}`);
  return `${lines.join("\n")}\n`;
};

function command(
  name: string,
  properties: readonly [string, string | number][],
  text: string,
): string {
  const written = properties.map(([key, value]) => `${key}=${escapeProperty(`${value}`)}`);
  return `::${name} ${written.join(",")}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
