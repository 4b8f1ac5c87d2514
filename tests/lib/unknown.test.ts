import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { Choice, force } from "../../src/evaluator/value.ts";
import { casesOf, printedWithLib, shown, withUnknown } from "./families.ts";

const FOLDER = resolve(import.meta.dirname, "../../fixtures/lib/unknown");

/** Files that the expressions read. A checkout of git has no known hash: git says what of it is in the source. */
const FILES = {
  "/src/.git/HEAD": "x",
  "/src/a/b.sh": "",
  "/s/a.nix": "",
  "/s/b.txt": "",
  "/s/d/c.nix": "",
};

describe.each(readdirSync(FOLDER))("%s", (file) => {
  const cases = casesOf(readFileSync(join(FOLDER, file), "utf8"));
  test.each(cases)("%s", (expression, expected) => {
    expect(`=> ${shown(expression, FILES)}`).toBe(expected);
  });
});

test("an entry of unknown needs ends the closure of texts", () => {
  const entries = '{ a = noDepEntry "A"; b = stringAfter u "B"; c = noDepEntry "C"; }';
  expect(shown(`textClosureList ${entries} [ "a" "c" ]`)).toBe('[ "A" "C" ]');
  expect(shown(`textClosureList ${entries} [ "a" "b" "c" ]`)).toBe('[ "A" «…» ]');
});

test("what is never needed is never computed", () => {
  expect(printedWithLib('optionalString false (throw "x")')).toBe('""');
  expect(printedWithLib('head (intersperse (throw "x") [ 1 (throw "y") ])')).toBe("1");
  expect(printedWithLib('concatMapStringsSep "," (throw "x") [ ]')).toBe('""');
  expect(printedWithLib('length (splitString "," 5)')).toBe("1");
});

test.each([
  ['toUpper (if u then "a" else "b")', ["A", "B"]],
  ['removePrefix "a" (if u then "ab" else "b")', ["b", "b"]],
  ['escapeShellArg (optionalString u "a b")', ["'a b'", "''"]],
])("a choice of texts stays one: %s", (text, alternatives) => {
  const value = withUnknown(text);
  expect(value).toBeInstanceOf(Choice);
  expect((value as Choice).alternatives.map(force)).toEqual(alternatives);
});
