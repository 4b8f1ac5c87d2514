import { inFileOrder } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter } from "./reporter.ts";
import { problemCount } from "./summary.ts";
import { visible } from "./visible.ts";

/** One line a finding, as compilers print them and editors read them: `file:line:column: severity: text [rule]`. */
export const compact: Reporter = (result, options) => {
  const lines = inFileOrder(result.findings).map(({ place, ...finding }) => {
    const file = visible(withPrefix(options.pathPrefix ?? "", place.file));
    const hosts = finding.hosts.length > 0 ? ` (${finding.hosts.map(visible).join(", ")})` : "";
    const message = visible(finding.message);
    const at = `${file}:${place.line}:${place.column}`;
    return `${at}: ${finding.severity}: ${message} [${visible(finding.rule)}]${hosts}`;
  });
  return `${[...lines, problemCount(result.summary)].join("\n")}\n`;
};
