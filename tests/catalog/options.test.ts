import { beforeAll, describe, expect, it } from "vitest";
import {
  optionChildren,
  optionFact,
  optionPlace,
  renamedOption,
  unreadModules,
} from "../../src/catalog/index.ts";
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

  it("says under which options NixOS contributes", () => {
    const nginx = optionFact(path("services.nginx.enable"));
    expect(nginx?.contributed).toBe(true);
    expect(nginx?.contributedBy).toContain("services.roundcube.enable");
    expect(nginx?.contributedBy).toContain("services.*");
    expect(unreadModules()).toContain("services.immich.enable");
    expect(optionFact(path("boot.kernelModules"))).toMatchObject({
      contributedBy: [],
      apply: "names",
    });
  });

  it("tells the names that NixOS uses itself from the user's", () => {
    const wantedBy = (unit: string) =>
      optionFact(["systemd", "services", unit, "wantedBy"])?.contributed;
    expect(wantedBy("nginx")).toBe(true);
    expect(wantedBy("nginx-config-reload")).toBe(true);
    expect(wantedBy("home-backup")).toBe(false);
    expect(optionFact(path("users.users.root.home"))?.contributedBy).toEqual([]);
    expect(optionFact(path("users.users.mary.extraGroups"))?.contributed).toBe(false);
  });

  it("says where what NixOS sets is stronger than a plain definition", () => {
    const forwarding = ["boot", "kernel", "sysctl", "net.ipv4.conf.all.forwarding"];
    expect(optionFact(forwarding)).toMatchObject({ contributed: true, forced: true });
    expect(optionFact(path("services.nginx.enable"))?.forced).toBe(false);
  });

  it("says what a submodule sets for itself", () => {
    expect(optionFact(path("users.users.mary.home"))).toMatchObject({
      contributed: true,
      contributedBy: ["users.users.<name>.isNormalUser"],
    });
  });

  it("says that a default is not the same in all releases", () => {
    const fact = optionFact(path("networking.firewall.logRefusedConnections"));
    expect(fact?.default).toEqual({ kind: "varies", values: [true, false] });
  });
});

describe("options of others", () => {
  it("resolves below a user into home-manager", () => {
    const enable = path("home-manager.users.mary.programs.git.enable");
    expect(optionFact(enable)).toMatchObject({
      namespace: "home-manager",
      type: { t: "bool" },
      source: "github:nix-community/home-manager modules/programs/git.nix",
    });
    expect(optionFact(path("home-manager.useGlobalPkgs"))?.namespace).toBe("flake-modules");
    expect(optionFact(path("home.packages"), "home-manager")?.contributed).toBe(true);
    expect(optionChildren(path("home-manager.users.mary.programs.git")).names).toContain(
      "settings",
    );
  });

  it("knows the modules that flakes bring, and nix-darwin's", () => {
    expect(optionFact(path("sops.secrets.token.owner"))?.namespace).toBe("flake-modules");
    expect(optionFact(path("age.secrets.token.file"))?.type).toEqual({ t: "path" });
    expect(optionPlace(path("disko.devices.disk.main.content.type"))?.type).toBeDefined();
    expect(optionFact(path("system.defaults.dock.autohide"), "nix-darwin")?.type.t).toBe("nullOr");
  });

  it("knows old names", () => {
    expect(renamedOption(path("hardware.opengl.enable"))?.to).toEqual(
      path("hardware.graphics.enable"),
    );
    expect(renamedOption(path("hardware.pulseaudio.support32Bit"))?.to?.[0]).toBe("services");
    expect(renamedOption(path("sound.enable"))?.to).toBeNull();
    expect(renamedOption(path("users.extraUsers.mary.home"))?.alias).toBe(true);
    expect(renamedOption(path("services.openssh.enable"))).toBeUndefined();
  });
});
