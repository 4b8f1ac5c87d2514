/** Language tests of NixOS/nix that are not run, each with its reason. */
export const LEFT_OUT: Readonly<Record<string, string>> = {};
