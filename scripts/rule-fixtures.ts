import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./rule-files.ts";

/** A miniature repository that shows a rule at work. */
export interface Fixture {
  /** `fires-two-hosts`. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly fires: boolean;
}

/** A comment that says which rules report on a line: `# expect: rule`, `# expect(+1): rule`, `# expect(a.json:3): rule`. */
const MARKER =
  /[ \t]*#[ \t]*expect(?:\(([^)]*)\))?:[ \t]*([a-z][a-z0-9-]*(?:[ \t]*,[ \t]*[a-z][a-z0-9-]*)*)/g;

/** Fixtures of a rule, sorted by name: those that fire first. */
export function fixturesOf(rule: string): Fixture[] {
  const folder = join(repository, "fixtures/rules", rule);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .sort()
    .map((name) => ({ name, folder: join(folder, name), fires: name.startsWith("fires-") }));
}

/** Files of a fixture, relative to it and sorted; `report.txt` is none of them. */
export function filesOf({ folder }: Fixture): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file !== "report.txt" && statSync(join(folder, file)).isFile())
    .sort();
}

/** Where the markers of a fixture expect findings: `file:line rule`, sorted. */
export function expectations(fixture: Fixture): string[] {
  const found: string[] = [];
  for (const file of filesOf(fixture)) {
    const lines = readFileSync(join(fixture.folder, file), "utf8").split(/\r\n|\n|\r/);
    for (const [i, line] of lines.entries()) {
      for (const [, where = "", rules = ""] of line.matchAll(MARKER)) {
        const place = markedPlace(file, i + 1, where);
        for (const rule of rules.split(",")) found.push(`${place} ${rule.trim()}`);
      }
    }
  }
  return found.sort();
}

function markedPlace(file: string, line: number, where: string): string {
  if (/^[+-]\d+$/.test(where)) return `${file}:${line + Number(where)}`;
  return where === "" ? `${file}:${line}` : where;
}

/** A file's text as a reader should see it: without markers, and without lines that hold nothing else. */
export function withoutMarkers(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^\s*$/.test(line.replace(MARKER, "")) || /^\s*$/.test(line))
    .map((line) => line.replace(MARKER, ""))
    .join("\n");
}
