import { describe, expect, it } from "vitest";
import { type OptionType, parseOptionType, printOptionType } from "../../src/catalog/index.ts";

const str: OptionType = { t: "str" };

/** Descriptions as nixpkgs' option lists write them, and the type that they are. */
const CASES: readonly (readonly [string, OptionType])[] = [
  ["boolean", { t: "bool" }],
  ["string", str],
  ["anything", { t: "anything" }],
  ["raw value", { t: "raw" }],
  ["unspecified value", { t: "unspecified" }],
  ["package", { t: "package" }],
  ["absolute path", { t: "path" }],
  ["path in the Nix store", { t: "path", inStore: true }],
  ["signed integer", { t: "int" }],
  ["unsigned integer, meaning >=0", { t: "int", min: 0 }],
  ["positive integer, meaning >0", { t: "int", min: 1 }],
  ["integer between 0 and 32 (both inclusive)", { t: "int", min: 0, max: 32 }],
  ["16 bit unsigned integer; between 0 and 65535 (both inclusive)", { t: "port" }],
  [
    "8 bit unsigned integer; between 0 and 255 (both inclusive)",
    { t: "int", min: 0, max: 255, bits: 8 },
  ],
  ["floating point number", { t: "float" }],
  ['strings concatenated with "\\n"', { t: "lines" }],
  ['strings concatenated with ","', { t: "separatedString", sep: "," }],
  ["string matching the pattern [a-z]+|(b or c)", { t: "strMatching", pattern: "[a-z]+|(b or c)" }],
  ['one of "a", "b"', { t: "enum", values: ["a", "b"] }],
  ['one of <null>, 0, "b"', { t: "enum", values: [null, 0, "b"] }],
  ['value "auto" (singular enum)', { t: "enum", values: ["auto"] }],
  ["list of string", { t: "listOf", of: str }],
  ["non-empty (list of string)", { t: "listOf", of: str, nonEmpty: true }],
  ["null or string", { t: "nullOr", of: str }],
  ["null or (list of string)", { t: "nullOr", of: { t: "listOf", of: str } }],
  ["attribute set", { t: "attrs" }],
  ["attribute set of anything", { t: "attrsOf", of: { t: "anything" } }],
  ["attribute set of (submodule)", { t: "attrsOf", of: { t: "submodule" } }],
  ["lazy attribute set of raw value", { t: "lazyAttrsOf", of: { t: "raw" } }],
  ["string or signed integer", { t: "either", of: [str, { t: "int" }] }],
  ["(list of string) or string", { t: "either", of: [{ t: "listOf", of: str }, str] }],
  [
    "(list of string) or string convertible to it",
    { t: "coercedTo", from: str, to: { t: "listOf", of: str } },
  ],
  [
    "function that evaluates to a(n) list of package",
    { t: "functionTo", of: { t: "listOf", of: { t: "package" } } },
  ],
  ["YAML 1.1 value", { t: "format", format: "YAML 1.1" }],
  [
    "open submodule of (JSON value)",
    { t: "submodule", open: true, freeform: { t: "format", format: "JSON" } },
  ],
  [
    "open submodule of attribute set of systemd option",
    { t: "submodule", open: true, freeform: { t: "attrsOf", of: { t: "unitOption" } } },
  ],
  ["string (with check: non-empty)", { t: "checked", of: str, check: "non-empty" }],
  ["unique (list of string)", { t: "uniq", of: { t: "listOf", of: str } }],
];

describe("descriptions of types", () => {
  it.each(CASES)("%s", (description, type) => {
    expect(parseOptionType(description)).toEqual(type);
    expect(parseOptionType(printOptionType(type))).toEqual(type);
  });

  it("prints them as nixpkgs does", () => {
    for (const [description, type] of CASES) expect(printOptionType(type)).toBe(description);
  });

  it("reads the quotes of the manual's page", () => {
    expect(parseOptionType("strings concatenated with “\\n”")).toEqual({ t: "lines" });
    expect(parseOptionType("one of “a”, “b”")).toEqual({ t: "enum", values: ["a", "b"] });
  });

  it("spells out atoms", () => {
    const atom: OptionType = {
      t: "nullOr",
      of: { t: "either", of: [{ t: "bool" }, { t: "int" }, { t: "float" }, str] },
    };
    expect(parseOptionType("INI atom (null, bool, int, float or string)")).toEqual(atom);
    expect(
      parseOptionType(
        "section of an INI file (attrs of INI atom (null, bool, int, float or string))",
      ),
    ).toEqual({ t: "attrsOf", of: atom });
  });

  it("knows that formats.keyValue makes lists of single values", () => {
    const type = parseOptionType(
      "atom (null, bool, int, float or string) or a list of them for duplicate keys",
    );
    expect(type.t).toBe("coercedTo");
  });

  it("keeps what it does not know as text", () => {
    expect(parseOptionType("pair of signed integer")).toEqual({
      t: "unknown",
      text: "pair of signed integer",
    });
    expect(parseOptionType("list of (frob)")).toEqual({
      t: "listOf",
      of: { t: "unknown", text: "frob" },
    });
    for (const text of ["", "(", ")", "null or ", "list of ", "one of ", "a or (b", '"']) {
      expect(parseOptionType(text)).toBeDefined();
    }
  });
});
