import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import { SourceFile } from "../../src/core/source-file.ts";
import { parse } from "../../src/parser/parse.ts";

beforeAll(prepareParser);

const folder = new URL("../../fixtures/parser/problems/", import.meta.url);
const files = readdirSync(folder);
const cases = files.filter((file) => file.endsWith(".nix"));

/** What a user sees of the problems of a file: places, rule and message, and the text they point at. */
function report(text: string): string {
  const source = new SourceFile("", text);
  const at = (offset: number): string => {
    const { line, column } = source.position(offset);
    return `${line}:${column}`;
  };
  const lines = parse(text).problems.map(({ rule, message, start, end, other }) => {
    const second = other ? ` (see ${at(other.start)}-${at(other.end)})` : "";
    return `${at(start)}-${at(end)} ${rule}: ${message}${second}\n`;
  });
  return lines.join("");
}

describe("each problem has its message and its place", () => {
  it.each(cases)("%s", (file) => {
    const expected = new URL(file.replace(/\.nix$/, ".txt"), folder);
    const actual = report(readFileSync(new URL(file, folder), "utf8"));
    expect(actual, "a fixture here has a problem").not.toBe("");
    if (process.env.UPDATE) writeFileSync(expected, actual);
    expect(actual).toBe(readFileSync(expected, "utf8"));
  });

  it("has no report without its file", () => {
    const reports = files.filter((file) => file.endsWith(".txt"));
    expect(reports).toEqual(cases.map((file) => file.replace(/\.nix$/, ".txt")));
  });
});
