import { groupByFile } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter } from "./reporter.ts";
import { attributes } from "./xml.ts";

/** Checkstyle's XML, which many servers read; it knows only where a problem begins. */
export const checkstyle: Reporter = (result) => {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="4.3">'];
  for (const [file, findings] of groupByFile(result.findings)) {
    lines.push(`  <file${attributes({ name: withPrefix(result.prefix, file) })}>`);
    for (const { place, severity, message, rule } of findings) {
      const { line, column } = place;
      const values = { line, column, severity, message, source: `nixlint.${rule}` };
      lines.push(`    <error${attributes(values)}/>`);
    }
    lines.push("  </file>");
  }
  lines.push("</checkstyle>");
  return `${lines.join("\n")}\n`;
};
