import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectations, type Fixture, fixturesOf } from "../scripts/rule-fixtures.ts";
import type { LintResult } from "../src/core/finding.ts";
import { rules } from "../src/rules/index.ts";
import { findingsText, lintFolder } from "./lint-folder.ts";

const UPDATE = process.env.UPDATE === "1" && process.env.CI === undefined;

/** Every rule is tried alone, but whether a suppression is of use depends on the rules that it names. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  "unused-suppression": ["duplicate-attribute", "path-slash"],
};

/** Nothing may go wrong in the tool itself while a fixture is linted. */
function lintFixture(rule: string, { folder }: Fixture): LintResult {
  const failures: unknown[] = [];
  const result = lintFolder(folder, {
    only: [rule, ...(NEEDED[rule] ?? [])],
    onFailure: (error) => failures.push(error),
  });
  expect(failures).toEqual([]);
  return result;
}

function places(result: LintResult): string[] {
  return result.findings.map(({ place, rule }) => `${place.file}:${place.line} ${rule}`).sort();
}

/** Compares with the file beside the fixture: exactly what a user sees. */
function expectReport({ folder }: Fixture, result: LintResult): void {
  const file = join(folder, "report.txt");
  const report = findingsText(result);
  if (UPDATE) writeFileSync(file, report);
  expect(existsSync(file), "there is no report.txt: write it with UPDATE=1").toBe(true);
  expect(report).toBe(readFileSync(file, "utf8"));
}

for (const { id } of rules) {
  describe(id, () => {
    const fixtures = fixturesOf(id);

    for (const fixture of fixtures.filter(({ fires }) => fires)) {
      it(fixture.name, () => {
        const expected = expectations(fixture);
        expect(expected.join("\n"), `no '# expect: ${id}' in it`).toContain(` ${id}`);
        const result = lintFixture(id, fixture);
        expect(places(result)).toEqual(expected);
        expectReport(fixture, result);
      });
    }

    for (const fixture of fixtures.filter(({ fires }) => !fires)) {
      it(fixture.name, () => {
        expect(expectations(fixture), "what is silent has no '# expect'").toEqual([]);
        expect(places(lintFixture(id, fixture))).toEqual([]);
      });
    }
  });
}
