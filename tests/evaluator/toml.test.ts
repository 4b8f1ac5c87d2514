import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EvalError } from "../../src/evaluator/errors.ts";
import { differences, NO_NIX, quoted } from "./compare.ts";
import { printed } from "./helpers.ts";

const parse = (toml: string) => printed(`builtins.fromTOML ${quoted(toml)}`);

describe("fromTOML", () => {
  it.each([
    ["", "{ }"],
    ["# only a comment", "{ }"],
    ["a = 1\nb.c = 2\nb.d = 3", "{ a = 1; b = { c = 2; d = 3; }; }"],
    ['"a b".\'c\' = "x"', '{ "a b" = { c = "x"; }; }'],
    ["[a]\nb = 1\n[a.c]\nd = 2", "{ a = { b = 1; c = { d = 2; }; }; }"],
    ["[a.b.c]\nx = 1\n[a]\ny = 2", "{ a = { b = { c = { x = 1; }; }; y = 2; }; }"],
    ["[[a]]\nx = 1\n[[a]]\n[a.b]\ny = 2", "{ a = [ { x = 1; } { b = { y = 2; }; } ]; }"],
    ['a = [1, [2, 3,], # x\n "y" ]', '{ a = [ 1 [ 2 3 ] "y" ]; }'],
    ["a = { b = 1, c.d = [ ] }", "{ a = { b = 1; c = { d = [ ]; }; }; }"],
    [
      "a = 0xFF\nb = 0o17\nc = 0b11\nd = 1_000\ne = -0\nf = +7",
      "{ a = 255; b = 15; c = 3; d = 1000; e = 0; f = 7; }",
    ],
    ["a = 1.5e3\nb = -0.25\nc = 6e-2\nd = 1_0.5_0", "{ a = 1500; b = -0.25; c = 0.06; d = 10.5; }"],
    ["a = inf\nb = -inf\nc = +inf", "{ a = inf; b = -inf; c = inf; }"],
    [
      "a = 9223372036854775807\nb = -9223372036854775808",
      "{ a = 9223372036854775807; b = -9223372036854775808; }",
    ],
    ['a = "\\u00e9\\U0001f600\\t\\"\\\\"', '{ a = "é😀\\t\\"\\\\"; }'],
    ['a = """\nx\ny"""', '{ a = "x\\ny"; }'],
    ['a = """x \\\n   y"""', '{ a = "x y"; }'],
    ['a = """""x"""""', '{ a = "\\"\\"x\\"\\""; }'],
    ["a = '''\nx\\n''y'''", "{ a = \"x\\\\n''y\"; }"],
    ["a = 'C:\\x'", '{ a = "C:\\\\x"; }'],
    ["1 = 2\n-_x = 3", '{ "-_x" = 3; "1" = 2; }'],
    ["a = 1\r\nb = 2\r\n", "{ a = 1; b = 2; }"],
    ["a.b = 1\n[a.c]\nd = 2", "{ a = { b = 1; c = { d = 2; }; }; }"],
  ])("%s", (toml, expected) => {
    expect(parse(toml)).toBe(expected);
  });

  it("tells whole numbers from floats", () => {
    expect(
      printed('builtins.mapAttrs (_: builtins.typeOf) (builtins.fromTOML "a=1\\nb=1.0\\nc=nan")'),
    ).toBe('{ a = "int"; b = "float"; c = "float"; }');
  });

  it.each([
    ...[
      "a = 1\na = 2",
      "[a]\n[a]",
      "a.b = 1\n[a]",
      "[a]\nb.c = 1\n[a.b]",
      "a = 1\n[[a]]",
      "a = []\n[[a]]",
    ],
    ...[
      "a = {}\n[a.b]",
      "[a.b.c]\n[a]\nb.c.d = 1",
      "[[a]]\n[a]",
      "a = 1 b = 2",
      "a",
      "a =",
      "= 1",
      "a. = 1",
    ],
    ...[
      "a = 01",
      "a = 1__0",
      "a = _1",
      "a = 1.",
      "a = .5",
      "a = 0x",
      "a = +0x1",
      "a = 1e",
      "a = tru",
    ],
    ...[
      "a = 9223372036854775808",
      "a = [1",
      "a = [1 2]",
      "a = [,]",
      "a = { b = 1",
      "a = { b = 1, }",
    ],
    ...[
      "a = { b = 1\n}",
      'a = "x',
      'a = "x\ny"',
      'a = "\\q"',
      'a = "\\ud800"',
      'a = "\\u0000"',
      "a = 'x",
    ],
    ...["é = 1", '"""a""" = 1', "[a", "[]", "[[a]", 'a = "\\e"', 'a = "\\x41"'],
    ...["a = 1979-05-27", "a = 1979-05-27T07:32:00Z", "a = 07:32:00", "a = 1979-05-27 07:32:00"],
  ])("refuses %s", (toml) => {
    expect(() => parse(toml)).toThrow(EvalError);
  });

  it("says that dates are not supported", () => {
    expect(() => parse("a = 1979-05-27")).toThrow(
      "while parsing TOML: Dates and times are not supported",
    );
  });
});

describe.skipIf(NO_NIX !== null)(`against real nix${NO_NIX ?? ""}`, () => {
  const key = fc.constantFrom("a", "b", '"c d"', "a.b", "b.'x'", "e-1");
  const value = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom("1", "-7", "0x1F", "1_000", "true", "2.5", "1e3", "'x\\y'", '"\\té\\u00e9"'),
      fc.constantFrom('"""\nx\n  y"""', '"""a \\\n  b"""', "'''q'''"),
      fc.array(tie("any"), { maxLength: 3 }).map((items) => `[ ${items.join(", ")} ]`),
      tie("any").map((inner) => `{ k = ${inner.includes("\n") ? "1" : inner} }`),
    ),
  })).any;
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(key, value).map(([name, data]) => `${name} = ${data}`) },
    { weight: 1, arbitrary: fc.constantFrom("[t]", "[t.u]", "[[l]]", "[l.m]", "[v.w.x]", "# c") },
  );

  it("reads generated documents the same", () => {
    const cases = fc.sample(fc.array(line, { maxLength: 6 }), { seed: 9, numRuns: 250 });
    // What 2.8 takes and TOML 1.0 does not is left to the written cases.
    const documents = cases.map((lines) => lines.join("\n")).filter((text) => valid(text));
    expect(documents.length).toBeGreaterThan(80);
    const expressions = documents.map(
      (text) => `builtins.fromTOML ${quoted(text).replaceAll("\n", "\\n")}`,
    );
    expect(differences(expressions)).toEqual([]);
  });
});

function valid(toml: string): boolean {
  try {
    parse(toml);
    return true;
  } catch (error) {
    if (error instanceof EvalError) return false;
    throw error;
  }
}
