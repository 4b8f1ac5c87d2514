import type { Span } from "../core/span.ts";
import { definedValue, placeOf } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import { machines, placeOfHost } from "../fleet/query/machines.ts";
import {
  foreignModules,
  isSurelyUndefined,
  isWhollyKnown,
} from "../fleet/query/undefined-options.ts";
import { attributes } from "../fleet/read.ts";
import { defineFleetRule } from "./define.ts";

type Fact =
  | {
      readonly kind: "root";
      readonly host: Host;
      readonly at: Span;
      readonly mounts: readonly string[];
    }
  | {
      readonly kind: "loaders";
      readonly host: Host;
      readonly at: Span;
      readonly other: Span | null;
    };

export default defineFleetRule<Fact>({
  id: "image-without-root",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["nixos", "image"],
  summary: "A host has file systems but no root, or boot loaders that cannot both be.",
  docs: {
    why: "NixOS refuses to build a host that has no file system for `/`. With two boot loaders each writes its own menu, and the machine starts what the firmware finds first, which after an update is the old system.",
    remedy: 'Declare `fileSystems."/"`, and enable one boot loader.',
    whenToAllow: "Never for a machine that boots by itself.",
    blindSpots:
      "Hosts that import modules of NixOS (images, containers, VMs) or modules that are not on this machine are left out, since these may bring a root.",
  },
  *find(fleet) {
    for (const host of machines(fleet)) {
      if (host.kind !== "nixos" || !isWhollyKnown(host)) continue;
      const systemd = ["boot", "loader", "systemd-boot", "enable"];
      const grub = ["boot", "loader", "grub", "enable"];
      if (definedValue(host, systemd) === true && definedValue(host, grub) === true) {
        const at = placeOf(host, grub);
        if (at !== null) yield { kind: "loaders", host, at, other: placeOf(host, systemd) };
      }
      const mounts = mountsWithoutRoot(host);
      const at = mounts === null ? null : (placeOf(host, ["fileSystems"]) ?? placeOfHost(host));
      if (mounts !== null && at !== null) yield { kind: "root", host, at, mounts };
    }
  },
  say(fact) {
    const { host, at } = fact;
    if (fact.kind === "root") {
      const mounts = fact.mounts.map((mount) => `'${mount}'`).join(", ");
      return {
        at,
        message: `'${host.name}' has file systems for ${mounts}, but none for '/'.`,
        help: "Declare 'fileSystems.\"/\"'.",
        hosts: [host.name],
        key: `root ${host.name}`,
      };
    }
    return {
      at,
      message: `'${host.name}' enables both systemd-boot and GRUB.`,
      help: "Disable one of them; the other one's 'enable' may need 'lib.mkForce'.",
      related:
        fact.other === null ? [] : [{ at: fact.other, message: "systemd-boot is enabled here" }],
      hosts: [host.name],
      key: `loaders ${host.name}`,
    };
  },
});

/** The mount points of a host that surely has no root among them; null for hosts that may have one. */
function mountsWithoutRoot(host: Host): string[] | null {
  const value = definedValue(host, ["fileSystems"]);
  if (value === undefined) return null;
  const names = attributes(value).map(({ name }) => name);
  if (names.length === 0 || names.includes("/")) return null;
  // Values of these bring file systems of their own.
  const makers = [
    ["disko"],
    ["virtualisation"],
    ["boot", "isContainer"],
    ["wsl"],
    ["proxmox"],
    ["image"],
    ["sdImage"],
    ["isoImage"],
  ];
  if (!makers.every((option) => isSurelyUndefined(host, option))) return null;
  if (!isSurelyUndefined(host, ["fileSystems", "/"])) return null;
  const points = attributes(value).some(({ value: system }) =>
    attributes(system).some(({ name, value: point }) => name === "mountPoint" && point === "/"),
  );
  const foreign = foreignModules(host).some((file) => /nixos\/modules|modulesPath/.test(file));
  return points || foreign ? null : names;
}
