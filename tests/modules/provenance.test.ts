import { describe, expect, it } from "vitest";
import { Attrs, force } from "../../src/evaluator/value.ts";
import { evaluationOf } from "../../src/modules/evaluate.ts";
import { evaluatorFor } from "../evaluator/helpers.ts";
import { open, shown, valueOf } from "./evaluation.ts";

const FILES = {
  "/host.nix": '{ imports = [ ./web.nix ]; networking.hostName = "h"; }',
  "/web.nix": `{ lib, ... }: {
  imports = [ ./options.nix ];
  my.port = lib.mkDefault 80;
  my.sites.a.root = "/a";
}`,
  "/options.nix": `{ lib, ... }: {
  options.my.port = lib.mkOption { type = lib.types.port; default = 8080; };
  options.my.sites = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule {
      options.root = lib.mkOption { type = lib.types.str; };
      options.index = lib.mkOption { type = lib.types.str; default = "index.html"; };
    });
  };
}`,
  "/force.nix": "{ lib, ... }: { my.port = lib.mkForce 443; my.sites.a.root = lib.mkIf false 1; }",
};

const evaluation = open("[ ./host.nix ./force.nix ]", { files: FILES });

function facts(path: string) {
  return evaluation.definitionsAt(path.split(".")).map((definition) => ({
    value: shown(definition.value),
    file: definition.file,
    line: definition.span?.file.position(definition.span.start).line ?? null,
    priority: definition.priority,
    condition: definition.condition,
    wins: definition.wins,
    by: definition.importedBy,
  }));
}

describe("every definition says where it comes from", () => {
  it("with file, line, priority, who won, and the imports that brought it", () => {
    expect(facts("my.port")).toEqual([
      {
        value: "8080",
        file: "/options.nix",
        line: null,
        priority: 1500,
        condition: "true",
        wins: false,
        by: ["/options.nix"],
      },
      {
        value: "80",
        file: "/web.nix",
        line: 3,
        priority: 1000,
        condition: "true",
        wins: false,
        by: ["/host.nix", "/web.nix"],
      },
      {
        value: "443",
        file: "/force.nix",
        line: 1,
        priority: 50,
        condition: "true",
        wins: true,
        by: ["/force.nix"],
      },
    ]);
  });

  it("inside of submodules too, with conditions that do not hold", () => {
    expect(
      facts("my.sites.a.root").map(({ line, condition, wins }) => [line, condition, wins]),
    ).toEqual([
      [4, "true", true],
      [1, "false", false],
    ]);
    expect(facts("my.sites.a.index").map(({ value, priority }) => [value, priority])).toEqual([
      ['"index.html"', 1500],
    ]);
  });

  it("of options that nobody declares", () => {
    expect(facts("networking.hostName").map(({ file, line }) => [file, line])).toEqual([
      ["/host.nix", 1],
    ]);
  });

  it("through an alias", () => {
    const renamed = open(
      `[ ./new.nix (lib.mkRenamedOptionModule [ "old" ] [ "new" ]) ./use.nix ]`,
      {
        files: {
          "/new.nix": "{ lib, ... }: { options.new = lib.mkOption { type = lib.types.int; }; }",
          "/use.nix": "{\n  old = 5;\n}",
        },
      },
    );
    const [definition] = renamed.definitionsAt(["new"]);
    expect([definition?.file, definition && shown(definition.value)]).toEqual(["/use.nix", "5"]);
  });

  it("values know the places of their attributes", () => {
    const sites = evaluation.valueAt(["my", "sites"]);
    const span = sites instanceof Attrs ? sites.position("a") : undefined;
    expect(span?.file.path).toBe("/web.nix");
  });
});

describe("from a Nix value to its evaluation", () => {
  it("by its config, its result, and a set made of the result", () => {
    const config = evaluation.value.map.get("config");
    const made = new Attrs(new Map([["config", config ?? null]]));
    expect(evaluationOf(evaluation.value)).toBe(evaluation);
    expect(evaluationOf(force(config ?? null) as Attrs)).toBe(evaluation);
    expect(evaluationOf(made)).toBe(evaluation);
  });

  it("an extended one knows which one it extends", () => {
    const ev = evaluatorFor();
    const value = valueOf(
      ev,
      `let e = evalModules { modules = [ { options.a = mkOption { default = 1; }; } ]; };
       in { inherit e; x = e.extendModules { modules = [ { a = 2; } ]; }; }`,
    );
    const get = (name: string) => evaluationOf(ev.attrs((value as Attrs).map.get(name) ?? null));
    expect(get("x")?.extended).toBe(get("e"));
    expect(get("x")?.valueAt(["a"])).toBe(2);
    expect(get("e")?.valueAt(["a"])).toBe(1);
  });
});
