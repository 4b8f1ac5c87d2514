import { describe, expect, it } from "vitest";
import { attributeName, print, quoted } from "../../src/evaluator/print.ts";
import { Attrs, lazy } from "../../src/evaluator/value.ts";
import { evaluate, printed } from "./helpers.ts";

describe("print", () => {
  it("shows what is not computed as <CODE> and forces nothing", () => {
    const never = lazy(() => {
      throw new Error("forced");
    });
    expect(print(Attrs.of({ a: never }))).toBe("{ a = <CODE>; }");
    expect(print(never, "trace")).toBe("«thunk»");
  });

  it("quotes the names that need it", () => {
    expect(["a", "a-b'", "_1", "1", "", "a b", "if", "or", "é"].map(attributeName)).toEqual([
      "a",
      "a-b'",
      "_1",
      '"1"',
      '""',
      '"a b"',
      '"if"',
      "or",
      '"é"',
    ]);
  });

  it("escapes what a string literal cannot hold", () => {
    expect(quoted('"\\\n\r\t$ ${')).toBe('"\\"\\\\\\n\\r\\t$ \\${"');
  });

  it("tells functions of Nix from its primitive ones", () => {
    expect(printed("[ (x: x) builtins.map (builtins.map (x: x)) derivation ]")).toBe(
      "[ <LAMBDA> <PRIMOP> <PRIMOP-APP> <LAMBDA> ]",
    );
  });

  it("survives sets nested deeper than a stack", () => {
    const text = printed("builtins.foldl' (a: b: { inherit a; }) 1 (builtins.genList (i: i) 9000)");
    expect(text.length).toBe(9000 * "{ a = ; }".length + 1);
  });

  it("names places and functions for builtins.trace", () => {
    const messages: string[] = [];
    evaluate("builtins.trace { f = builtins.add 1; g = builtins.map; l = [ ]; } 1", {
      onTrace: (message) => messages.push(message),
    });
    expect(messages).toEqual(["trace: { f = «thunk»; g = «thunk»; l = [ ]; }"]);
  });
});
