// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is Nix.
import { beforeAll, describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import type { Expr } from "../../src/parser/ast.ts";
import { maxLength, maxNesting, parse } from "../../src/parser/parse.ts";

beforeAll(prepareParser);

const deep = maxNesting - 10;

describe("deep files that Nix takes", () => {
  it.each<readonly [string, string, Expr["kind"]]>([
    ["parentheses", `${"(".repeat(deep)}1${")".repeat(deep)}`, "paren"],
    ["lists", `${"[".repeat(deep)}${"]".repeat(deep)}`, "list"],
    ["sets", `${"{a=".repeat(deep / 2)}1${";}".repeat(deep / 2)}`, "attrset"],
    ["functions", `${"x:".repeat(0)}${"x: ".repeat(deep)}x`, "lambda"],
    ["sums", `1${" + 1".repeat(deep)}`, "binary"],
    ["calls", `f${" x".repeat(deep)}`, "apply"],
    ["conditions", `${"if a then b else ".repeat(deep)}c`, "if"],
    ["strings", `${'"${'.repeat(deep / 2 - 1)}a${'}"'.repeat(deep / 2 - 1)}`, "string"],
  ])("%s", (_, text, kind) => {
    const { root, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(root.kind).toBe(kind);
  });
});

describe("what is too much is one problem", () => {
  const more = 200_000;
  it.each([
    ["parentheses", `${"(".repeat(more)}1${")".repeat(more)}`, maxNesting],
    ["open parentheses", "(".repeat(more), maxNesting],
    ["sums", `1${"+1".repeat(more)}`, 0],
    ["functions", `${"x: ".repeat(more)}x`, undefined],
    ["interpolations", '"${'.repeat(more), undefined],
    ["attribute paths", `{ a${".a".repeat(more)} = 1; }`, undefined],
  ])("%s", (_, text, start) => {
    const { root, problems } = parse(text);
    expect(root.kind).toBe("error");
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(`more than ${maxNesting} levels`);
    if (start !== undefined) expect(problems[0]?.start).toBe(start);
  });

  it("files that are too large", () => {
    const { root, problems } = parse(" ".repeat(maxLength + 1));
    expect(root.kind).toBe("error");
    expect(problems).toMatchObject([{ message: "This file is too large for nixlint to read." }]);
  });

  it("more problems than anybody reads", () => {
    expect(parse(`{ ${"a = 1; ".repeat(1000)} }`).problems).toHaveLength(100);
  });
});

describe("long files", () => {
  it("are read", () => {
    const text = `{ ${Array.from({ length: 50_000 }, (_, index) => `a${index} = [ 1 2 ];`).join("\n")} }`;
    const { root, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(root.kind === "attrset" && root.tree.statics.size).toBe(50_000);
  });

  it("that are no Nix at all do not take long", () => {
    const garbage = Array.from(
      { length: 200_000 },
      (_, i) => "{}[]();=:,.\"'$x1 "[(i * 7919) % 17],
    );
    const started = performance.now();
    expect(parse(garbage.join("")).problems).toHaveLength(1);
    expect(parse("a b = c ".repeat(30_000)).problems).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
