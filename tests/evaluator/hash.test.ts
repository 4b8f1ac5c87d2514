import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EvalError } from "../../src/evaluator/errors.ts";
import { decodeNix32, encodeNix32 } from "../../src/evaluator/store/encoding.ts";
import { differences, NO_NIX, quoted } from "./compare.ts";
import { printed } from "./helpers.ts";

const SHA256 = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

describe("hashString and hashFile", () => {
  it.each([
    ["md5", "900150983cd24fb0d6963f7d28e17f72"],
    ["sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ])("%s of abc", (algorithm, hash) => {
    expect(printed(`builtins.hashString "${algorithm}" "abc"`)).toBe(`"${hash}"`);
    const files = { "/f": "abc" };
    expect(printed(`builtins.hashFile "${algorithm}" /f`, { files })).toBe(`"${hash}"`);
  });

  it("knows no other algorithms", () => {
    expect(() => printed('builtins.hashString "crc" ""')).toThrow("unknown hash algorithm 'crc'");
  });

  it("says which file is missing", () => {
    expect(() => printed('builtins.hashFile "md5" /none')).toThrow("path '/none' does not exist");
  });
});

describe("convertHash", () => {
  const convert = (hash: string, format: string, more = "") =>
    printed(`builtins.convertHash { hash = "${hash}"; toHashFormat = "${format}"; ${more} }`);

  it.each([
    ["base16", '"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"'],
    ["nix32", '"1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s"'],
    ["base64", '"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="'],
    ["sri", `"${SHA256}"`],
  ])("to %s and back", (format, expected) => {
    expect(convert(SHA256, format)).toBe(expected);
    const algorithm = 'hashAlgo = "sha256";';
    expect(convert(expected.slice(1, -1), "sri", algorithm)).toBe(`"${SHA256}"`);
  });

  it.each([
    '{ hash = "abc"; toHashFormat = "sri"; }',
    '{ hash = "sha256:abc"; toHashFormat = "sri"; }',
    `{ hash = "${SHA256}"; hashAlgo = "sha1"; toHashFormat = "sri"; }`,
    `{ hash = "${SHA256}"; toHashFormat = "base17"; }`,
    `{ hash = "${SHA256}"; }`,
    '{ toHashFormat = "sri"; }',
  ])("%s is an error", (argument) => {
    expect(() => printed(`builtins.convertHash ${argument}`)).toThrow(EvalError);
  });
});

describe("Nix' base 32", () => {
  it("reads what it writes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        expect(decodeNix32(encodeNix32(bytes), bytes.length)).toEqual(bytes);
      }),
    );
  });
});

describe.skipIf(NO_NIX !== null)(`against real nix${NO_NIX ?? ""}`, () => {
  it("hashes and placeholders", () => {
    const texts = fc.sample(fc.string({ unit: fc.constantFrom("a", "é", "€", " ") }), {
      seed: 3,
      numRuns: 60,
    });
    const expressions = texts.flatMap((text) => [
      ...["md5", "sha1", "sha256", "sha512"].map(
        (algorithm) => `builtins.hashString "${algorithm}" ${quoted(text)}`,
      ),
      `builtins.placeholder ${quoted(text)}`,
    ]);
    expect(differences(expressions)).toEqual([]);
  });
});
