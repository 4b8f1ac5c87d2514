import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/core/source-file.ts";
import { codeFrame } from "../../src/reporters/code-frame.ts";
import { SecretLines } from "../../src/reporters/secret-lines.ts";
import { Sources } from "../../src/reporters/sources.ts";
import { result } from "./sample.ts";

/** The code of a frame and its marks below each other. */
function frame(text: string, part: string, width = 60): string[] {
  const source = new SourceFile("a.nix", text);
  const start = text.indexOf(part);
  const from = source.position(start);
  const to = source.position(start + part.length);
  const place = {
    file: "a.nix",
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    start,
    end: start + part.length,
  };
  const given = { ...result, findings: [], sources: { "a.nix": text } };
  const made = codeFrame(place, new Sources(given), new SecretLines(given, []), width);
  return made ? [made.code, " ".repeat(made.indent) + "^".repeat(made.length)] : [];
}

describe("a code frame", () => {
  it("marks the place", () => {
    expect(frame("{\n  a = 1;\n}", "a")).toEqual(["  a = 1;", "  ^"]);
  });

  it("marks what follows tabs, wide characters and a byte order mark at the right column", () => {
    expect(frame("\ta = 1;", "a")).toEqual(["  a = 1;", "  ^"]);
    expect(frame('"\u5bb6" = x;', "x")).toEqual(['"\u5bb6" = x;', "       ^"]);
    expect(frame("\ufeff{ }", "{")).toEqual(["{ }", "^"]);
  });

  it("marks to the end of the first line of a longer place", () => {
    expect(frame("a = {\n  b = 1;\n};", "{\n  b = 1;\n}")).toEqual(["a = {", "    ^"]);
  });

  it("marks one column where there is nothing to mark", () => {
    expect(frame("a", "")).toEqual(["a", "^"]);
    expect(frame("", "")).toEqual(["", "^"]);
  });

  it("cuts a long line around the place", () => {
    const [code, marks] = frame(`${"x".repeat(500)} HERE ${"y".repeat(500)}`, "HERE", 50);
    expect(code).toMatch(/^\u2026x+ HERE y+\u2026$/);
    expect(stringWidth(code ?? "")).toBeLessThanOrEqual(50);
    expect(marks?.indexOf("^")).toBe(code?.indexOf("HERE"));
  });

  it("never marks more than there is room for", () => {
    const [code, marks] = frame(`a = "${"z".repeat(500)}";`, `"${"z".repeat(500)}"`, 50);
    expect(stringWidth(code ?? "")).toBeLessThanOrEqual(50);
    expect(marks?.length).toBeLessThanOrEqual(50);
  });

  it("is left out when the text is not at hand or has become shorter", () => {
    const given = { ...result, findings: [], sources: { "a.nix": "1" } };
    const secrets = new SecretLines(given, []);
    const place = { line: 2, column: 1, endLine: 2, endColumn: 2, start: 2, end: 3 };
    expect(codeFrame({ file: "a.nix", ...place }, new Sources(given), secrets, 60)).toBeUndefined();
    expect(codeFrame({ file: "b.nix", ...place }, new Sources(given), secrets, 60)).toBeUndefined();
  });
});
