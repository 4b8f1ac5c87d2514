/**
 * Writes what follows from the rules: `src/rules/index.ts` from their files, `rules.md` from what they say of
 * themselves and from their fixtures, and `nixlint.schema.json`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationSchema, SCHEMA_FILE } from "../src/linter/configuration-schema.ts";
import type { AnyRule } from "../src/rules/define.ts";
import { repository, writeIndex } from "./rule-files.ts";
import { rulePage } from "./rule-page.ts";

const INTRODUCTION = `# Rules

Written by \`npm run docs\` from the rules and their fixtures. \`nixlint explain RULE\` says the same in a terminal.

Every rule can be set to \`off\`, \`info\`, \`warning\` or \`error\` in \`nixlint.json\`, for paths and for hosts, and suppressed
where it is: \`# nixlint-disable-next-line RULE -- reason\`, \`# nixlint-disable-line\`, a block from \`# nixlint-disable\` to
\`# nixlint-enable\`, \`# nixlint-disable-file\`, each also for one host (\`[host=NAME]\`) or with an end (\`until 2027-01-31\`).

*Precision* says how many of its findings are mistakes, not how bad they are.`;

/** The text of \`rules.md\`. */
export function rulesText(rules: readonly AnyRule[]): string {
  const rows = rules.map(
    ({ id, severity, scope, summary }) =>
      `| [${id}](#${id}) | ${severity} | ${scope} | ${summary} |`,
  );
  const table = ["| rule | severity | looks at | finds |", "|---|---|---|---|", ...rows].join("\n");
  return `${[INTRODUCTION, table, ...rules.map(rulePage)].join("\n\n")}\n`;
}

/** The text of the schema file. */
export function schemaText(rules: readonly AnyRule[]): string {
  return `${JSON.stringify(configurationSchema(rules), null, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  writeIndex();
  const { rules } = await import("../src/rules/index.ts");
  writeFileSync(join(repository, "rules.md"), rulesText(rules));
  writeFileSync(join(repository, SCHEMA_FILE), schemaText(rules));
}
