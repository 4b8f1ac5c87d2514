/** Names of configuration files in the root of a repository; the first one there is used. */
export const CONFIGURATION_NAMES = ["nixlint.json", "nixlint.jsonc", "nixlint.nix"];
