import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rulesText, schemaText } from "../scripts/docs.ts";
import { indexText, repository, ruleIds } from "../scripts/rule-files.ts";
import { expectations, fixturesOf } from "../scripts/rule-fixtures.ts";
import { rules } from "../src/rules/index.ts";

const read = (path: string): string => readFileSync(join(repository, path), "utf8");

describe("rules, index, fixtures and rules.md agree", () => {
  const ids = rules.map(({ id }) => id);

  it("the index lists every rule file, sorted: npm run docs writes it", () => {
    expect(ids).toEqual(ruleIds());
    expect(read("src/rules/index.ts")).toBe(indexText(ruleIds()));
  });

  it("each rule has the name of its file, and no other rule has it", () => {
    for (const id of ruleIds()) {
      expect(read(`src/rules/${id}.ts`), `src/rules/${id}.ts must have id: "${id}"`).toContain(
        `id: "${id}",`,
      );
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  for (const id of ruleIds()) {
    it(`${id} has a fixture where it fires and one where it is silent`, () => {
      const fixtures = fixturesOf(id);
      const where = `add fixtures/rules/${id}/`;
      expect(
        fixtures.filter(({ name }) => !/^(fires|silent)-[a-z0-9-]+$/.test(name)),
        "fixtures are called fires-* or silent-*",
      ).toEqual([]);
      expect(
        fixtures.some(({ fires }) => fires),
        `${where}fires-*`,
      ).toBe(true);
      expect(
        fixtures.some(({ fires }) => !fires),
        `${where}silent-*`,
      ).toBe(true);
    });
  }

  it("no fixture is left of a rule that is gone, and silent ones have no report.txt", () => {
    const folders = readdirSync(join(repository, "fixtures/rules"));
    expect(folders.filter((folder) => !ids.includes(folder))).toEqual([]);
    const silent = ids.flatMap((id) => fixturesOf(id).filter(({ fires }) => !fires));
    const reports = silent.filter(({ folder }) => existsSync(join(folder, "report.txt")));
    expect(reports.map(({ folder }) => folder)).toEqual([]);
  });

  it("markers name rules that are there", () => {
    const named = ids.flatMap((id) => fixturesOf(id).flatMap(expectations));
    expect(named.filter((it) => !ids.includes(it.replace(/^.* /, "")))).toEqual([]);
  });

  it("rules.md is what they say: npm run docs writes it", () => {
    expect(read("rules.md")).toBe(rulesText(rules));
  });

  it("nixlint.schema.json is what they take: npm run docs writes it", () => {
    expect(read("nixlint.schema.json")).toBe(schemaText(rules));
  });
});

describe("what rules say of themselves", () => {
  for (const rule of rules) {
    it(`${rule.id} reads well`, () => {
      const sentence = /^[A-Z0-9'`].*[.]$/s;
      expect(rule.summary, "summary: one sentence").toMatch(sentence);
      expect(rule.summary.length, "summary: SARIF allows 1024, a table 160").toBeLessThan(160);
      for (const [part, text] of Object.entries(rule.docs)) {
        expect(text, `docs.${part}: sentences`).toMatch(sentence);
        expect(text, `docs.${part}: is yet to be written`).not.toMatch(
          /^(Two or three|What to do about it|When it is right|What it cannot see)/,
        );
      }
      expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
      expect(rule.tags.length, "GitHub shows ten tags").toBeLessThanOrEqual(9);
      if (rule.securitySeverity !== undefined) {
        expect(rule.securitySeverity).toMatch(/^(10\.0|\d\.\d)$/);
        expect(rule.tags).toContain("security");
      }
    });
  }
});
