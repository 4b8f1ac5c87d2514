import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import draft4 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import type { LintResult } from "../../src/core/finding.ts";
import type { ReporterOptions } from "../../src/reporters/index.ts";
import { reporters } from "../../src/reporters/index.ts";
import { clean, finding, options, placeOf, result } from "./sample.ts";

const require = createRequire(import.meta.url);
const schemaFile = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const ajv = new draft4.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));

/** The parts of a run that the tests look at. */
interface Run {
  tool: { driver: { rules: Rule[] } };
  automationDetails?: { id: string };
  invocations: { executionSuccessful: boolean; toolExecutionNotifications: Notification[] }[];
  columnKind: string;
  results: Result[];
}
interface Rule {
  id: string;
  help: { text: string; markdown: string };
  shortDescription: { text: string };
  fullDescription: { text: string };
  properties?: Record<string, unknown>;
}
interface Notification {
  level: string;
  message: { text: string };
}
interface Location {
  id?: number;
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId?: string };
    region: { startLine: number };
  };
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: Location[];
  relatedLocations?: Location[];
  partialFingerprints: Record<string, string>;
}

function runOf(given: LintResult, more: Partial<ReporterOptions> = {}): Run {
  const log = JSON.parse(reporters.sarif(given, { ...options, ...more }));
  expect(validate(log), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
  // GitHub asks for these, and the schema does not.
  expect(log.$schema).toMatch(/sarif-2\.1\.0\.json$/);
  expect(log.version).toBe("2.1.0");
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

function many(count: number): LintResult {
  const place = placeOf("hosts/loom.nix", "networking");
  const findings = Array.from({ length: count }, (_, i) =>
    finding({
      rule: "duplicate-address",
      message: `Number ${i}.`,
      place,
      severity: i >= count - 10 ? "error" : "info",
    }),
  );
  return { ...result, findings };
}

describe("SARIF", () => {
  it("is valid with findings, without, and with a category", () => {
    expect(runOf(result).results).toHaveLength(4);
    expect(runOf(clean).results).toEqual([]);
    expect(runOf(clean).automationDetails).toBeUndefined();
    expect(runOf(clean, { sarifCategory: "nixlint/fleet/" }).automationDetails).toEqual({
      id: "nixlint/fleet/",
    });
  });

  it("has in every result what GitHub reads", () => {
    const run = runOf(result);
    for (const it of run.results) {
      expect(it.message.text).not.toBe("");
      expect(it.locations).toHaveLength(1);
      expect(run.tool.driver.rules[it.ruleIndex]?.id).toBe(it.ruleId);
      expect(["error", "warning", "note"]).toContain(it.level);
      expect(it.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{1,16}:[1-9]\d*$/);
      expect(it.partialFingerprints["nixlint/v1"]).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(run.columnKind).toBe("utf16CodeUnits");
    expect(run.invocations[0]?.executionSuccessful).toBe(true);
  });

  it("has in every rule what GitHub reads", () => {
    const { rules } = runOf(result).tool.driver;
    for (const rule of rules) {
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help.text).not.toBe("");
      expect(rule.help.markdown).not.toBe("");
      expect((rule.properties?.tags as string[] | undefined)?.length ?? 0).toBeLessThanOrEqual(10);
    }
    const secret = rules.find((rule) => rule.id === "plaintext-secret");
    expect(secret?.properties?.["security-severity"]).toBe("7.5");
    expect(secret?.properties?.tags).toContain("security");
  });

  it("leaves out a security severity that GitHub would reject the file for", () => {
    const rules = options.rules.map((rule) => ({ ...rule, securitySeverity: "high" }));
    const [rule] = runOf(result, { rules }).tool.driver.rules;
    expect(rule?.properties).not.toHaveProperty("security-severity");
    expect(rule?.properties?.["problem.severity"]).toBe("error");
  });

  it("links every related place from the text", () => {
    for (const { message, relatedLocations = [] } of runOf(result).results) {
      const links = [...message.text.matchAll(/(?<!\\)\]\((\d+)\)/g)].map((link) =>
        Number(link[1]),
      );
      expect(links).toEqual(relatedLocations.map((location) => location.id));
    }
  });

  it("writes paths as relative URIs below the git root, and absolute ones as file URIs", () => {
    const place = { ...placeOf("hosts/loom.nix", "networking"), file: "/nix/store/x y/a.nix" };
    const findings = [...result.findings, finding({ rule: "duplicate-address", place })];
    const uris = runOf({ ...result, findings }).results.map(
      (it) => it.locations[0]?.physicalLocation.artifactLocation,
    );
    expect(uris).toContainEqual({ uri: "nix/odd%20dir/a%25b.nix", uriBaseId: "%SRCROOT%" });
    expect(uris).toContainEqual({ uri: "file:///nix/store/x%20y/a.nix" });
    const bare = runOf({ ...result, prefix: "" }).results[0];
    expect(bare?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      "hosts/kiln/default.nix",
    );
  });

  it("keeps the 5000 worst results and says how many it left out", () => {
    const run = runOf(many(5007));
    expect(run.results).toHaveLength(5000);
    expect(run.results.filter((it) => it.level === "error")).toHaveLength(10);
    expect(run.results[0]?.level).toBe("error");
    const notes = run.invocations[0]?.toolExecutionNotifications ?? [];
    expect(notes.at(-1)?.message.text).toContain("7 are left out");
  });

  it("stays within GitHub's limits for places and steps", () => {
    const place = placeOf("hosts/loom.nix", "networking");
    const places = Array.from({ length: 1500 }, (_, i) => ({ place, message: `place ${i}` }));
    const long = finding({ rule: "duplicate-address", place, related: places, steps: places });
    const [only] = runOf({ ...result, findings: [long] }).results;
    expect(only?.relatedLocations).toHaveLength(100);
  });

  it("leaves out the line hash of a file whose text is not at hand", () => {
    const [first] = runOf({ ...result, sources: {} }).results;
    expect(first?.partialFingerprints).toEqual({ "nixlint/v1": expect.any(String) });
  });

  it("is the same for the same tree, wherever and however long it ran", () => {
    const elsewhere = {
      ...result,
      root: "/tmp/elsewhere",
      summary: { ...result.summary, durationMs: 5 },
    };
    expect(reporters.sarif(elsewhere, options)).toBe(reporters.sarif(result, options));
  });
});
