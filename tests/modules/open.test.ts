import { describe, expect, it } from "vitest";
import { open, valueText } from "./evaluation.ts";

describe("options that nobody declares merge by their shape", () => {
  it("sets recursively, scalars by priority, equal ones once", () => {
    const evaluation = open(`[
      { services.a.enable = true; services.a.port = mkDefault 1; networking.hostName = "h"; }
      { services.a.port = 2; services.b.name = "x"; networking.hostName = "h"; }
    ]`);
    expect(valueText(evaluation, "services.a.enable")).toBe("true");
    expect(valueText(evaluation, "services.a.port")).toBe("2");
    expect(valueText(evaluation, "services.b.name")).toBe('"x"');
    expect(valueText(evaluation, "networking.hostName")).toBe('"h"');
  });

  it("lists are appended, by order, and NixOS may add to them", () => {
    const evaluation = open("[ { p = [ 1 ]; } { p = mkBefore [ 2 ]; } { p = mkIf false [ 3 ]; } ]");
    expect(valueText(evaluation, "p")).toBe("[ 2 1 «…» ]");
  });

  it("different values of one priority are unknown, and the reason names the option", () => {
    const evaluation = open("[ { a.b = 1; } { a.b = 2; } ]");
    expect(valueText(evaluation, "a.b")).toContain("'a.b' has different definitions");
  });

  it("what nobody defines is unknown, and a default after `or` stays possible", () => {
    const evaluation = open("[ ({ config, ... }: { x = config.nobody.knows or 5; }) ]");
    expect(valueText(evaluation, "nobody.knows")).toContain(
      "option 'nobody.knows' has no value in this repository",
    );
    expect(valueText(evaluation, "x")).toContain("5");
  });

  it("a set that is forced as a whole hides what only others define", () => {
    const evaluation = open("[ { s = mkForce { a = 1; }; } { s.a = 2; s.b = 3; } ]");
    expect(valueText(evaluation, "s.a")).toBe("1");
    expect(valueText(evaluation, "s.b")).toContain("unknown");
  });

  it("conditions may depend on options of the same set", () => {
    const evaluation = open(`[
      { services.a.enable = true; }
      ({ config, lib, ... }: { config = lib.mkIf config.services.a.enable { services.b.on = true; }; })
    ]`);
    expect(valueText(evaluation, "services.b.on")).toBe("true");
  });

  it("a condition that depends on itself is infinite recursion", () => {
    const evaluation = open(
      "[ ({ config, lib, ... }: { a = lib.mkIf config.a true; }) ({ config, ... }: { b.c = config.b.c; }) ]",
    );
    expect(() => valueText(evaluation, "a")).toThrow("infinite recursion");
    expect(() => valueText(evaluation, "b.c")).toThrow("infinite recursion");
  });
});

describe("options that a fact is about", () => {
  it("merge by its type, and have its default", () => {
    const evaluation = open('[ { motd = "a"; } { motd = "b"; } ]', {
      facts: {
        motd: { type: { t: "lines" }, contributed: false },
        port: {
          type: { t: "port" },
          contributed: false,
          default: { kind: "literal", value: 22 },
        },
      },
    });
    expect(valueText(evaluation, "motd")).toBe('"b\\na"');
    expect(valueText(evaluation, "port")).toBe("22");
  });

  it("lists are closed unless NixOS adds to them", () => {
    const facts = {
      mine: { type: { t: "listOf", of: { t: "int" } }, contributed: false },
      theirs: { type: { t: "listOf", of: { t: "int" } }, contributed: true },
    } as const;
    const evaluation = open("[ { mine = [ 1 ]; theirs = [ 1 ]; } ]", { facts });
    expect(valueText(evaluation, "mine")).toBe("[ 1 ]");
    expect(valueText(evaluation, "theirs")).toBe("[ 1 «…» ]");
    const forced = open("[ { theirs = mkForce [ 1 ]; } ]", { facts });
    expect(valueText(forced, "theirs")).toBe("[ 1 ]");
  });

  it("submodules are modules, with facts about the options inside", () => {
    const evaluation = open(
      `[ { users.ann = { name, ... }: { shell = "/bin/" + name; }; users.bob.groups = [ "wheel" ]; } ]`,
      {
        facts: {
          users: { type: { t: "attrsOf", of: { t: "submodule" } }, contributed: false },
          "users.<name>.shell": { type: { t: "str" }, contributed: false },
          "users.<name>.groups": {
            type: { t: "listOf", of: { t: "str" } },
            contributed: false,
            default: { kind: "literal", value: [] },
          },
        },
      },
    );
    expect(valueText(evaluation, "users.ann.shell")).toBe('"/bin/ann"');
    expect(valueText(evaluation, "users.ann.groups")).toBe("[ ]");
    expect(valueText(evaluation, "users.bob.groups")).toBe('[ "wheel" ]');
    expect(valueText(evaluation, "users.bob.shell")).toContain("has no value in this repository");
    expect(evaluation.node(["users"])?.names()).toEqual(["ann", "bob"]);
  });

  it("a default of the repository may lose to NixOS where that defines the option too", () => {
    const evaluation = open("[ { on = mkDefault true; off = false; } ]", {
      facts: {
        on: { type: { t: "bool" }, contributed: true },
        off: { type: { t: "bool" }, contributed: true },
      },
    });
    expect(valueText(evaluation, "on")).toContain("NixOS may define 'on' itself");
    expect(valueText(evaluation, "off")).toBe("false");
  });

  it("a conversion that is not known makes no value", () => {
    const type = {
      t: "coercedTo",
      from: { t: "str" },
      to: { t: "listOf", of: { t: "str" } },
    } as const;
    const evaluation = open('[ { one = "a"; two = "a b"; list = [ "a" ]; } ]', {
      facts: {
        one: { type, contributed: false },
        two: { type, contributed: false },
        list: { type, contributed: false },
      },
    });
    expect(valueText(evaluation, "one")).toBe('[ "a" ]');
    expect(valueText(evaluation, "two")).toBe("[ «…» ]");
    expect(valueText(evaluation, "list")).toBe('[ "a" ]');
  });

  it("where all names are known, another one is not there", () => {
    const evaluation = open(
      "[ ({ config, options, ... }: { yes = config.services ? a; no = config.services ? z; alt = config.services.z or 1; }) ]",
      {
        facts: { "services.a": { type: { t: "bool" }, contributed: false } },
        complete: ["services"],
      },
    );
    expect(valueText(evaluation, "no")).toBe("false");
    expect(valueText(evaluation, "alt")).toBe("1");
  });

  it("an option that the repository declares needs no fact and is closed", () => {
    const evaluation = open(`[
      { options.my.set = mkOption { type = types.attrsOf types.int; default = { }; }; }
      ({ config, ... }: { my.set.a = 1; names = builtins.attrNames config.my.set; })
    ]`);
    expect(valueText(evaluation, "names")).toBe('[ "a" «…» ]');
    expect(valueText(evaluation, "my.set")).toBe("{ a = 1; }");
  });
});

describe("`options` of an open evaluation", () => {
  it("says of declared ones what Nix says, and of others what is known", () => {
    const evaluation = open(`[
      { options.mine = mkOption { type = types.int; default = 1; }; }
      { theirs = mkForce 3; }
      ({ options, ... }: {
        a = options.mine.isDefined;
        b = options.theirs.highestPrio;
        c = options.other.isDefined;
      })
    ]`);
    expect(valueText(evaluation, "a")).toBe("true");
    expect(valueText(evaluation, "b")).toBe("50");
    expect(valueText(evaluation, "c")).toContain("unknown");
  });
});
