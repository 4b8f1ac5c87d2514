import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { LintResult } from "../../src/core/finding.ts";
import type { Format, ReporterOptions } from "../../src/reporters/index.ts";
import { formats, reporters } from "../../src/reporters/index.ts";
import { clean, options, result } from "./sample.ts";

const golden = fileURLToPath(new URL("golden/", import.meta.url));

interface Case {
  readonly file: string;
  readonly format: Format;
  readonly result: LintResult;
  readonly options: ReporterOptions;
}

const cases: Case[] = [
  ...formats.flatMap((format): Case[] => [
    { file: `findings.${format}`, format, result, options },
    { file: `clean.${format}`, format, result: clean, options },
  ]),
  { file: "verbose.text", format: "text", result, options: { ...options, verbose: true } },
  { file: "narrow.text", format: "text", result, options: { ...options, width: 60 } },
  { file: "coloured.text", format: "text", result, options: { ...options, color: 1, width: 100 } },
  { file: "from-above.text", format: "text", result, options: { ...options, pathPrefix: "fleet" } },
];

/** `UPDATE=1` rewrites the expected files; a pipeline never does. */
const update = process.env.UPDATE === "1" && !process.env.CI;

describe("every format writes exactly what its golden file holds", () => {
  for (const example of cases) {
    it(example.file, () => {
      const written = reporters[example.format](example.result, example.options);
      if (update) writeFileSync(golden + example.file, written);
      expect(written).toBe(readFileSync(golden + example.file, "utf8"));
    });
  }

  it("and there is no golden file that nothing writes", () => {
    expect(readdirSync(golden).sort()).toEqual(cases.map(({ file }) => file).sort());
  });
});
