import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nixOutcomes, nixVersion } from "./nix.ts";
import { line, ourOutcome } from "./ours.ts";
import { readParagraphs, writeParagraphs } from "./paragraphs.ts";

/*
 * Written expressions with their results. Without nix on the machine the recorded results are what is compared;
 * with it they are compared with nix too. UPDATE=1 records what nix gives.
 */
const FOLDER = join(import.meta.dirname, "../../../fixtures/oracle");
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".nix"));
const version = nixVersion();
/** The recorded differences are those of 2.8. */
const isOracle = version?.startsWith("2.8") === true;

if (process.env.UPDATE === "1" && isOracle) {
  for (const file of files) {
    const paragraphs = readParagraphs(readFileSync(join(FOLDER, file), "utf8"));
    const outcomes = nixOutcomes(paragraphs.map(({ expression }) => expression));
    const recorded = paragraphs.map((paragraph, i) => {
      const outcome = outcomes[i];
      if (paragraph.oracle !== null || outcome === undefined) return paragraph;
      return { ...paragraph, expected: line(outcome) };
    });
    writeFileSync(join(FOLDER, file), writeParagraphs(recorded));
  }
}

const paragraphs = files.map((file) => ({
  file,
  list: readParagraphs(readFileSync(join(FOLDER, file), "utf8")),
}));

describe("written expressions", () => {
  it("are at least 500", () => {
    expect(paragraphs.reduce((sum, { list }) => sum + list.length, 0)).toBeGreaterThanOrEqual(500);
  });

  for (const { file, list } of paragraphs) {
    it(`${file} gives what is recorded`, () => {
      const expected = list.map((paragraph) =>
        describeResult(paragraph, paragraph.expected ?? "?"),
      );
      const ours = list.map((paragraph) =>
        describeResult(paragraph, line(ourOutcome(paragraph.expression))),
      );
      expect(ours).toEqual(expected);
    });

    it.skipIf(version === null)(`${file} gives what nix says`, () => {
      const outcomes = nixOutcomes(list.map(({ expression }) => expression));
      const nix = list.map((paragraph, i) =>
        describeResult(paragraph, line(outcomes[i] as (typeof outcomes)[number])),
      );
      const recorded = list.map((paragraph) => {
        return describeResult(
          paragraph,
          (isOracle ? paragraph.oracle : null) ?? paragraph.expected ?? "?",
        );
      });
      expect(nix).toEqual(recorded);
    });
  }

  it("have a reason where today's Nix differs from the oracle", () => {
    const unexplained = paragraphs.flatMap(({ file, list }) =>
      list
        .filter(({ oracle, because }) => (oracle !== null) !== (because !== null))
        .map((paragraph) => `${file}:${paragraph.line}`),
    );
    expect(unexplained).toEqual([]);
  });
});

function describeResult(
  { line: at, expression }: { line: number; expression: string },
  result: string,
) {
  return `${at}: ${expression}\n# => ${result}`;
}
