// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is Nix.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import { parse } from "../../src/parser/parse.ts";
import { printExpr } from "../../src/parser/print.ts";
import { nixMissing, nixParse } from "./nix-oracle.ts";
import { comparable } from "./printed.ts";
import { blanks, render, shapeOf, shapes } from "./programs.ts";

const interpolation = "${a}";
const layout = fc.array(fc.nat(9), { minLength: 1, maxLength: 12 });
/** Fragments that lexers have trouble with, glued together without blanks. */
const fragments =
  "a b- x' 1 0 .5 1. e3 . .. ... / // ~/ ./ + ++ - -> < <= > <a> : a:b = == ! != ? or rec { } ( ) [ ] $" +
  "{ \" '' ' \\ $ ; , @ in let inherit if with && || * é";
const soup = fc
  .array(
    fc.constantFrom(...fragments.split(" "), " ", "\n", "\r", "#c\n", "/*c*/", interpolation),
    { minLength: 1, maxLength: 7 },
  )
  .map((pieces) => pieces.join(""));
const texts =
  "a|  |\n|\n  |\n    |\t|\r\n|$|$$|''$|'''|''\\n|''\\ |''\\\\|''\\'|'|b\n|\\|\"|$'|'$".split("|");
const indented = fc
  .array(fc.constantFrom(...texts, " ", interpolation, `''${interpolation}`), { maxLength: 9 })
  .map((pieces) => `''${pieces.join("")}''`);

beforeAll(prepareParser);

describe("generated programs", () => {
  it("have the shape they were written from", () => {
    fc.assert(
      fc.property(shapes({ pipes: true }), layout, (shape, choices) => {
        const source = render(shape, blanks(choices));
        const file = parse(source);
        const syntax = file.problems.filter(({ rule }) => rule === "syntax-error");
        expect(syntax, source).toEqual([]);
        expect(shapeOf(file.root), source).toEqual(shape);
      }),
      { numRuns: 500 },
    );
  });

  it("never make the parser throw, however broken", () => {
    fc.assert(
      fc.property(fc.oneof(soup, indented, fc.string({ unit: "binary" })), (source) => {
        const file = parse(source);
        for (const problem of file.problems) {
          expect(problem.start).toBeLessThanOrEqual(problem.end);
          expect(problem.end).toBeLessThanOrEqual(source.length);
          expect(problem.message).toMatch(/\.$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

const missing = nixMissing();
describe.skipIf(missing)(
  `generated programs and nix-instantiate${missing ? `: ${missing}` : ""}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "nixlint-generated-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /** Compares what we and Nix make of some texts; every variable is bound by a `with`. */
    async function compare(kind: string, bodies: readonly string[]): Promise<void> {
      const inside = join(folder, kind);
      mkdirSync(inside);
      const sources = bodies.map((body) => `x: with x; ${body}`);
      const files = sources.map((source, index) => {
        const path = join(inside, `${index}.nix`);
        writeFileSync(path, source);
        return path;
      });
      const printed = await nixParse(files);
      sources.forEach((source, index) => {
        const nix = printed[index];
        const file = parse(source);
        const shown = JSON.stringify(source);
        if (!nix?.accepted) {
          expect(file.problems.length, `${shown} is refused: ${nix?.error}`).toBeGreaterThan(0);
          return;
        }
        expect(file.problems, `${shown} is ${nix.printed}`).toEqual([]);
        const ours = printExpr(file.root, { folder: inside, home: homedir() });
        expect(comparable(ours), shown).toBe(comparable(nix.printed));
      });
    }

    // Nix stops at the first text that it refuses, so each of those costs a process.
    const wanted = process.env.NIXLINT_FUZZ;
    const runs = Number(wanted ?? 60);
    const seed = wanted ? Date.now() : 7;
    const sample = <T>(values: fc.Arbitrary<T>): T[] => fc.sample(values, { numRuns: runs, seed });

    it("agree on whole expressions", async () => {
      const programs = fc
        .tuple(shapes({ pipes: false }), layout)
        .map(([shape, choices]) => render(shape, blanks(choices)));
      await compare("programs", sample(programs));
    }, 120_000);

    it("agree on indented strings", async () => {
      await compare("indented", sample(indented));
    }, 120_000);

    it("agree on glued fragments", async () => {
      await compare("soup", sample(soup));
    }, 120_000);
  },
);
