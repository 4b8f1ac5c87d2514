import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Record, Token } from "../../src/parser/tokens.ts";

const header = readFileSync(new URL("../../src/parser/native/nix.h", import.meta.url), "utf8");

/** The members of a C enum without their prefix, in order. */
function members(name: string, prefix: string): string[] {
  const body = header.match(new RegExp(`enum ${name} \\{([^}]*)\\}`))?.[1] ?? "";
  const code = body.replace(/\/\*[\s\S]*?\*\//g, "");
  const names = code.split(",").map((member) => member.trim());
  return names.filter((member) => member.startsWith(prefix)).map((member) => member.slice(2));
}

it("numbers tokens as the C side does", () => {
  expect(Object.keys(Token)).toEqual(members("token_kind", "T_"));
});

it("numbers records as the C side does", () => {
  expect(Object.keys(Record)).toEqual(members("record_kind", "N_"));
});
