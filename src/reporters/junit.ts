import type { Finding } from "../core/finding.ts";
import { groupByFile } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter } from "./reporter.ts";
import { attributes, escapeXml } from "./xml.ts";

/**
 * JUnit's XML: one suite a file, one failed test a finding. Names hold rule and position, because GitLab takes
 * tests of one name for the same test. A run without findings is one test that passed.
 */
export const junit: Reporter = (result) => {
  const { findings, summary } = result;
  const seconds = (summary.durationMs / 1000).toFixed(3);
  const tests = Math.max(1, findings.length);
  const totals = { tests, failures: findings.length, errors: 0 };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: "nixlint", ...totals, time: seconds })}>`,
  ];
  for (const [file, inFile] of groupByFile(findings)) {
    const path = withPrefix(result.prefix, file);
    const counts = { tests: inFile.length, failures: inFile.length, errors: 0 };
    lines.push(`  <testsuite${attributes({ name: path, ...counts })}>`);
    for (const finding of inFile) lines.push(...testcase(path, finding));
    lines.push("  </testsuite>");
  }
  if (findings.length === 0) {
    lines.push(
      `  <testsuite${attributes({ name: "nixlint", tests: 1, failures: 0, errors: 0 })}>`,
      `    <testcase${attributes({ classname: "nixlint", name: "no problems" })}/>`,
      "  </testsuite>",
    );
  }
  lines.push("</testsuites>");
  return `${lines.join("\n")}\n`;
};

function testcase(path: string, finding: Finding): string[] {
  const { rule, severity, message, place, hosts } = finding;
  const name = `${rule}:${place.line}:${place.column}`;
  const details = [`${path}:${place.line}:${place.column}`];
  if (hosts.length > 0) details.push(`Hosts: ${hosts.join(", ")}`);
  if (finding.why !== "") details.push(finding.why);
  if (finding.help !== "") details.push(finding.help);
  return [
    `    <testcase${attributes({ classname: path, name })}>`,
    `      <failure${attributes({ type: severity, message })}>${details.map(escapeXml).join("\n")}</failure>`,
    "    </testcase>",
  ];
}
