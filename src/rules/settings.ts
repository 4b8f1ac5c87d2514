/** What a fleet decides for itself and rules go by. Defaults are those of the reference fleet. */
export interface Settings {
  /** Networks by name; findings call an address by the network it is in. */
  readonly networks: Readonly<Record<string, string>>;
  /** Addresses and ranges that several hosts hold on purpose (VRRP, anycast). */
  readonly sharedAddresses: readonly string[];
  /** Interfaces that lead outside, as names or patterns with `*`; empty: worked out from the fleet. */
  readonly externalInterfaces: readonly string[];
  /** Interfaces that are internal whatever else is known. */
  readonly internalInterfaces: readonly string[];
  readonly sshPort: number;
  /** Closure budgets in MiB, by host name or by platform; the host's own goes first. */
  readonly closureBudgets: Readonly<Record<string, number>>;
  /** Platforms counted as embedded. */
  readonly embeddedPlatforms: readonly string[];
  /** Hosts on such a platform that are servers or workstations all the same. */
  readonly notEmbedded: readonly string[];
}

export const DEFAULT_SETTINGS: Settings = {
  networks: { wireguard: "10.88.127.0/24" },
  sharedAddresses: [],
  externalInterfaces: [],
  internalInterfaces: [],
  sshPort: 1108,
  closureBudgets: {},
  embeddedPlatforms: ["aarch64-linux", "armv7l-linux", "armv6l-linux", "riscv64-linux"],
  notEmbedded: [],
};
