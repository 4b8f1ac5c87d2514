const LINT = "Nix' own lints of literals, which are flags of its command line";

/** Language tests of NixOS/nix that are not run, each with its reason. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "eval-fail-abs-path-fatal": LINT,
  "eval-fail-home-path-fatal": LINT,
  "eval-fail-short-path-literal": LINT,
  "eval-fail-url-literal": LINT,
  "eval-okay-fromTOML-timestamps": "needs the experimental feature parse-toml-timestamps",
};
