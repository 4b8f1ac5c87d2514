import { describe, expect, it } from "vitest";
import { parseNixLiteral } from "../../src/catalog/nix-literal.ts";
import { shownDefault } from "../../src/catalog/shown-default.ts";

describe("literals of Nix", () => {
  it.each([
    ["true", true],
    ["null", null],
    ["-3", -3],
    ["0.25", 0.25],
    ['"a\\n\\"b\\" $ c"', 'a\n"b" $ c'],
    ["''''", ""],
    ["[ 1 (-2) [ ] ]", [1, -2, []]],
    ['{ a = 1; "b.c" = { }; }', { a: 1, "b.c": {} }],
  ])("%s", (text, value) => expect(parseNixLiteral(text)).toEqual(value));

  it.each([
    "pkgs.hello",
    "./path",
    "/run/x",
    '"$' + '{x}"',
    "1.0",
    "a",
    "[ a ]",
    "{ a = b; }",
    "'' text ''",
    "1 + 1",
    "[ 1",
    "",
    "trueish",
    "99999999999999999999",
    '"‹name›"',
  ])("%s is none", (text) => expect(parseNixLiteral(text)).toBeUndefined());
});

describe("defaults as a list shows them", () => {
  it("are literals only where the type allows them", () => {
    expect(shownDefault("false", { t: "bool" })).toEqual([false]);
    expect(shownDefault('"the value of x"', { t: "bool" })).toBe("expression");
    expect(shownDefault('"pkgs.hello"', { t: "package" })).toBe("expression");
    expect(shownDefault('"hardware dependent"', { t: "str" })).toBe("expression");
    expect(shownDefault('"relative"', { t: "path" })).toBe("expression");
    expect(shownDefault(undefined, { t: "str" })).toBe("none");
  });
});
