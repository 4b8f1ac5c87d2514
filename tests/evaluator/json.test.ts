import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EvalError } from "../../src/evaluator/errors.ts";
import { parseJson } from "../../src/evaluator/json/parse.ts";
import { type Attrs, force, type Lazy } from "../../src/evaluator/value.ts";
import { differences, NO_NIX, quoted } from "./compare.ts";
import { evaluate, printed } from "./helpers.ts";

const parse = (json: string) => printed(`builtins.fromJSON ${quoted(json)}`);

describe("fromJSON", () => {
  it.each([
    ["{}", "{ }"],
    ['{"a":1,"b":[true,false,null]}', "{ a = 1; b = [ true false null ]; }"],
    [" [ 1 , 2.0, -3 ,1e3 , 1E-2] ", "[ 1 2 -3 1000 0.01 ]"],
    ['{"a":1,"a":2}', "{ a = 2; }"],
    ['"\\u00e9\\ud83d\\ude00\\n\\/"', '"é😀\\n/"'],
    ["-0", "0"],
    ["9223372036854775807", "9223372036854775807"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["18446744073709551616", "1.84467e+19"],
    ["-9223372036854775809", "-9.22337e+18"],
    ["9007199254740993", "9007199254740993"],
    ["[[[]],{}]", "[ [ [ ] ] { } ]"],
    ['{"__proto__":1}', "{ __proto__ = 1; }"],
  ])("%s", (json, expected) => {
    expect(parse(json)).toBe(expected);
  });

  it("tells whole numbers from floats", () => {
    expect(printed('map builtins.typeOf (builtins.fromJSON "[1, 1.0, 1e0]")')).toBe(
      '[ "int" "float" "float" ]',
    );
  });

  it.each([
    ...["", " ", "{", "[1,]", '{"a":1,}', '{"a"}', "{a:1}", "[1 2]", "nul", "01", "1.", ".5", "+1"],
    ...["'a'", '"a', '"\\x"', '"\\u12"', '"\\ud800"', '"\\udc00"', '"\\u0000"', "1 2", "NaN"],
    ...["9223372036854775808", "18446744073709551615", "1e999", '"a\tb"', "[1]//", "--1", "1e"],
  ])("refuses %s", (json) => {
    expect(() => parse(json)).toThrow(EvalError);
  });

  it("nests as deeply as memory allows", () => {
    let value: Lazy = parseJson(`${"[".repeat(100_000)}${"]".repeat(100_000)}`, null);
    let depth = 0;
    while (Array.isArray(value) && value.length > 0) {
      value = value[0] as Lazy;
      depth++;
    }
    expect(depth).toBe(99_999);
  });

  it("reads a large text fast", () => {
    const entry = { name: "host", addresses: ["10.0.0.1", "fd00::1"], port: 443, weight: 0.5 };
    const text = JSON.stringify(Array.from({ length: 30_000 }, (_, id) => ({ ...entry, id })));
    const start = performance.now();
    expect(parseJson(text, null)).toHaveLength(30_000);
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it("gives attributes of a file their places", () => {
    const json = '{\n  "a": { "x": [ {"deep": 1} ], "y\\u0041": "}" },\n  "b": 2, "b": 3\n}\n';
    const files = { "/data.json": json };
    const value = evaluate("builtins.fromJSON (builtins.readFile /data.json)", { files }) as Attrs;
    const inner = force(value.get("a") as Lazy) as Attrs;
    const element = (force(inner.get("x") as Lazy) as Lazy[])[0] as Attrs;
    const place = (attrs: Attrs, name: string) => {
      const span = attrs.position(name);
      if (span === undefined) return undefined;
      const { line, column } = span.file.position(span.start);
      return `${span.file.path}:${line}:${column} ${span.file.text.slice(span.start, span.end)}`;
    };
    expect(place(value, "a")).toBe('/data.json:2:3 "a"');
    expect(place(value, "b")).toBe('/data.json:3:11 "b"');
    expect(place(inner, "yA")).toBe('/data.json:2:32 "y\\u0041"');
    expect(place(element, "deep")).toBe('/data.json:2:18 "deep"');
    expect(place(value, "none")).toBeUndefined();
  });
});

describe("toJSON", () => {
  it.each([
    ['{ b = 1; a = [ null true "x" ]; }', '{"a":[null,true,"x"],"b":1}'],
    ['"\\"\\\\\\n\\t\\r/é😀"', '"\\"\\\\\\n\\t\\r/é😀"'],
    ['builtins.fromJSON "\\"\\\\u001f\\\\u007f\\\\b\\\\f\\""', '"\\u001f\x7f\\b\\f"'],
    ["9223372036854775807", "9223372036854775807"],
    ["1.0", "1.0"],
    ["0.1", "0.1"],
    ["-0.5e-3", "-0.0005"],
    ["1.0e14", "100000000000000.0"],
    ["1.0e15", "1e+15"],
    ["1.25e20", "1.25e+20"],
    ["1.0e-5", "1e-05"],
    ["0.00012", "0.00012"],
    ["123456.789", "123456.789"],
    ["{ outPath = 1; a = 2; }", "1"],
    ['{ __toString = self: self.x; x = "y"; }', '"y"'],
    ["{ outPath.foo = true; }", '{"foo":true}'],
    ["{ a.b.c = { }; }", '{"a":{"b":{"c":{}}}}'],
  ])("%s", (value, expected) => {
    expect(evaluate(`builtins.toJSON (${value})`)).toBe(expected);
  });

  it("copies paths, but not those of __toString", () => {
    const files = { "/f": "x" };
    expect(evaluate("builtins.hasContext (builtins.toJSON [ /f ])", { files })).toBe(true);
    expect(evaluate("builtins.toJSON { __toString = _: /f; }", { files })).toBe('"/f"');
    expect(() => evaluate("builtins.toJSON /none", { files })).toThrow("does not exist");
  });

  it.each([
    "x: x",
    "builtins.map",
    "{ __toString = _: 1; }",
    '{ a = throw "no"; }',
    'builtins.substring 0 1 "é"',
  ])("refuses %s", (value) => {
    expect(() => printed(`builtins.toJSON (${value})`)).toThrow(EvalError);
  });
});

describe.skipIf(NO_NIX !== null)(`against real nix${NO_NIX ?? ""}`, () => {
  // Nix 2.8 takes NUL and numbers out of range, and prints floats with six digits: none of these here.
  const json = fc.letrec<{ any: fc.JsonValue }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false, 0, -1, 42, 9007199254740991),
      fc.string({
        unit: fc.constantFrom("a", "é", '"', "\\", "\n", "\u001f", "😀", "/"),
        maxLength: 4,
      }),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "é", "a b", "", "or"), tie("any")),
    ),
  })).any;

  it("reads and writes the same", () => {
    const cases = fc.sample(json, { seed: 5, numRuns: 400 });
    const expressions = cases.flatMap((value) => {
      const text = quoted(JSON.stringify(value)).replaceAll("\n", "\\n");
      return [`builtins.fromJSON ${text}`, `builtins.toJSON (builtins.fromJSON ${text})`];
    });
    expect(differences(expressions)).toEqual([]);
  });

  it("refuses the same", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-",
      ".5",
      "e1",
      "true",
      " ",
    );
    const cases = fc.sample(fc.array(token, { minLength: 1, maxLength: 5 }), {
      seed: 6,
      numRuns: 60,
    });
    const expressions = cases.map((parts) => `builtins.fromJSON ${quoted(parts.join(""))}`);
    expect(differences(expressions)).toEqual([]);
  });
});
