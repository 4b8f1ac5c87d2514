import { join } from "node:path";
import type { Finding, LintResult } from "../core/finding.ts";

/** A result in the shape that formatters of ESLint take: one object a file. */
export function eslintResults(result: LintResult): object[] {
  const byFile = new Map<string, Finding[]>();
  for (const finding of result.findings) {
    const others = byFile.get(finding.place.file);
    if (others === undefined) byFile.set(finding.place.file, [finding]);
    else others.push(finding);
  }
  return [...byFile].map(([file, findings]) => {
    const count = (wanted: (finding: Finding) => boolean) => findings.filter(wanted).length;
    const isError = ({ severity }: Finding) => severity === "error";
    return {
      filePath: join(result.root, file),
      messages: findings.map(message),
      suppressedMessages: [],
      errorCount: count(isError),
      fatalErrorCount: 0,
      warningCount: count((finding) => !isError(finding)),
      fixableErrorCount: count((finding) => isError(finding) && finding.fix !== undefined),
      fixableWarningCount: count((finding) => !isError(finding) && finding.fix !== undefined),
      source: result.sources[file] ?? "",
      usedDeprecatedRules: [],
    };
  });
}

function message(finding: Finding): object {
  const { place, rule, severity } = finding;
  return {
    ruleId: rule,
    severity: severity === "error" ? 2 : 1,
    message: finding.message,
    line: place.line,
    column: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
  };
}
