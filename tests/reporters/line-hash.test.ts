import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/core/source-file.ts";
import { lineHashes } from "../../src/reporters/sarif/line-hash.ts";

/** The definition, written down without any rolling: Σ unit·37^(99-i) modulo 2^64 over 100 units. */
function byDefinition(text: string): string[] {
  const units = [...text.replace(/\r\n?/g, "\n").replace(/[ \t]/g, "")].flatMap((character) =>
    character.split("").map((unit) => BigInt(unit.charCodeAt(0))),
  );
  units.push(0xffffn);
  const starts = units.flatMap((_, i) => (i === 0 || units[i - 1] === 10n ? [i] : []));
  const seen = new Map<string, number>();
  return starts.map((start) => {
    let hash = 0n;
    for (let i = 0; i < 100; i++) hash = BigInt.asUintN(64, hash * 37n + (units[start + i] ?? 0n));
    const hexadecimal = hash.toString(16);
    seen.set(hexadecimal, (seen.get(hexadecimal) ?? 0) + 1);
    return `${hexadecimal}:${seen.get(hexadecimal)}`;
  });
}

describe("the line hash is GitHub's", () => {
  // The first four are values that the upload action's own tests expect.
  const known: [name: string, text: string, hashes: string[]][] = [
    ["an empty file", "", ["c129715d7a2bc9a3:1"]],
    [
      "spaces and tabs that do not count",
      " a\nb\n  \t\tc\n d",
      ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    ],
    [
      "every line ending in one file, and empty lines",
      " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
      [
        "e9496ae3ebfced30:1",
        "fb7c023a8b9ccb3f:1",
        "ce8ba1a563dcdaca:1",
        "e20e36e16fcb0cc8:1",
        "b3edc88f2938467e:1",
        "c8e28b0b4002a3a0:1",
        "c129715d7a2bc9a3:1",
      ],
    ],
    [
      "lines that repeat are counted",
      "Lorem ipsum dolor sit amet.\n".repeat(10),
      [
        ...[1, 2, 3, 4, 5, 6].map((n) => `a7f2ff13bc495cf2:${n}`),
        "a7f2ff1481e87703:1",
        "a9cf91f7bbf1862b:1",
        "55ec222b86bcae53:1",
        "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
      ],
    ],
  ];
  for (const [name, text, hashes] of known) {
    it(name, () => expect(lineHashes(text)).toEqual(hashes));
  }

  it("for line endings of every kind alike", () => {
    const text = "{\n\n  a = 1;\n  b = 2;\n}\n";
    const expected = byDefinition(text);
    expect(lineHashes(text)).toEqual(expected);
    expect(lineHashes(text.replaceAll("\n", "\r\n"))).toEqual(expected);
    expect(lineHashes(text.replaceAll("\n", "\r"))).toEqual(expected);
  });

  it("for any text, and there is one for each line", () => {
    const piece = fc.oneof(
      fc.constantFrom("\n", "\r", "\r\n", " ", "\t", "\ufeff", "\uffff", "\u5bb6", "\u{1f9f6}"),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        expect(lineHashes(text)).toEqual(byDefinition(text));
        expect(lineHashes(text)).toHaveLength(new SourceFile("f", text).lineCount());
      }),
      { numRuns: 300 },
    );
  });

  it("in time that grows with the length only", () => {
    const before = performance.now();
    expect(lineHashes("  networking.hostName = null;\n".repeat(50_000))).toHaveLength(50_001);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
