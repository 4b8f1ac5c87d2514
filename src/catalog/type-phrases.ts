import type { OptionType, SimpleType } from "./option-type.ts";

/** Descriptions that are a type by themselves, the longest first. */
export const SIMPLE: readonly (readonly [string, OptionType])[] = (
  [
    ["16 bit unsigned integer; between 0 and 65535 (both inclusive)", { t: "port" }],
    ["unsigned integer, meaning >=0", { t: "int", min: 0 }],
    ["positive integer, meaning >0", { t: "int", min: 1 }],
    ["signed integer", { t: "int" }],
    ["nonnegative integer or floating point number, meaning >=0", { t: "number", min: 0 }],
    [
      "positive integer or floating point number, meaning >0",
      { t: "number", min: Number.MIN_VALUE },
    ],
    ["nonnegative floating point number, meaning >=0", { t: "float", min: 0 }],
    ["floating point number", { t: "float" }],
    ["integer or floating point number", { t: "number" }],
    ["integer of at least 16 bits", { t: "int" }],
    ["boolean (merged using or)", "boolByOr"],
    ["boolean", "bool"],
    ["bool", "bool"],
    ["unspecified value", "unspecified"],
    ["unspecified", "unspecified"],
    ["anything", "anything"],
    ["raw value", "raw"],
    ["absolute path not in the Nix store", { t: "path", inStore: false }],
    ["path in the Nix store", { t: "path", inStore: true }],
    ["path not in the Nix store", { t: "path", inStore: false }],
    ["absolute path", { t: "path" }],
    ["path", { t: "path" }],
    ["package", "package"],
    ["derivation", "package"],
    ["non-empty string", "nonEmptyStr"],
    ["(optionally newline-terminated) single-line string", "singleLineStr"],
    ["single-line string", "singleLineStr"],
    ["string", "str"],
    ["attribute-tagged union", "attrTag"],
    ["systemd option", "unitOption"],
    ["optionType", "optionType"],
    ["Nixpkgs package set", "pkgs"],
    ["An evaluation of Nixpkgs; the top level attribute set of packages", "pkgs"],
    ["nixpkgs config", "anything"],
    ["nixpkgs overlay", { t: "functionTo", of: { t: "functionTo", of: { t: "raw" } } }],
    ["attribute sets", "attrs"],
    ["Flat key-value file", { t: "format", format: "key-value" }],
    ["Toplevel NixOS config", "deferredModule"],
    ["module", "deferredModule"],
    ["lambda", { t: "functionTo", of: { t: "unspecified" } }],
  ] as const satisfies readonly (readonly [string, OptionType | SimpleType])[]
)
  .map(([text, type]): readonly [string, OptionType] => [
    text,
    typeof type === "string" ? { t: type } : type,
  ])
  .sort(([a], [b]) => b.length - a.length);

/** Names inside `atom (null, bool, int, float or string)` and its like. */
export const ATOMS: Readonly<Record<string, OptionType>> = {
  null: { t: "enum", values: [null] },
  bool: { t: "bool" },
  boolean: { t: "bool" },
  int: { t: "int" },
  integer: { t: "int" },
  float: { t: "float" },
  string: { t: "str" },
  str: { t: "str" },
  path: { t: "path" },
  package: { t: "package" },
};

/** Nouns that are a string, a package or an integer with a check in words. */
export const CHECKED: readonly (readonly [RegExp, OptionType])[] = [
  [
    /^(?:printable string without spaces, # and \/|string without (?:spaces|line breaks or quotes)|string, with spaces inside double quotes|string containing all of the characters [^)]+|string starting with \S+ or \S+|string of the form \S+|string containing either a number or a range|file mode string|tmpfiles\.d\(5\) age format|Network prefix in CIDR notation|IPv4 or IPv6 address|session name|configured template name|key ID prefixed with \w+ or \w+|Go duration(?: \(https:[^ )]*\))?|Minecraft UUID)/,
    { t: "str" },
  ],
  [
    /^(?:package with provided sessions|package that is a Home Assistant component|NetworkManager plugin package|ibus-engine)/,
    { t: "package" },
  ],
  [/^nonzero signed integer, meaning !=0/, { t: "int" }],
];

/** Recursive values of one program's own syntax, which nixpkgs describes in prose. */
export const PROSE_FORMAT =
  /^`?(unbound\.conf|privoxy|libconfig|davmail|limesurvey|coolwsd\.xml|uMurmur|Kismet|freeciv-server|znc)`? (?:config|values|params)[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*/;

/** `Hyprland configuration value`, `Firefox preference (int, bool, …)`. */
export const NAMED_FORMAT =
  /^([A-Z]\w+) (?:configuration values?|configuration|config value|binds|option value|preference \([^()]*\))/;
