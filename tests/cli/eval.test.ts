import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/eval.ts";
import { prepareParser } from "../../src/cli/wasm.ts";
import { memoryIO } from "../memory-io.ts";

prepareParser();

const FILES = {
  "/repo/default.nix": '{ host ? "web" }: { name = host; list = [ 1 { deep = throw "oh"; } ]; }',
  "/repo/broken.nix": "{ a = ; }",
  "/repo/uses-broken.nix": "{ x = builtins.tryEval (import ./broken.nix); }",
  "/repo/fails.nix": 'let\n  port = 80;\n  f = x: x + port;\nin\nf "a"\n',
  "/lib/answer.nix": "42",
};

function evaluate(...args: string[]) {
  return run(args, {
    cwd: "/repo",
    open: () => memoryIO(FILES),
    readStdin: () => "1 + 2",
    system: "x86_64-linux",
  });
}

describe("nixlint eval", () => {
  it("prints values as nix-instantiate does", () => {
    expect(evaluate("-e", '{ a = 1 + 1; b = "x"; }')).toEqual({
      stdout: '{ a = <CODE>; b = "x"; }\n',
      stderr: "",
      exitCode: 0,
    });
    expect(evaluate("--strict", "-e", "{ a = 1 + 1; }").stdout).toBe("{ a = 2; }\n");
    expect(evaluate("-").stdout).toBe("3\n");
  });

  it("selects attributes and calls functions on the way", () => {
    expect(evaluate("-f", "default.nix", "-A", "name").stdout).toBe('"web"\n');
    expect(evaluate("default.nix", "--argstr", "host", "mail", "-A", "name").stdout).toBe(
      '"mail"\n',
    );
    expect(evaluate("default.nix", "--arg", "host", "1 + 1", "-A", "name").stdout).toBe("2\n");
    expect(evaluate("default.nix", "-A", "list.0").stdout).toBe("1\n");
    expect(evaluate("-e", '{ "a b".c = 1; }', "-A", '"a b".c').stdout).toBe("1\n");
  });

  it("prints JSON, XML and raw text", () => {
    expect(evaluate("--json", "-e", "{ a = [ 1 null ]; }").stdout).toBe('{"a":[1,null]}\n');
    expect(evaluate("--xml", "-e", "[ 1 ]").stdout).toContain('<int value="1" />');
    expect(evaluate("--raw", "-e", '"a\nb"').stdout).toBe("a\nb");
  });

  it("says what is not known", () => {
    expect(evaluate("-e", "<nixpkgs>").exitCode).toBe(1);
    expect(evaluate("-e", "builtins.currentTime").stdout).toMatch(/^«unknown: .*»\n$/);
    expect(
      JSON.parse(evaluate("--json", "-e", '{ a = builtins.currentTime; b = "x"; }').stdout),
    ).toEqual({ a: { $unknown: expect.any(String) }, b: "x" });
    expect(JSON.parse(evaluate("--json", "-e", '"at " + builtins.currentTime').stdout)).toMatch(
      /^at «unknown: /,
    );
  });

  it("finds <name> where -I says", () => {
    expect(evaluate("-I", "lib=/lib", "-e", "import <lib/answer.nix>").stdout).toBe("42\n");
    expect(evaluate("-I", "/lib", "-e", "import <answer.nix>").stdout).toBe("42\n");
  });

  it("shows errors with their place and the way there", () => {
    const { stderr, exitCode } = evaluate("fails.nix");
    expect(exitCode).toBe(1);
    expect(stderr).toMatchInlineSnapshot(`
      "error: cannot coerce an integer to a string
          at /repo/fails.nix:3:10:
             3|   f = x: x + port;
              |          ^^^^^^^^
      "
    `);
  });

  it("rejects files that nix would not read, even where the error is caught", () => {
    const { stdout, stderr, exitCode } = evaluate("--strict", "uses-broken.nix");
    expect([stdout, exitCode]).toEqual(["", 1]);
    expect(stderr).toContain("/repo/broken.nix:1:7");
    expect(evaluate("-e", "1 +").exitCode).toBe(1);
    expect(evaluate("-e", "nope").stderr).toContain("undefined variable 'nope'");
  });

  it("gives traces to standard error", () => {
    const { stdout, stderr } = evaluate("-e", 'builtins.trace "here" 1');
    expect([stdout, stderr]).toEqual(["1\n", "trace: here\n"]);
  });

  it("exits with 2 for wrong usage", () => {
    for (const args of [
      [],
      ["--nope"],
      ["-e"],
      ["-e", "1", "-e", "2"],
      ["-e", "1", "-A", 'a."b'],
      ["--arg", "x", "-e"],
    ]) {
      expect([args, evaluate(...args).exitCode]).toEqual([args, 2]);
    }
    expect(evaluate("--help").stdout).toContain("usage: nixlint eval");
  });
});
