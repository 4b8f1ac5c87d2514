import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, nixlint } from "./cli.ts";

/** A safe fix for the set, an unsafe one for the binding; the comment and the line ending have to stay. */
const FILE =
  "let\r\n  # kept\r\n  unused = 1;\r\n  b = 2;\r\nin\r\n{ inherit b; c = { inherit; }; }\r\n";

function folder() {
  const root = folderWith({ "a.nix": FILE });
  const read = () => readFileSync(join(root, "a.nix"), "utf8");
  return { root, read };
}

describe.concurrent("fixing", () => {
  it("--fix applies what is safe, and only that", async () => {
    const { root, read } = folder();
    await nixlint(["--fix", root]);
    expect(read()).toBe(FILE.replace("c = { inherit; };", "c = { };"));
  });

  it("--fix-unsafe applies the rest too", async () => {
    const { root, read } = folder();
    await nixlint(["--fix-unsafe", root]);
    expect(read()).not.toContain("unused = 1");
    expect(read()).toContain("b = 2;\r\n");
  });

  it("--fix-dry-run shows the difference and writes nothing", async () => {
    const { root, read } = folder();
    const { stdout, stderr } = await nixlint(["--fix-dry-run", root]);
    expect(`${stdout}${stderr}`).toMatch(/^-.*inherit;/m);
    expect(read()).toBe(FILE);
  });
});
