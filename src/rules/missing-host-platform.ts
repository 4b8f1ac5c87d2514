import type { Span } from "../core/span.ts";
import type { Host, NixFile } from "../fleet/fleet.ts";
import { visit } from "../fleet/query/literals.ts";
import { placeOfHost } from "../fleet/query/machines.ts";
import { isSurelyUndefined } from "../fleet/query/undefined-options.ts";
import { defineFleetRule } from "./define.ts";

interface Fact {
  readonly host: Host;
  readonly at: Span;
}

/** Whatever says for which platform a host is. */
const OPTIONS = [
  ["nixpkgs", "hostPlatform"],
  ["nixpkgs", "system"],
  ["nixpkgs", "localSystem"],
  ["nixpkgs", "crossSystem"],
  ["nixpkgs", "pkgs"],
  ["nixpkgs", "buildPlatform"],
  ["hardware", "facter", "reportPath"],
  ["facter", "reportPath"],
];

export default defineFleetRule<Fact>({
  id: "missing-host-platform",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["nixos", "platform"],
  summary: "Nothing says for which platform a host is.",
  docs: {
    why: "A flake is evaluated without knowledge of the machine that evaluates it, so NixOS has no default: the host does not evaluate, with an error about 'builtins.currentSystem' or 'nixpkgs.hostPlatform' that does not name it.",
    remedy:
      "Set `nixpkgs.hostPlatform`, as `nixos-generate-config` does in hardware-configuration.nix.",
    whenToAllow: "Never in a flake.",
    blindSpots:
      "Hosts that import modules which are not on this machine are left out, since these may set it.",
  },
  *find(fleet) {
    if (fleet.flakes.length === 0 || fleet.files.some(handsPackages)) return;
    for (const host of fleet.hosts) {
      if (host.kind !== "nixos" || host.set === "colmena") continue;
      if (host.variantOf !== null) continue;
      const at = placeOfHost(host);
      if (at !== null && OPTIONS.every((option) => isSurelyUndefined(host, option)))
        yield { host, at };
    }
  },
  say({ host, at }) {
    return {
      at,
      message: `Nothing says for which platform '${host.name}' is.`,
      help: "Set 'nixpkgs.hostPlatform', to \"x86_64-linux\" for example, in a module of the host.",
      hosts: [host.name],
      key: host.name,
    };
  },
});

/** Whether some call hands hosts their packages (`nixosSystem { inherit pkgs; }`), which say the platform too. */
function handsPackages({ source, parsed }: NixFile): boolean {
  if (!/nixosSystem|eval-config|lib\.nixos|colmena|makeHive/.test(source.text)) return false;
  let found = false;
  visit(parsed.root, (expr) => {
    if (expr.kind !== "apply" || expr.argument.kind !== "attrset") return;
    found ||= expr.argument.bindings.some((binding) =>
      /^(?:pkgs\b|inherit\b[^;]*\bpkgs\b)/.test(source.text.slice(binding.start, binding.end)),
    );
  });
  return found;
}
