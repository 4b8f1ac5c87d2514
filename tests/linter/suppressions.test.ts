import { describe, expect, it } from "vitest";
import unusedSuppression from "../../src/rules/unused-suppression.ts";
import { type FolderOptions, lintFiles } from "../lint-folder.ts";
import { todo } from "./sample-rules.ts";

const rules = [todo, unusedSuppression];

/** `line rule` of each finding in one file. */
function found(text: string, options: FolderOptions = {}): string[] {
  const { findings } = lintFiles({ "a.nix": text }, { rules, ...options });
  return findings.map(({ place, rule }) => `${place.line} ${rule}`);
}

describe("suppressions", () => {
  it("reach the next line, and no further", () => {
    expect(found('# nixlint-disable-next-line todo\n[ "TODO"\n"TODO" ]')).toEqual(["3 todo"]);
  });

  it("reach over other comments and empty lines to the next code", () => {
    const text = '# nixlint-disable-next-line todo -- why\n\n# a word\n"TODO"';
    expect(found(text)).toEqual([]);
  });

  it("reach their own line", () => {
    expect(found('[ "TODO" # nixlint-disable-line todo\n"TODO" ]')).toEqual(["2 todo"]);
  });

  it("reach to the end of a block, or of the file", () => {
    const text = [
      '[ "TODO"',
      "# nixlint-disable todo",
      '"TODO" "TODO"',
      "# nixlint-enable todo",
      '"TODO"',
      "/* nixlint-disable todo */",
      '"TODO" ]',
    ].join("\n");
    expect(found(text)).toEqual(["1 todo", "5 todo"]);
  });

  it("reach the whole file from any line", () => {
    expect(found('[ "TODO"\n# nixlint-disable-file todo\n"TODO" ]')).toEqual([]);
  });

  it("name several rules, and each that is of no use is reported", () => {
    const text = '# nixlint-disable-next-line todo, unused-suppression\n"TODO"';
    expect(found(text)).toEqual([]);
    expect(found('# nixlint-disable-line todo\n"a"')).toEqual(["1 unused-suppression"]);
  });

  it("can be allowed to be of no use", () => {
    expect(
      found("# nixlint-disable-file unused-suppression\n# nixlint-disable-line todo\n1"),
    ).toEqual([]);
  });

  it("hold up to and including their last day", () => {
    const text = (day: string) => `# nixlint-disable-next-line todo until ${day} -- a move\n"TODO"`;
    expect(found(text("2026-01-01"))).toEqual([]);
    expect(found(text("2025-12-31"))).toEqual(["1 unused-suppression", "2 todo"]);
  });

  it("reject a day that is none", () => {
    const text = '# nixlint-disable-next-line todo until 2026-02-40\n"TODO"';
    expect(found(text)).toEqual(["1 unused-suppression", "2 todo"]);
  });

  it("for a host leave findings that concern no host", () => {
    const text = '# nixlint-disable-next-line todo [host=web]\n"TODO"';
    expect(found(text)).toEqual(["1 unused-suppression", "2 todo"]);
  });

  it("of a rule that does not run are not called unused", () => {
    expect(found("# nixlint-disable-file todo\n1", { skip: ["todo"] })).toEqual([]);
  });

  it("work in files with CRLF", () => {
    expect(found('[\r\n# nixlint-disable-next-line todo\r\n"TODO"\r\n"TODO" ]')).toEqual([
      "4 todo",
    ]);
  });

  it("in a string are no suppressions", () => {
    expect(found('[ "# nixlint-disable-line todo" "TODO" ]')).toEqual(["1 todo"]);
  });
});
