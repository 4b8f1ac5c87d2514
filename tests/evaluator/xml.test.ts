import { describe, expect, it } from "vitest";
import { differences, NO_NIX } from "./compare.ts";
import { evaluate } from "./helpers.ts";

const VALUES = [
  "1",
  "-1.5",
  "1.0e10",
  "null",
  "true",
  '"a<b>&\\"\\n\\t\'"',
  "[ 1 [ ] [ 2 ] ]",
  "{ }",
  '{ b = 1; a = { c = "x"; }; "a b" = null; }',
  "x: x",
  "{ b, a ? 1, ... }: 1",
  "args@{ b }: 1",
  "{ }: 1",
  "builtins.map",
  "builtins.map (x: x)",
  "/a/b",
  '{ type = "derivation"; drvPath = "/x.drv"; outPath = "/x"; a = 1; }',
  'let d = { type = "derivation"; drvPath = "/x.drv"; }; in [ d d ]',
  '{ type = "derivation"; }',
  '(derivation { name = "n"; system = "s"; builder = "b"; }).outPath',
];

describe("toXML", () => {
  it("nests elements", () => {
    expect(evaluate("builtins.toXML { a = [ 1 ]; f = { x, ... }: 1; }")).toBe(
      [
        "<?xml version='1.0' encoding='utf-8'?>",
        "<expr>",
        "  <attrs>",
        '    <attr name="a">',
        "      <list>",
        '        <int value="1" />',
        "      </list>",
        "    </attr>",
        '    <attr name="f">',
        "      <function>",
        '        <attrspat ellipsis="1">',
        '          <attr name="x" />',
        "        </attrspat>",
        "      </function>",
        "    </attr>",
        "  </attrs>",
        "</expr>",
        "",
      ].join("\n"),
    );
  });

  it("forces all of the value", () => {
    expect(() => evaluate('builtins.toXML { a = throw "deep"; }')).toThrow("deep");
  });

  it.skipIf(NO_NIX !== null)(`is what real nix gives${NO_NIX ?? ""}`, () => {
    expect(differences(VALUES.map((value) => `builtins.toXML (${value})`))).toEqual([]);
  });
});
