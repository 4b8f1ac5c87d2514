import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EvalError } from "../../src/evaluator/errors.ts";
import { Regex } from "../../src/evaluator/regex/regex.ts";
import { differences, NO_NIX, quoted } from "./compare.ts";
import { printed } from "./helpers.ts";

describe("match", () => {
  it.each([
    ["ab", "abc", "null"],
    ["abc", "abc", "[ ]"],
    ["a(b)(c)", "abc", '[ "b" "c" ]'],
    ["[[:space:]]+([[:upper:]]+)[[:space:]]+", "  FOO   ", '[ "FOO" ]'],
    ["(a|ab)(c|bcd)(d*)", "abcd", '[ "a" "bcd" "" ]'],
    ["((a)|b)*", "ab", '[ "b" "a" ]'],
    ["(a*)*", "aa", '[ "" ]'],
    ["()", "", '[ "" ]'],
    ["a{2}", "aa", "[ ]"],
    ["[^]a]", "b", "[ ]"],
    ["[[.hyphen.]]", "-", "[ ]"],
    ["[[=a=]]", "A", "[ ]"],
    ["..", "é", "[ ]"],
    [".", "é", "null"],
    ["(.).", "é", '[ "\udcc3" ]'],
    ["([0-9]+)\\.([0-9]+)", "10.88", '[ "10" "88" ]'],
    [".*", "a\nb", "[ ]"],
  ])("%s on %s", (pattern, text, expected) => {
    expect(printed(`builtins.match ${quoted(pattern)} ${quoted(text)}`)).toBe(expected);
  });

  it.each(["\\d", "a\\", "(", "[a", "*a", "a{2,1}", "a{,2}", "[[:foo:]]", "[b-a]", "[[.-.]]"])(
    "%s is no regular expression",
    (pattern) => {
      expect(() => printed(`builtins.match ${quoted(pattern)} ""`)).toThrow(
        `invalid regular expression '${pattern}'`,
      );
    },
  );

  it("limits the size of the automaton as libstdc++ does", () => {
    expect(() => printed('builtins.match "a{99999}" ""')).toThrow(
      "memory limit exceeded by regular expression 'a{99999}'",
    );
    expect(printed('builtins.match "a{9999}" ""')).toBe("null");
  });

  it("refuses a pattern with a context, takes a text with one", () => {
    const path = '(builtins.toFile "n" "x")';
    expect(() => printed(`builtins.match "\${${path}}" ""`)).toThrow(EvalError);
    expect(printed(`builtins.hasContext (builtins.head (builtins.match "(.*)" ${path}))`)).toBe(
      "false",
    );
  });
});

describe("split", () => {
  it.each([
    ["(a)b", "abc", '[ "" [ "a" ] "c" ]'],
    ["([ac])", "abc", '[ "" [ "a" ] "b" [ "c" ] "" ]'],
    ["(a)|(c)", "abc", '[ "" [ "a" null ] "b" [ null "c" ] "" ]'],
    ["", "ab", '[ "" [ ] "a" [ ] "b" [ ] "" ]'],
    ["a?(ab)?", "ab", '[ "" [ null ] "" [ null ] "b" [ null ] "" ]'],
    ["^a", "aa", '[ "" [ ] "a" ]'],
    ["x", "abc", '[ "abc" ]'],
    ["\\.", "10.0.0.1", '[ "10" [ ] "0" [ ] "0" [ ] "1" ]'],
    ["a|ab", "ab", '[ "" [ ] "" ]'],
  ])("%s on %s", (pattern, text, expected) => {
    expect(printed(`builtins.split ${quoted(pattern)} ${quoted(text)}`)).toBe(expected);
  });

  it("keeps the context of a text in which nothing matches", () => {
    const split = (pattern: string) =>
      printed(`map builtins.hasContext (builtins.filter builtins.isString
        (builtins.split ${quoted(pattern)} "\${builtins.toFile "n" "x"}"))`);
    expect(split(";")).toBe("[ true ]");
    expect(split("-n")).toBe("[ false false ]");
  });
});

describe("time", () => {
  const repeated = (text: string, count: number) => text.repeat(count);
  it.each([
    ["(a+)+b", repeated("a", 3000)],
    ["(a|aa)*b", repeated("a", 3000)],
    ["(a|a)*", `${repeated("a", 3000)}b`],
    ["((a*)*)*b", repeated("a", 300)],
    ["(.*)(.*)(.*)(.*)(.*)(.*)[0-9]", repeated("ab", 500)],
    ["(x+x+)+y", repeated("x", 2000)],
    ["([a-z]+,?)*;", repeated("abc,", 500)],
  ])("%s ends soon", (pattern, text) => {
    const start = performance.now();
    const regex = new Regex(pattern);
    regex.match(text);
    regex.split(text);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it("splits long texts fast", () => {
    const text = repeated("some line of text = value\n", 20_000);
    const start = performance.now();
    expect(new Regex("\n").split(text)).toHaveLength(40_001);
    expect(new Regex("[\n=]").split(text)).toHaveLength(80_001);
    expect(new Regex("( *= *|\n)").split(text)).toHaveLength(80_001);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

/** Patterns over a small alphabet, in which every operator meets every other. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => {
  const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\.", "[a-c]", "[[:alpha:]]");
  const grouped = tie("any").map((inner) => `(${inner})`);
  const quantifier = fc.constantFrom("*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}", "{2,3}");
  return {
    any: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.array(tie("any"), { minLength: 2, maxLength: 3 }).map((parts) => parts.join("")),
      fc.array(tie("any"), { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join("|")})`),
      grouped,
      fc.tuple(fc.oneof(atom, grouped), quantifier).map((parts) => parts.join("")),
      fc.constantFrom("^", "$", ""),
    ),
  };
}).any;

describe.skipIf(NO_NIX !== null)(`against real nix${NO_NIX ?? ""}`, () => {
  it("gives the same groups for generated patterns", () => {
    const cases = fc.sample(fc.tuple(pattern, fc.stringMatching(/^[ab.]{0,7}$/)), {
      seed: 20,
      numRuns: 1500,
    });
    const expressions = cases.flatMap(([regex, text]) => [
      `builtins.match ${quoted(regex)} ${quoted(text)}`,
      `builtins.split ${quoted(regex)} ${quoted(text)}`,
    ]);
    expect(differences(expressions)).toEqual([]);
  });

  it("takes and refuses the same patterns", () => {
    const token = fc.constantFrom(
      ...[
        "a",
        "-",
        "[",
        "]",
        "^",
        "[^",
        "[a",
        "-]",
        "[:alpha:]",
        "[[:Space:]-a]",
        "[=a=]",
        "(",
        ")",
      ],
      ...["*", "+", "{", "}", "{2}", "{1,", ",", "1", "|", "\\", "\\[", "$", "é", "z", "[.a.]"],
    );
    const cases = fc.sample(
      fc.tuple(
        fc.array(token, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("")),
        fc.constantFrom("a", "-", "]", "é", "a-", "A "),
      ),
      { seed: 21, numRuns: 120 },
    );
    const expressions = cases.map(
      ([regex, text]) => `builtins.length (builtins.split ${quoted(regex)} ${quoted(text)})`,
    );
    expect(differences(expressions)).toEqual([]);
  });
});
