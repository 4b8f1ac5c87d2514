import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EvalError } from "../../src/evaluator/errors.ts";
import { Reason } from "../../src/evaluator/reason.ts";
import { Attrs, PartialText, Unknown, type Value } from "../../src/evaluator/value.ts";
import { differences, listed, NO_NIX, quoted } from "./compare.ts";
import { evaluatorFor, printed } from "./helpers.ts";

const hole = new Unknown(new Reason("input", "not here"));
const partial = (...pieces: (string | Unknown)[]) => new PartialText(pieces, new Map());

/** Evaluates with variables of the host's making: partly known values. */
function evaluateWith(text: string, variables: Record<string, Value>): Value {
  const ev = evaluatorFor();
  const fn = ev.evalText(`variables: with variables; ${text}`, "/");
  return ev.call(fn, Attrs.of(variables));
}

function pieces(value: Value): unknown {
  if (value instanceof Unknown) return "?";
  if (!(value instanceof PartialText)) return value;
  return value.pieces.map((piece) => (typeof piece === "string" ? piece : "?"));
}

describe("bytes", () => {
  it.each([
    ['builtins.stringLength "é€😀"', "9"],
    ['builtins.substring 0 2 "éa"', '"é"'],
    ['builtins.substring 2 1 "éa"', '"a"'],
    ['builtins.substring 0 1 "é" + builtins.substring 1 1 "é" == "é"', "true"],
    [`let s = i: builtins.substring i 1 "€"; in "\${s 0}\${s 1}\${s 2}" == "€"`, "true"],
    ['builtins.concatStringsSep "" (map (i: builtins.substring i 1 "€") [ 0 1 2 ]) == "€"', "true"],
    ['builtins.stringLength (builtins.substring 1 1 "€")', "1"],
    ['builtins.replaceStrings [ "€" "é" ] [ "E" "e" ] "1€ été"', '"1E ete"'],
    ['builtins.substring 3 10 "ab"', '""'],
    ['builtins.substring 1 (-1) "abc"', '"bc"'],
    ['builtins.substring 0 9223372036854775807 "abc"', '"abc"'],
  ])("%s", (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it("starts no substring before the string", () => {
    expect(() => printed('builtins.substring (-1) 1 "a"')).toThrow(
      "negative start position in 'substring'",
    );
  });
});

describe("replaceStrings", () => {
  it.each([
    ['[ "oo" "a" ] [ "a" "i" ] "foobar"', '"fabir"'],
    ['[ "" ] [ "X" ] "abc"', '"XaXbXcX"'],
    ['[ "a" "" ] [ "1" "-" ] "ba"', '"-b1-"'],
    ['[ "" "a" ] [ "-" "1" ] "ba"', '"-b-a-"'],
    ['[ "ab" "a" ] [ "1" "2" ] "aab"', '"21"'],
    ['[ "a" "ab" ] [ "1" "2" ] "aab"', '"11b"'],
    ['[ ] [ ] "abc"', '"abc"'],
    ['[ "$" ] [ "$&" ] "a$b"', '"a$&b"'],
    ['[ "x" ] [ (throw "never") ] "abc"', '"abc"'],
    ['[ "a" "x" ] [ "1" (throw "never") ] "abc"', '"1bc"'],
  ])("%s", (args, expected) => {
    expect(printed(`builtins.replaceStrings ${args}`)).toBe(expected);
  });

  it("wants as many replacements as patterns", () => {
    expect(() => printed('builtins.replaceStrings [ "a" ] [ ] ""')).toThrow("different lengths");
  });

  it("takes the contexts of replacements that are used", () => {
    const context = (text: string) =>
      printed(`builtins.hasContext (builtins.replaceStrings [ "a" "b" ]
        [ "x" (builtins.toFile "f" "") ] "${text}")`);
    expect(context("a")).toBe("false");
    expect(context("ab")).toBe("true");
    const same = `let f = builtins.toFile "f" ""; in
      builtins.hasContext (builtins.replaceStrings [ (builtins.unsafeDiscardStringContext f) ] [ f ]
        (builtins.unsafeDiscardStringContext f))`;
    expect(printed(same)).toBe("true");
  });
});

describe("contexts", () => {
  const file = '(builtins.toFile "f" "")';
  it.each([
    [`builtins.hasContext "\${${file}}"`, "true"],
    [`builtins.hasContext (builtins.substring 0 0 ${file})`, "true"],
    [`builtins.hasContext (builtins.concatStringsSep ${file} [ ])`, "true"],
    [`builtins.hasContext (builtins.concatStringsSep ${file} [ "a" ])`, "true"],
    [`builtins.hasContext (builtins.concatStringsSep "" [ ${file} ])`, "true"],
    [`builtins.hasContext (baseNameOf ${file})`, "true"],
    [`builtins.hasContext (builtins.unsafeDiscardStringContext ${file})`, "false"],
    [`builtins.hasContext (builtins.hashString "sha256" ${file})`, "false"],
    ['builtins.getContext "a"', "{ }"],
    [`builtins.attrValues (builtins.getContext ${file})`, "[ { path = true; } ]"],
    [
      `let d = derivation { name = "n"; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; };
       in builtins.attrValues (builtins.getContext "\${d} \${d.dev} \${d.drvPath}")`,
      '[ { allOutputs = true; outputs = [ "dev" "out" ]; } ]',
    ],
  ])("%s", (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it.each([
    `builtins.replaceStrings [ "a" ] [ "b" ] { }`,
    `builtins.match ${file} "a"`,
    `builtins.fromJSON ${file}`,
    `builtins.hashString ${file} ""`,
    `builtins.parseDrvName ${file}`,
    `builtins.appendContext "a" { "no path" = { path = true; }; }`,
    `builtins.addDrvOutputDependencies "a"`,
  ])("%s is an error", (text) => {
    expect(() => printed(text)).toThrow(EvalError);
  });

  it("appends and takes apart", () => {
    const path = "/nix/store/b1vy558z7lxph5mbg7n50b5njp393ia9-a.drv";
    const context = `{ "${path}" = { path = true; allOutputs = true; outputs = [ "b" "a" ]; }; }`;
    expect(printed(`builtins.getContext (builtins.appendContext "x" ${context})`)).toBe(
      `{ "${path}" = { allOutputs = true; outputs = [ "a" "b" ]; path = true; }; }`,
    );
    const deep = `builtins.appendContext "x" { "${path}" = { allOutputs = true; }; }`;
    expect(printed(`builtins.getContext (builtins.unsafeDiscardOutputDependency (${deep}))`)).toBe(
      `{ "${path}" = { path = true; }; }`,
    );
    expect(
      printed(`builtins.getContext (builtins.addDrvOutputDependencies
        (builtins.unsafeDiscardOutputDependency (${deep})))`),
    ).toBe(`{ "${path}" = { allOutputs = true; }; }`);
  });
});

describe("partly known texts", () => {
  const variables = {
    address: partial(hole, ":9100"),
    unit: partial("node-", hole, ".service"),
    path: partial("/srv/", hole, "/data/file.txt"),
    unknown: hole,
  };
  it.each([
    ['builtins.concatStringsSep "," [ "a" address ]', ["a,", "?", ":9100"]],
    ["builtins.substring 0 4 unit", "node"],
    ["builtins.substring 0 7 unit", ["node-", "?"]],
    ["builtins.substring 2 (-1) unit", ["de-", "?", ".service"]],
    ["builtins.stringLength unit", "?"],
    ['builtins.replaceStrings [ "." ] [ "_" ] unit', ["node-", "?", "_service"]],
    ['builtins.replaceStrings [ "-x" ] [ "" ] unit', "?"],
    ["baseNameOf path", "file.txt"],
    ["dirOf path", ["/srv/", "?", "/data"]],
    ["baseNameOf unit", ["?", ".service"]],
    ['builtins.match "a" unit', "?"],
    ["builtins.hasContext unit", "?"],
    ["builtins.toJSON { a = address; }", ['{"a":"', "?", ':9100"}']],
    ["toString [ 1 unknown ]", ["1 ", "?"]],
    ['builtins.head (builtins.split "/" path)', ""],
    ['builtins.elemAt (builtins.split "/" path) 2', "srv"],
    ['builtins.elemAt (builtins.split "-" unit) 2', ["?"]],
    ['builtins.split "[0-9]+" unit', "?"],
  ])("%s", (text, expected) => {
    expect(pieces(evaluateWith(text, variables))).toEqual(expected);
  });

  it("keeps the known elements of an open list", () => {
    const value = evaluateWith('builtins.concatStringsSep "," ([ "a" ] ++ unknown)', variables);
    expect(pieces(value)).toEqual(["a", "?"]);
  });
});

describe("versions", () => {
  it.each([
    ['builtins.compareVersions "1.0" "2.3"', "-1"],
    ['builtins.compareVersions "2.3.1" "2.3"', "1"],
    ['builtins.compareVersions "2.3a" "2.3.1"', "-1"],
    ['builtins.compareVersions "2.3pre1" "2.3"', "-1"],
    ['builtins.compareVersions "" ""', "0"],
    ['builtins.splitVersion "1.2-3a_b"', '[ "1" "2" "3" "a_b" ]'],
    ['builtins.parseDrvName "nix-0.12pre12876"', '{ name = "nix"; version = "0.12pre12876"; }'],
    ['builtins.parseDrvName "a-b-c-1234pre5+git"', '{ name = "a-b-c"; version = "1234pre5+git"; }'],
    ['builtins.parseDrvName "name-"', '{ name = "name-"; version = ""; }'],
  ])("%s", (text, expected) => {
    expect(printed(text)).toBe(expected);
  });
});

describe.skipIf(NO_NIX !== null)(`against real nix${NO_NIX ?? ""}`, () => {
  const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns = 300): T[] =>
    fc.sample(arbitrary, { seed: 7, numRuns });
  const letters = fc.array(fc.constantFrom("a", "b", "é", "€", "😀", "/", ".", "-"), {
    maxLength: 6,
  });
  const text = letters.map((parts) => parts.join(""));

  it("replaceStrings", () => {
    const word = fc.constantFrom("", "a", "ab", "b", "é", "ba", "€");
    const cases = sample(fc.tuple(fc.array(fc.tuple(word, word), { maxLength: 3 }), text), 500);
    const expressions = cases.map(([pairs, subject]) => {
      const from = listed(pairs.map(([key]) => quoted(key)));
      const to = listed(pairs.map(([, value]) => quoted(value)));
      const call = `builtins.replaceStrings ${from} ${to} ${quoted(subject)}`;
      // Bytes that are not UTF-8 do not survive being printed.
      return `let s = ${call}; in [ (builtins.stringLength s) (builtins.hashString "md5" s) ]`;
    });
    expect(differences(expressions)).toEqual([]);
  });

  it("substring and stringLength", () => {
    const cases = sample(fc.tuple(fc.nat(12), fc.integer({ min: -1, max: 12 }), text));
    const expressions = cases.map(
      ([start, length, subject]) =>
        `let s = builtins.substring ${start} (${length}) ${quoted(
          subject,
        )}; in [ (builtins.stringLength s) (builtins.hashString "sha256" s) ]`,
    );
    expect(differences(expressions)).toEqual([]);
  });

  it("baseNameOf and dirOf", () => {
    const expressions = sample(text).map((subject) => `[ (dirOf ${quoted(subject)}) ]`);
    expect(differences(expressions)).toEqual([]);
    // Nix 2.8 keeps what today's Nix drops of a text of slashes only, so those are left out.
    const bases = sample(text)
      .filter((subject) => !/^\/+$/.test(subject))
      .map((subject) => `baseNameOf ${quoted(subject)}`);
    expect(differences(bases)).toEqual([]);
  });

  it("versions", () => {
    const part = fc.constantFrom(
      "1",
      "02",
      "10",
      "pre",
      "a",
      "rc",
      ".",
      "-",
      "",
      "2147483648",
      "_",
    );
    const version = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(""));
    const expressions = sample(fc.tuple(version, version), 500).flatMap(([a, b]) => [
      `builtins.compareVersions ${quoted(a)} ${quoted(b)}`,
      `builtins.splitVersion ${quoted(a)}`,
      `builtins.parseDrvName ${quoted(`x${a}`)}`,
    ]);
    expect(differences(expressions)).toEqual([]);
  });

  it("concatStringsSep and toString", () => {
    const value = fc.constantFrom(
      '"a"',
      '""',
      "1",
      "null",
      "true",
      "false",
      "1.5",
      "[ ]",
      "[ 1 [ ] 2 ]",
    );
    const expressions = sample(fc.tuple(text, fc.array(value, { maxLength: 4 })), 150).flatMap(
      ([separator, values]) => [
        `builtins.concatStringsSep ${quoted(separator)} (map toString ${listed(values)})`,
        `toString ${listed(values)}`,
      ],
    );
    expect(differences(expressions)).toEqual([]);
  });
});
