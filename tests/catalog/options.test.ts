import { beforeAll, describe, expect, it } from "vitest";
import { optionChildren, optionFact, optionPlace } from "../../src/catalog/index.ts";
import { useCatalogFiles } from "../../src/cli/catalog-files.ts";

beforeAll(useCatalogFiles);

const path = (text: string) => text.split(".");

describe("options of NixOS", () => {
  it("gives type, default and source", () => {
    expect(optionFact(path("services.openssh.ports"))).toMatchObject({
      type: { t: "listOf", of: { t: "port" } },
      default: { kind: "literal", value: [22] },
      source: "nixos/modules/services/networking/ssh/sshd.nix",
    });
  });

  it("matches any attribute where the option is declared with <name>", () => {
    const fact = optionFact(["services", "nginx", "virtualHosts", "a.example", "root"]);
    expect(fact?.pattern).toEqual(["services", "nginx", "virtualHosts", "<name>", "root"]);
    expect(optionFact(path("services.openssh.noSuchOption"))).toBeUndefined();
  });

  it("marks what NixOS adds to itself", () => {
    expect(optionFact(path("environment.systemPackages"))?.contributed).toBe(true);
    expect(optionFact(path("services.openssh.ports"))?.contributed).toBe(false);
  });

  it("knows the type of what stands below a freeform option", () => {
    const place = optionPlace(path("systemd.services.backup.serviceConfig.User"));
    expect(place?.fact.pattern.at(-1)).toBe("serviceConfig");
    expect(place?.type).toEqual({ t: "unitOption" });
  });

  it("lists the names below a path", () => {
    const children = optionChildren(path("services.openssh"));
    expect(children.names).toContain("settings");
    expect(children).toMatchObject({ open: false, complete: true });
    expect(optionChildren(path("systemd.services")).open).toBe(true);
    expect(optionChildren([]).names).toContain("networking");
  });
});
