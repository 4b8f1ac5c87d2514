import { beforeAll, describe, expect, it } from "vitest";
import { boardFacts, weightyOptions } from "../../src/catalog/embedded.ts";
import { pathLiteralHazards, secretManagers, secretOptions } from "../../src/catalog/secrets.ts";
import { serviceFacts } from "../../src/catalog/services.ts";
import { closureSizes } from "../../src/catalog/sizes.ts";
import { useCatalogFiles } from "../../src/cli/catalog-files.ts";

beforeAll(useCatalogFiles);

describe("services", () => {
  it("knows at least 120 of them, exporters among them", () => {
    expect(serviceFacts().length).toBeGreaterThan(120);
    const exporters = serviceFacts().filter((it) => it.enable.includes(".exporters."));
    expect(exporters.length).toBeGreaterThan(90);
  });

  it("says where Prometheus listens", () => {
    const prometheus = serviceFacts().find((it) => it.name === "prometheus");
    expect(prometheus?.ports[0]).toMatchObject({
      option: "services.prometheus.port",
      default: 9090,
    });
    expect(prometheus?.bind.default).toBe("0.0.0.0");
  });
});

describe("secrets", () => {
  it("knows at least 80 options, and what to use instead", () => {
    expect(secretOptions().length).toBeGreaterThan(80);
    const password = secretOptions().find((it) => it.option === "users.users.<name>.password");
    expect(password).toMatchObject({
      safe: "users.users.<name>.hashedPasswordFile",
      severity: "high",
    });
    expect(pathLiteralHazards().length).toBeGreaterThan(0);
    expect(secretManagers().map((it) => it.name)).toContain("sops-nix");
  });
});

describe("sizes", () => {
  it("counts a shared library once", () => {
    const sizes = closureSizes();
    const both = sizes.estimate(["htop", "firefox"], "arm64");
    const [htop = 0, firefox = 0] = [both.each.get("htop"), both.each.get("firefox")];
    expect(both.kib).toBeGreaterThan(firefox);
    expect(both.kib).toBeLessThan(firefox + htop);
    expect(sizes.estimate(["no-such-package"], "arm64")).toEqual({
      kib: 0,
      each: new Map(),
      unknown: ["no-such-package"],
    });
  });

  it("agrees with the figures that were published with it", () => {
    const mib = (name: string) => closureSizes().estimate([name], "arm64").kib / 1024;
    expect(Math.round(mib("firefox"))).toBe(562);
    expect(Math.round(mib("htop"))).toBe(25);
  });
});

describe("boards", () => {
  it("have a platform", () => {
    expect(boardFacts().every((it) => it.hostPlatform.endsWith("-linux"))).toBe(true);
    expect(weightyOptions().some((it) => it.option === "documentation.enable")).toBe(true);
  });
});
