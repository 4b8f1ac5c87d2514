// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is Nix.
import { beforeAll, expect, it } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import { parse } from "../../src/parser/parse.ts";
import { undefinedVariables } from "../../src/parser/scope.ts";

beforeAll(prepareParser);

const globals = new Set(["true", "builtins"]);

/** Undefined variables with their offsets. */
function undefinedIn(text: string): string[] {
  const { root, problems } = parse(text);
  expect(problems).toEqual([]);
  return undefinedVariables(root, globals).map(({ name, start }) => `${name}@${start}`);
}

it.each([
  ["a", ["a@0"]],
  ["true builtins.x __curPos", []],
  ["x: y: x y z", ["z@10"]],
  ["{ a, b ? a, c ? d }@e: a b c d e", ["d@16", "d@29"]],
  ["let a = b; b = a; in a b c", ["c@25"]],
  ["let inherit a; in a", ["a@12"]],
  ["let inherit (a) b; a = b; in b", []],
  ["{ a = 1; b = a; }", ["a@13"]],
  ["rec { a = 1; b = a; }", []],
  ["rec { inherit a; }", ["a@14"]],
  ["let { body = a; a = 1; }", []],
  ["with a; b c", ["a@5"]],
  ["with builtins; let in x: y", []],
  ["(with builtins; a) b", ["b@19"]],
  ["{ a = rec { b = 1; }; a.c = b; }", []],
  ["{ a.c = b; a = rec { b = 1; }; }", ["b@8"]],
  ["a.b.${c} or d", ["a@0", "c@6", "d@12"]],
  ["builtins ? a.${b}", ["b@15"]],
  ["rec { a = 1; ${a} = b; }", ["b@20"]],
  ['"${a}" + ./${b}', ["a@3", "b@13"]],
  ["if a then b else c", ["a@3", "b@10", "c@17"]],
])("%s", (text, expected) => {
  expect(undefinedIn(text)).toEqual(expected);
});

it("does not recurse", () => {
  expect(undefinedIn(`${"(".repeat(9000)}a${")".repeat(9000)}`)).toEqual(["a@9000"]);
});
