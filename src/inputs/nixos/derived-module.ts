/**
 * What NixOS' submodules compute from their other options, in the Nix of our own: only what fleets read. A function of
 * the host's `config`; the modules are by the path of the submodule in the catalogue.
 */
export const DERIVED_MODULES = /* nix */ `
host:
{
  # nixos/modules/config/users-groups.nix
  "users.users.<name>" = { name, config, lib, ... }:
    let inherit (lib) mkDefault mkIf; in {
      config = lib.mkMerge [
        {
          name = mkDefault name;
          shell = mkIf config.useDefaultShell (mkDefault host.users.defaultUserShell);
        }
        (mkIf config.isNormalUser {
          group = mkDefault "users";
          createHome = mkDefault true;
          home = mkDefault "\${host.users.defaultUserHome}/\${config.name}";
          homeMode = mkDefault "700";
          useDefaultShell = mkDefault true;
          isSystemUser = mkDefault false;
        })
        (mkIf (name == "root") { uid = 0; group = "root"; home = "/root"; })
      ];
    };
  "users.groups.<name>" = { name, lib, ... }: { name = lib.mkDefault name; };

  # nixos/modules/tasks/filesystems.nix
  "fileSystems.<name>" = { name, lib, ... }: { mountPoint = lib.mkOptionDefault name; };

  # nixos/modules/tasks/network-interfaces.nix
  "networking.interfaces.<name>" = { name, lib, ... }: { name = lib.mkDefault name; };

  # nixos/modules/system/etc/etc.nix
  "environment.etc.<name>" = { name, lib, ... }: { target = lib.mkDefault name; };

  # nixos/modules/security/acme/default.nix
  "security.acme.certs.<name>" = { name, lib, ... }: {
    domain = lib.mkOptionDefault name;
    directory = lib.mkOptionDefault "/var/lib/acme/\${name}";
  };

  # nixos/modules/services/networking/wireguard.nix: the key as part of the name of a unit.
  "networking.wireguard.interfaces.<name>.peers.*" = { config, lib, ... }: {
    name = lib.mkOptionDefault (
      builtins.replaceStrings
        [ "/" "-" " " "+" "=" ]
        [ "-" "\\\\x2d" "\\\\x20" "\\\\x2b" "\\\\x3d" ]
        config.publicKey
    );
  };
}
`;

/** Options that those modules define as NixOS does, whatever their names are. */
const ALWAYS: ReadonlySet<string> = new Set([
  "users.users.<name>.name",
  "users.groups.<name>.name",
  "fileSystems.<name>.mountPoint",
  "networking.interfaces.<name>.name",
  "environment.etc.<name>.target",
  "security.acme.certs.<name>.domain",
  "security.acme.certs.<name>.directory",
  "networking.wireguard.interfaces.<name>.peers.*.name",
]);

/** Those that NixOS also defines for users of its own services. */
const OF_OWN_NAMES: ReadonlySet<string> = new Set(
  ["group", "createHome", "home", "homeMode", "useDefaultShell", "isSystemUser", "shell"].map(
    (option) => `users.users.<name>.${option}`,
  ),
);

/** Whether all that NixOS defines of an option is in the modules here. `usedName`: NixOS has this very name itself. */
export function isDerived(pattern: readonly string[], usedName: boolean): boolean {
  const option = pattern.join(".");
  return ALWAYS.has(option) || (!usedName && OF_OWN_NAMES.has(option));
}
