import { beforeAll, describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import type { Edit, Finding } from "../../src/core/finding.ts";
import { applyFixes } from "../../src/linter/fixes.ts";

beforeAll(prepareParser);

function finding(title: string, kind: "safe" | "unsafe", edits: [number, number, string][]) {
  const place = { file: "a.nix", line: 1, column: 1, endLine: 1, endColumn: 1, start: 0, end: 0 };
  const placed = edits.map(([start, end, text]): Edit => ({ file: "a.nix", start, end, text }));
  return { rule: "sample", place, fix: { title, kind, edits: placed } } as unknown as Finding;
}

function apply(text: string, findings: Finding[], unsafe = false) {
  const { files, refused } = applyFixes(findings, () => text, { unsafe });
  return { after: files[0]?.after ?? text, refused: refused.map(({ title }) => title) };
}

describe("fixes", () => {
  it("applies those that do not overlap, and of two that do the first", () => {
    const findings = [
      finding("one", "safe", [[0, 1, "x"]]),
      finding("two", "safe", [[1, 3, " - "]]),
      finding("three", "safe", [[4, 5, "y"]]),
    ];
    expect(apply("a + b", findings)).toEqual({ after: "x + y", refused: [] });
  });

  it("applies a fix whole or not at all", () => {
    const findings = [
      finding("one", "safe", [[0, 1, "x"]]),
      finding("two", "safe", [
        [0, 1, "y"],
        [4, 5, "z"],
      ]),
    ];
    expect(apply("a + b", findings).after).toBe("x + b");
  });

  it("leaves unsafe ones to those who ask for them", () => {
    const findings = [finding("one", "unsafe", [[0, 1, "x"]])];
    expect(apply("a + b", findings).after).toBe("a + b");
    expect(apply("a + b", findings, true).after).toBe("x + b");
  });

  it("refuses what breaks the file or loses a comment, and makes the others", () => {
    const findings = [
      finding("broken", "safe", [[0, 1, "("]]),
      finding("comment", "safe", [[6, 12, ""]]),
      finding("good", "safe", [[4, 5, "y"]]),
    ];
    expect(apply("a + b # why\n", findings)).toEqual({
      after: "a + y # why\n",
      refused: ["broken", "comment"],
    });
  });

  it("writes the line ends of the file", () => {
    const findings = [finding("one", "safe", [[0, 1, "x\n"]])];
    expect(apply("a\r\n+ b\r\n", findings).after).toBe("x\r\n\r\n+ b\r\n");
  });
});
