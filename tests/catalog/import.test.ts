import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  importOptions,
  OptionCatalog,
  OptionListError,
  withOptionFile,
} from "../../src/catalog/index.ts";
import { catalogFiles } from "../../src/cli/catalog-files.ts";

const list = readFileSync(new URL("../../fixtures/catalog/options.json", import.meta.url), "utf8");
const shipped = new OptionCatalog(catalogFiles());
const file = importOptions(list, shipped, "options.json of 30.05");
const catalog = new OptionCatalog(withOptionFile(catalogFiles(), file));

describe("an imported option list", () => {
  it("replaces the shipped options", () => {
    expect(catalog.fact(["services", "lantern", "enable"])).toMatchObject({
      type: { t: "bool" },
      default: { kind: "literal", value: false },
      source: "nixos/modules/services/misc/lantern.nix",
      sourceCommit: "options.json of 30.05",
    });
    expect(catalog.fact(["services", "nginx", "enable"])).toBeUndefined();
    expect(catalog.children(["services", "lantern"])).toEqual({
      names: ["enable", "lamps", "package"],
      open: false,
      complete: true,
    });
  });

  it("reads defaults that are literals, as text of Nix and as JSON", () => {
    expect(catalog.fact(["services", "openssh", "ports"])?.default).toEqual({
      kind: "literal",
      value: [22],
    });
    expect(catalog.fact(["services", "lantern", "package"])?.default.kind).toBe("expression");
    expect(catalog.fact(["services", "lantern", "lamps", "hall", "on.time"])).toMatchObject({
      default: { kind: "none" },
      readOnly: true,
      type: { t: "nullOr", of: { t: "str" } },
    });
  });

  it("keeps what lists do not say: contributions and internal options", () => {
    expect(catalog.fact(["environment", "systemPackages"])?.contributed).toBe(true);
    expect(catalog.fact(["assertions"])?.contributed).toBe(true);
  });

  it("refuses what is no option list", () => {
    for (const text of ["", "[]", "{}", '{"a": 1}', '"x"']) {
      expect(() => importOptions(text, shipped, "x")).toThrow(OptionListError);
    }
  });
});
