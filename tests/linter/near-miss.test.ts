import { describe, expect, it } from "vitest";
import { didYouMean, nearMiss } from "../../src/core/near-miss.ts";

const words = ["duplicate-address", "plaintext-secret", "web", "mail", "format"];

describe("the near miss", () => {
  it.each([
    ["duplicate-adress", "duplicate-address"],
    ["plaintxet-secret", "plaintext-secret"],
    ["Web", "web"],
    ["wbe", "web"],
    ["formt", "format"],
    ["mial", "mail"],
  ])("of %s is %s", (word, meant) => expect(nearMiss(word, words)).toBe(meant));

  it.each(["", "xyz", "database", "wab-server"])("of '%s' is none", (word) =>
    expect(nearMiss(word, words)).toBeUndefined(),
  );

  it("is asked for in words", () => {
    expect(didYouMean("wbe", words)).toBe("; did you mean 'web'?");
    expect(didYouMean("database", words)).toBe("");
  });
});
