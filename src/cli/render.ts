import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { LintResult } from "../core/finding.ts";
import { type ReporterOptions, reporters } from "../reporters/index.ts";
import { eslintResults } from "./eslint-results.ts";
import type { Output } from "./outputs.ts";
import { UserError } from "./user-error.ts";

/** The text of a result in a format: one of ours, or that of a module with a formatter of ESLint's shape. */
export async function render(
  format: Output["format"],
  result: LintResult,
  cwd: string,
  options: ReporterOptions,
): Promise<string> {
  if (typeof format === "string") return reporters[format](result, options);
  const path = resolve(cwd, format.module);
  if (!existsSync(path)) throw new UserError(`the formatter '${format.module}' does not exist`);
  const formatter = await loadFormatter(path, format.module);
  const text = await formatter(eslintResults(result), {
    cwd,
    rulesMeta: Object.fromEntries(
      options.rules.map(({ id, summary, tags }) => [id, { docs: { description: summary }, tags }]),
    ),
    result,
  });
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

type Formatter = (results: object[], context: object) => string | Promise<string>;

async function loadFormatter(path: string, shown: string): Promise<Formatter> {
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new UserError(`the formatter '${shown}' cannot be loaded: ${(error as Error).message}`);
  }
  const formatter = (module.default as { format?: unknown })?.format ?? module.default;
  if (typeof formatter !== "function") {
    throw new UserError(`the formatter '${shown}' exports no function as its default`);
  }
  return formatter as Formatter;
}
