import { beforeAll, describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import { parse } from "../../src/parser/parse.ts";
import { unneededBinders, usageOf } from "../../src/parser/usage.ts";

beforeAll(prepareParser);

function unneeded(text: string): string[] {
  return unneededBinders(usageOf(parse(text).root, new Set(["map", "builtins"]))).map(
    (b) => b.name,
  );
}

describe("usage", () => {
  it.each([
    ["let a = 1; in a", []],
    ["let a = 1; b = a; in 2", ["a", "b"]],
    ["let a = b; b = a; in 2", ["a", "b"]],
    ["let a = 1; in let a = 2; in a", ["a"]],
    ["let a = 1; in { inherit a; }", []],
    ["let a = 1; in rec { a = 2; b = a; }", ["a"]],
    ["let a = { }; inherit (a) b; in b", []],
    ["let a = { }; inherit (a) b; in 1", ["a", "b"]],
    ["let a = 1; in with { a = 2; }; a", []],
    ["let a = 1; in { b ? a }: b", []],
    ["let a = 1; in a: a", ["a"]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Nix.
    ['let a = "x"; in { ${a} = 1; }', []],
    ["let a.b = 1; a.c = 2; in a", []],
  ])("%s", (text, names) => {
    expect(unneeded(text)).toEqual(names);
  });

  it("does not recurse", () => {
    const deep = `let a = 1; in ${"(".repeat(9000)}a${")".repeat(9000)}`;
    expect(unneeded(deep)).toEqual([]);
  });
});
