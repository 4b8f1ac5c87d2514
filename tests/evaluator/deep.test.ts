import { describe, expect, it } from "vitest";
import { printed } from "./helpers.ts";

describe("deepForce", () => {
  it("ends where a value holds itself", () => {
    expect(printed("let s = { a = s; l = [ s ]; }; in builtins.deepSeq s 1")).toBe("1");
  });

  it("is an error where a value never ends, as in Nix", () => {
    expect(() => printed("let f = n: { next = f (n + 1); }; in builtins.deepSeq (f 0) 1")).toThrow(
      "stack overflow; max-call-depth exceeded",
    );
  });

  it("says in which attribute an error is", () => {
    try {
      printed('{ a.b = [ { c = throw "inner"; } ]; }');
      expect.unreachable();
    } catch (error) {
      const { frames } = error as { frames: { what: string }[] };
      const attributes = frames.map(({ what }) => what).filter((what) => /attribute/.test(what));
      expect(attributes).toEqual(
        expect.arrayContaining([
          "while evaluating the attribute 'c'",
          "while evaluating the attribute 'b'",
          "while evaluating the attribute 'a'",
        ]),
      );
    }
  });
});
