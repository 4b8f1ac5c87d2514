// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is Nix.
import { beforeAll, describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import type { AttrSetExpr, AttrTree } from "../../src/parser/ast.ts";
import { parse } from "../../src/parser/parse.ts";

beforeAll(prepareParser);

/** The tree of a set as plain data: values by their text, inherited names by where they come from. */
function data(tree: AttrTree, text: string): unknown {
  const result: Record<string, unknown> = tree.recursive ? { rec: true } : {};
  for (const [name, entry] of tree.statics) {
    if (entry.kind === "tree") result[name] = data(entry.tree, text);
    else if (entry.kind === "value") result[name] = text.slice(entry.value.start, entry.value.end);
    else if (entry.kind === "inherit") result[name] = "inherit";
    else {
      const source = tree.sources[entry.source];
      result[name] = `from ${text.slice(source?.start, source?.end)}`;
    }
  }
  for (const { name, value } of tree.dynamics) {
    const shown =
      value.kind === "tree"
        ? data(value.tree, text)
        : text.slice(value.value.start, value.value.end);
    result[text.slice(name.start, name.end)] = shown;
  }
  return result;
}

function treeOf(text: string): unknown {
  const { root, problems } = parse(text);
  expect(problems).toEqual([]);
  return data((root as AttrSetExpr).tree, text);
}

/** Each problem as `first text | second text: message`. */
function duplicates(text: string): string[] {
  return parse(text).problems.map(({ start, end, other, message }) => {
    const first = text.slice(other?.start, other?.end);
    return `${other?.start} ${first} | ${start} ${text.slice(start, end)}: ${message}`;
  });
}

describe("merging", () => {
  it("nests attribute paths", () => {
    expect(treeOf("{ a.b.c = 1; a.d = 2; e = 3; }")).toEqual({
      a: { b: { c: "1" }, d: "2" },
      e: "3",
    });
  });

  it("adds paths to set literals and the other way round", () => {
    expect(treeOf("{ a = { b = 1; }; a.c = 2; }")).toEqual({ a: { b: "1", c: "2" } });
    expect(treeOf("{ a.c = 2; a = { b = 1; }; }")).toEqual({ a: { b: "1", c: "2" } });
    expect(treeOf("{ a = { b.c = 1; }; a = { b.d = 2; }; }")).toEqual({
      a: { b: { c: "1", d: "2" } },
    });
    expect(treeOf("{ a = ({ b = 1; }); a.c = 2; }")).toEqual({ a: { b: "1", c: "2" } });
  });

  it("lets the first set decide whether the merged one is recursive", () => {
    expect(treeOf("{ a = rec { b = 1; }; a.c = 2; }")).toEqual({
      a: { rec: true, b: "1", c: "2" },
    });
    expect(treeOf("{ a.c = 2; a = rec { b = 1; }; }")).toEqual({ a: { b: "1", c: "2" } });
  });

  it("moves the sources of inherited names along", () => {
    expect(
      treeOf("{ a = { inherit (x) b; }; a = { inherit (y) c; inherit d; }; a.e = 1; }"),
    ).toEqual({ a: { b: "from x", c: "from y", d: "inherit", e: "1" } });
  });

  it("keeps computed names apart", () => {
    expect(treeOf("{ ${a}.b = 1; ${a}.c = 2; d.${e} = 3; d.f = 4; }")).toEqual({
      "${a}": { c: "2" },
      d: { "${e}": "3", f: "4" },
    });
    const { root } = parse("{ ${a}.b = 1; ${a}.c = 2; }");
    expect((root as AttrSetExpr).tree.dynamics).toHaveLength(2);
  });

  it("leaves the literals that are merged as they were written", () => {
    const text = "{ a = { b.c = 1; }; a.b.d = 2; }";
    const { root } = parse(text);
    const set = root as AttrSetExpr;
    const literal = set.bindings[0];
    expect(literal?.kind === "attr" && data((literal.value as AttrSetExpr).tree, text)).toEqual({
      b: { c: "1" },
    });
    expect(data(set.tree, text)).toEqual({ a: { b: { c: "1", d: "2" } } });
  });

  it("gives the place of each name, and where its path begins", () => {
    const { root } = parse("{ aa.bb = 1; }");
    const outer = (root as AttrSetExpr).tree.statics.get("aa");
    const inner = outer?.kind === "tree" ? outer.tree.statics.get("bb") : undefined;
    expect(outer).toMatchObject({ name: { start: 2, end: 4 }, pathStart: 2 });
    expect(inner).toMatchObject({ name: { start: 5, end: 7 }, pathStart: 2 });
  });

  it("does not recurse, however deep the literals are", () => {
    const deep = (name: string): string =>
      `${"{ a = ".repeat(4000)}{ ${name} = 1; }${"; }".repeat(4000)}`;
    const { problems } = parse(`{ x = ${deep("b")}; x = ${deep("c")}; }`);
    expect(problems).toEqual([]);
  });
});

describe("duplicates", () => {
  it.each([
    ["{ a = 1; a = 2; }", "2 a | 9 a: Attribute 'a' is defined twice."],
    ["{ a.b = 1; a.b = 2; }", "4 b | 11 a.b: Attribute 'a.b' is defined twice."],
    ["{ a = 1; a.b = 2; }", "2 a | 9 a: Attribute 'a' is defined twice."],
    ["{ a.b = 1; a = 2; }", "2 a | 11 a: Attribute 'a' is defined twice."],
    ["{ a = { b = 1; }; a = { b = 2; }; }", "8 b | 24 b: Attribute 'a.b' is defined twice."],
    ["{ inherit a; a = 1; }", "10 a | 13 a: Attribute 'a' is defined twice."],
    ["{ inherit a a; }", "10 a | 12 a: Attribute 'a' is defined twice."],
    ["{ inherit (x) a; inherit (y) a; }", "14 a | 29 a: Attribute 'a' is defined twice."],
    ["let a = 1; a = 2; in a", "4 a | 11 a: Attribute 'a' is defined twice."],
    ['{ "x y".b = 1; "x y".b = 2; }', '8 b | 15 "x y".b: Attribute \'"x y".b\' is defined twice.'],
    ["{ a = let { b = 1; }; a.c = 2; }", "2 a | 22 a: Attribute 'a' is defined twice."],
  ])("%s", (text, problem) => {
    expect(duplicates(text)).toEqual([problem]);
  });

  it("are told one by one", () => {
    expect(duplicates("{ a = 1; a = 2; b = 1; a = 3; b = 4; }")).toHaveLength(3);
  });

  it("leave the first definition", () => {
    const text = "{ a = 1; a = 2; }";
    expect(data((parse(text).root as AttrSetExpr).tree, text)).toEqual({ a: "1" });
  });
});
