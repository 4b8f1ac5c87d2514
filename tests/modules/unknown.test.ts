import { describe, expect, it } from "vitest";
import { open, valueText } from "./evaluation.ts";

describe("conditions that are not known", () => {
  it("leave a scalar the choice of both values", () => {
    const evaluation = open(`[
      { options.a = mkOption { type = types.int; default = 1; }; }
      { a = mkIf unknown 2; }
    ]`);
    expect(valueText(evaluation, "a")).toBe("2 or 1");
    expect(evaluation.definitionsAt(["a"]).map(({ condition }) => condition)).toEqual([
      "true",
      "unknown",
    ]);
  });

  it("do not matter where another definition has the better priority", () => {
    const evaluation = open(`[
      { options.a = mkOption { type = types.int; }; }
      { a = mkIf unknown 2; }
      { a = mkForce 3; }
    ]`);
    expect(valueText(evaluation, "a")).toBe("3");
  });

  it("leave what is surely in a list", () => {
    const evaluation = open(`[
      { options.l = mkOption { type = types.listOf types.int; }; }
      { l = [ 1 ]; }
      { l = mkIf unknown [ 2 ]; }
      { l = [ 3 ]; }
    ]`);
    expect(valueText(evaluation, "l")).toBe("[ 3 1 «…» ]");
  });

  it("of one condition, definitions hold together", () => {
    const evaluation = open(`[
      { options.a = mkOption { type = types.str; default = "none"; }; }
      { options.b = mkOption { type = types.str; default = "none"; }; }
      ({ config, ... }: let c = unknown; in { a = mkMerge [ (mkIf c "x") (mkIf c (mkForce "y")) ]; })
    ]`);
    expect(valueText(evaluation, "a")).not.toContain('"x"');
  });

  it("of a choice between sets, each alternative is possible", () => {
    const evaluation = open(`[
      { options.a = mkOption { type = types.attrsOf types.int; default = { }; }; }
      { a = { s = 0; } // (if unknown then { x = 1; } else { y = 2; }); }
    ]`);
    expect(valueText(evaluation, "a.s")).toBe("0");
    expect(valueText(evaluation, "a")).toBe("{ s = 0; x = 1; } or { s = 0; y = 2; }");
    expect(evaluation.node(["a", "x"])).toBeDefined();
  });
});

describe("definitions that are not known", () => {
  const declared = `{
    options.scalar = mkOption { type = types.int; };
    options.list = mkOption { type = types.listOf types.int; };
    options.set = mkOption { type = types.attrsOf types.int; };
    options.text = mkOption { type = types.lines; };
  }`;

  it("make a scalar unknown, unless something overrides them", () => {
    expect(
      valueText(open(`[ ${declared} { scalar = 1; } { scalar = unknown; } ]`), "scalar"),
    ).toContain("unknown");
    const forced = open(`[ ${declared} { scalar = mkForce 1; } { scalar = unknown; } ]`);
    expect(valueText(forced, "scalar")).toBe("1");
  });

  it("leave a list, a set and a text with what is known of them", () => {
    const evaluation = open(`[ ${declared}
      { list = [ 1 ]; set.a = 1; text = "a"; }
      { list = unknown; set = unknown; text = unknown; }
    ]`);
    expect(valueText(evaluation, "list")).toBe("[ 1 «…» ]");
    expect(valueText(evaluation, "set.a")).toBe("1");
    expect(valueText(evaluation, "set")).toContain("a = 1");
    expect(valueText(evaluation, "text")).toMatch(/a/);
  });

  it("of a set around spare what is defined for sure, and not what is only a default", () => {
    const evaluation = open(`[
      { options.s.a = mkOption { type = types.int; default = 1; };
        options.s.b = mkOption { type = types.int; default = 1; }; }
      { s = unknown // { a = 2; }; }
    ]`);
    expect(valueText(evaluation, "s.a")).toBe("2");
    expect(valueText(evaluation, "s.b")).toContain("unknown");
  });
});

describe("modules that are not known", () => {
  it("are noted, and the others go on", () => {
    const evaluation = open("[ { a = 1; imports = [ unknown ./b.nix ]; } ] ++ unknown", {
      files: { "/b.nix": "{ b = 2; }" },
    });
    expect(valueText(evaluation, "a")).toBe("1");
    expect(valueText(evaluation, "b")).toBe("2");
    expect(evaluation.unknownImports.map(({ reason }) => reason.text)).toEqual([
      "a test does not say",
      "a test does not say",
    ]);
  });

  it("a failing import is kept apart from the others", () => {
    const evaluation = open("[ { imports = [ ./gone.nix ]; a = 1; } ]");
    expect(valueText(evaluation, "a")).toBe("1");
    expect(evaluation.failedImports.map(({ error }) => error.message)).toEqual([
      "path '/gone.nix' does not exist",
    ]);
  });

  it("of a choice of imports, each is possible", () => {
    const evaluation = open(
      "[ { imports = if unknown then [ { a = 1; } ] else [ { b = 1; } ]; } ]",
    );
    expect(evaluation.definitionsAt(["a"]).map(({ condition }) => condition)).toEqual(["unknown"]);
    expect(evaluation.definitionsAt(["b"]).map(({ condition }) => condition)).toEqual(["unknown"]);
  });

  it("an argument that nobody gives is unknown", () => {
    const evaluation = open("[ ({ nobody, ... }: { a = nobody; b = 1; }) ]");
    expect(valueText(evaluation, "a")).toContain("module argument 'nobody'");
    expect(valueText(evaluation, "b")).toBe("1");
  });
});
