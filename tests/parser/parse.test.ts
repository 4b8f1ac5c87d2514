// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is Nix.
import { beforeAll, describe, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import type { Expr } from "../../src/parser/ast.ts";
import { initParser, parse } from "../../src/parser/parse.ts";
import { printExpr } from "../../src/parser/print.ts";

beforeAll(prepareParser);

function root(text: string): Expr {
  const file = parse(text);
  expect(file.problems, text).toEqual([]);
  return file.root;
}

/** The tree as nix-instantiate --parse writes it. */
function printed(text: string): string {
  return printExpr(root(text), { folder: "/f", home: "/root" });
}

describe("literals", () => {
  it.each([
    ["0", 0],
    ["007", 7],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["9223372036854775807", 9223372036854775807n],
  ])("%s is an integer", (text, value) => {
    expect(root(text)).toMatchObject({ kind: "int", value });
  });

  it.each([
    ["1.5", 1.5],
    ["1.", 1],
    [".5", 0.5],
    ["0.25e-3", 0.00025],
    ["2.2250738585072014e-308", 2.2250738585072014e-308],
  ])("%s is a float", (text, value) => {
    expect(root(text)).toMatchObject({ kind: "float", value });
  });

  it("reads what only begins like a float as Nix does", () => {
    expect(printed("[ 01.5 a.5 1e3 ]").replaceAll("e3", "E")).toBe(
      "[ (1) (0.5) (a) (0.5) (1) (E) ]",
    );
  });

  it.each([
    ['"a\\n\\t\\r\\"\\\\\\${x}\\q"', 'a\n\t\r"\\${x}q'],
    ['"$$ $a $${b}"', "$$ $a $${b}"],
    ['"line\r\nline\rline"', "line\nline\nline"],
    ['"$"', "$"],
    ["''\n  a\n    b\n  ''", "a\n  b\n"],
    ["''  a\n b''", " a\nb"],
    ["''\n  a\n\n  b''", "a\n\nb"],
    ["''\n\ta\n  b''", "\ta\n  b"],
    ["''a\r\n  b\r\n''", "a\r\n  b\r\n"],
    ["''a''$b'''c''\\n''\\xd''", "a$b''c\nxd"],
    ["''$${a} $$''${b}''", "$${a} $$${b}"],
    ["''   ''", ""],
    ["''''", ""],
    ["'' \n a\n  ''", "a\n"],
    ["''\n  a ''\\n  b\n ''", "a \nb\n"],
  ])("the text of %j", (text, value) => {
    expect(root(text)).toMatchObject({ kind: "string", parts: value === "" ? [] : [value] });
  });

  it("keeps the indentation that interpolation needs", () => {
    const expr = root("''\n    a\n  ${b}\n      c''");
    expect(expr).toMatchObject({ parts: ["  a\n", { kind: "variable" }, "\n    c"] });
  });

  it.each([
    ["./a", ["./a"]],
    ["a/b.c+d-e_f", ["a/b.c+d-e_f"]],
    ["~/x", ["~/x"]],
    ["a//b/c", undefined],
    ["1/2", ["1/2"]],
    [".../a", [".../a"]],
  ])("whether %s is a path", (text, parts) => {
    const expr = root(text);
    if (parts) expect(expr).toMatchObject({ kind: "path", parts });
    else expect(expr.kind).not.toBe("path");
  });

  it("reads interpolated paths", () => {
    const variable = { kind: "variable", name: "x" };
    expect(root("./a/${x}b/c.${x}")).toMatchObject({
      parts: ["./a/", variable, "b/c.", variable],
    });
    expect(root("~/${x}")).toMatchObject({ parts: ["~/", variable] });
    expect(root("a/${x} b")).toMatchObject({ kind: "apply" });
  });

  it("tells search paths and URLs from operators", () => {
    expect(root("<nixpkgs/nixos>")).toMatchObject({ kind: "search-path", name: "nixpkgs/nixos" });
    expect(root("a <b")).toMatchObject({ kind: "binary", operator: "<" });
    expect(root("https://a.b/c?d=e&f")).toMatchObject({ kind: "uri", text: "https://a.b/c?d=e&f" });
    expect(root("x:y")).toMatchObject({ kind: "uri" });
    expect(root("x: y")).toMatchObject({ kind: "lambda" });
    expect(root("a_b:c")).toMatchObject({ kind: "lambda" });
  });
});

describe("operators", () => {
  it.each([
    ["a -> b -> c", "(a -> (b -> c))"],
    ["a || b && c == d", "(a || (b && (c == d)))"],
    ["a // b // c", "(a // (b // c))"],
    ["! a ? b", "(! ((a) ? b))"],
    ["a ? b ? c", "((((a) ? b)) ? c)"],
    ["-a + b * c ++ d", "((__sub 0 a) + (__mul b (c ++ d)))"],
    ["f a.b or c d", "(f (a).b or (c) d)"],
    ["a.b or c.d or e", "(a).b or ((c).d or (e))"],
    ["a - -b", "(__sub a (__sub 0 b))"],
    ["a//b", "(a // b)"],
    ["a++b", "(a ++ b)"],
  ])("%s", (text, tree) => {
    expect(printed(text)).toBe(tree);
  });

  it("groups pipes, which bind loosest of all", () => {
    expect(printed("a |> f |> g")).toBe("(g (f a))");
    expect(printed("f <| g <| a")).toBe("(f (g a))");
    expect(printed("a -> b |> f || g")).toBe("((f || g) (a -> b))");
  });
});

describe("names", () => {
  it("takes 'or' for a name where Nix does", () => {
    expect(printed("map or [ ]")).toBe("(map or [ ])");
    expect(printed("g f or")).toBe("(g (f or))");
    expect(printed("[ f or x ]")).toBe("[ ((f or)) (x) ]");
    expect(printed("{ or = 1; inherit (x) a; }.or or 3")).toContain("or = 1");
    expect(printed("x: { inherit or; a.or = 2; }")).toContain("a = { or = 2; }; inherit or ;");
  });

  it.each(["[ or ]", "or: 1", "{ or }: 1", "{ or ? 1 }: 1", "f or or", "a + or", "f or.x"])(
    "refuses %s",
    (text) => {
      expect(parse(text).problems).toHaveLength(1);
    },
  );

  it("leaves __curPos a variable", () => {
    expect(root("__curPos")).toMatchObject({ kind: "variable", name: "__curPos" });
  });

  it("tells static from computed names", () => {
    const path = (text: string): unknown => {
      const expr = root(`x.${text}`);
      return expr.kind === "select" && expr.path[0];
    };
    expect(path("a")).toMatchObject({ kind: "static-name", name: "a", quoted: false });
    expect(path('"a b"')).toMatchObject({ kind: "static-name", name: "a b", quoted: true });
    expect(path('${("a")}')).toMatchObject({ kind: "static-name", name: "a", quoted: true });
    expect(path('"${a}"')).toMatchObject({ kind: "dynamic-name", expr: { kind: "string" } });
    expect(path("${a}")).toMatchObject({ kind: "dynamic-name", expr: { kind: "variable" } });
  });
});

describe("functions and bindings", () => {
  it("reads every form of arguments", () => {
    expect(printed("{ a, b ? 1, ... }@x: a")).toBe("({ a, b ? 1, ... } @ x: a)");
    expect(printed("x@{ a, }: a")).toBe("({ a } @ x: a)");
    expect(printed("{ }: { ... }: 1")).toBe("({  }: ({ ... }: 1))");
  });

  it("takes 'inherit' without names", () => {
    const expr = root("{ inherit; inherit (a); inherit b; }");
    expect(expr).toMatchObject({
      bindings: [
        { kind: "inherit", from: null, names: [] },
        { kind: "inherit", from: { kind: "variable" }, names: [] },
        { kind: "inherit", from: null, names: [{ name: "b" }] },
      ],
    });
  });

  it("gives each node its place", () => {
    const text = "let a = 1; in [ a (b.c or 2) ]";
    expect(root(text)).toMatchObject({
      start: 0,
      end: text.length,
      bindings: [{ start: 4, end: 10, path: [{ start: 4, end: 5 }], value: { start: 8, end: 9 } }],
      body: { start: 14, elements: [{ start: 16 }, { start: 18, end: 28, inner: { start: 19 } }] },
    });
  });
});

describe("files", () => {
  it("lists comments in order", () => {
    const { comments } = parse("# a\n1 /* b */ # c\r# d");
    expect(comments.map(({ text }) => text)).toEqual(["# a", "/* b */", "# c", "# d"]);
    expect(comments[1]).toMatchObject({ start: 6, end: 13 });
  });

  it("ends lines at a lone CR", () => {
    expect(root("# comment\r1")).toMatchObject({ kind: "int", value: 1 });
    expect(root("[ 1\r\n2\r3 ]")).toMatchObject({ elements: [{}, {}, {}] });
  });

  it("says nothing about files that git-crypt has encrypted", () => {
    const file = parse("\0GITCRYPT\0\u0001\u0002 (");
    expect(file).toMatchObject({ encrypted: true, problems: [], root: { kind: "error" } });
  });

  it("reads on after a byte order mark", () => {
    const file = parse("\ufeff{ a = 1; }");
    expect(file.root).toMatchObject({ kind: "attrset", start: 1 });
    expect(file.problems).toMatchObject([{ rule: "syntax-error", start: 0, end: 1 }]);
  });

  it("keeps offsets where characters take two units", () => {
    expect(root('[ "\u{1f600}" b ]')).toMatchObject({ elements: [{ end: 6 }, { start: 7 }] });
  });

  it("keeps lone surrogates in strings", () => {
    expect(root('"\ud800"')).toMatchObject({ parts: ["\ud800"] });
  });

  it("can be given the module again", () => {
    expect(() => initParser(new ArrayBuffer(3))).toThrow();
    expect(root("1")).toMatchObject({ kind: "int" });
  });
});
