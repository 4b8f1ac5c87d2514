import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyRule } from "../src/rules/define.ts";
import {
  expectations,
  type Fixture,
  filesOf,
  fixturesOf,
  withoutMarkers,
} from "./rule-fixtures.ts";

/** Files of more lines are no example. */
const LONGEST_EXAMPLE = 60;
const LANGUAGES: Readonly<Record<string, string>> = {
  nix: "nix",
  json: "json",
  lock: "json",
  toml: "toml",
};

/** The section of one rule in `rules.md`. */
export function rulePage(rule: AnyRule): string {
  const { docs } = rule;
  const fixtures = fixturesOf(rule.id);
  const fires = exampleOf(fixtures);
  const parts = [
    `## ${rule.id}`,
    rule.summary,
    facts(rule),
    `**Why.** ${docs.why}`,
    ...(fires === undefined ? [] : example(rule, fires, twinOf(fires, fixtures))),
    `**What to do.** ${docs.remedy}`,
    `**When to allow it.** ${docs.whenToAllow}`,
    `**What it cannot see.** ${docs.blindSpots}`,
    ...options(rule),
  ];
  return parts.join("\n\n");
}

function facts(rule: AnyRule): string {
  const severity = rule.severity === "off" ? "off by default" : rule.severity;
  return [
    `severity: ${severity}`,
    `looks at: ${rule.scope}`,
    `precision: ${rule.precision}`,
    ...(rule.securitySeverity === undefined ? [] : [`security: ${rule.securitySeverity}`]),
    ...(rule.tags.length === 0 ? [] : [`tags: ${rule.tags.join(", ")}`]),
    `since ${rule.since}`,
  ].join(" · ");
}

/** The first fixture that fires and has a silent twin of its name, else the first that fires. */
function exampleOf(fixtures: readonly Fixture[]): Fixture | undefined {
  const firing = fixtures.filter(({ fires }) => fires);
  return firing.find((fires) => twinOf(fires, fixtures) !== undefined) ?? firing[0];
}

function twinOf({ name }: Fixture, fixtures: readonly Fixture[]): Fixture | undefined {
  return fixtures.find((fixture) => fixture.name === name.replace(/^fires-/, "silent-"));
}

function example(rule: AnyRule, fires: Fixture, silent: Fixture | undefined): string[] {
  const parts = ["**Fires on**", ...listings(fires, tellingFiles(fires, silent))];
  const report = join(fires.folder, "report.txt");
  if (existsSync(report)) parts.push(block(findingsOnly(read(report)), ""));
  if (silent !== undefined) {
    const files = tellingFiles(silent, fires);
    if (files.length > 0) parts.push("**Silent on**", ...listings(silent, files));
  }
  if (rule.tags.includes("secret")) parts.push("(The values are invented.)");
  return parts;
}

/** A report without its last line, which counts. */
function findingsOnly(report: string): string {
  return report.trimEnd().replace(/\n+[^\n]*$/, "");
}

/** Files that make the difference: those with a finding, and those that are not the same in the other fixture. */
function tellingFiles(fixture: Fixture, other: Fixture | undefined): string[] {
  const marked = new Set(expectations(fixture).map((it) => it.replace(/:\d+ [^ ]+$/, "")));
  const differs = (file: string) => {
    if (other === undefined) return !/(^|\/)flake\.(nix|lock)$/.test(file);
    const there = join(other.folder, file);
    return !existsSync(there) || read(there) !== read(join(fixture.folder, file));
  };
  return filesOf(fixture).filter((file) => {
    const lines = read(join(fixture.folder, file)).split("\n").length;
    return (marked.has(file) || differs(file)) && lines <= LONGEST_EXAMPLE;
  });
}

function read(path: string): string {
  return withoutMarkers(readFileSync(path, "utf8"));
}

function listings({ folder }: Fixture, files: readonly string[]): string[] {
  return files.map((file) => {
    const language = LANGUAGES[/\.(\w+)$/.exec(file)?.[1] ?? ""] ?? "";
    return `\`${file}\`:\n${block(read(join(folder, file)).trimEnd(), language)}`;
  });
}

/** A code block whose fence the text does not hold. */
function block(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function options({ optionsSchema }: AnyRule): string[] {
  if (optionsSchema === undefined) return [];
  const { properties = {} } = optionsSchema as {
    properties?: Record<string, { description?: string; default?: unknown; type?: unknown }>;
  };
  const rows = Object.entries(properties).map(
    ([name, { description = "", default: value, type }]) => {
      const shown = value === undefined ? "" : `\`${JSON.stringify(value)}\``;
      return `| \`${name}\` | ${type ?? ""} | ${shown} | ${description} |`;
    },
  );
  return [
    ["**Options**", "", "| name | type | default | |", "|---|---|---|---|", ...rows].join("\n"),
  ];
}
