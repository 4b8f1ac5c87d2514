import { checkstyle } from "./checkstyle.ts";
import { compact } from "./compact.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { json, jsonl } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { rdjson } from "./rdjson.ts";
import type { Reporter } from "./reporter.ts";
import { sarif } from "./sarif/index.ts";
import { text } from "./text.ts";

export type { Reporter, ReporterOptions } from "./reporter.ts";

/** Every output format by the name that `--format` takes. */
export const reporters = {
  text,
  compact,
  json,
  jsonl,
  sarif,
  github,
  gitlab,
  junit,
  checkstyle,
  rdjson,
  markdown,
} as const satisfies Readonly<Record<string, Reporter>>;

export type Format = keyof typeof reporters;

export const formats = Object.keys(reporters) as readonly Format[];

/** Whether a word names a format. */
export function isFormat(name: string): name is Format {
  return Object.hasOwn(reporters, name);
}
