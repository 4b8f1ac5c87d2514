/** The text is not TOML as Nix takes it. */
export class TomlSyntaxError extends Error {}
