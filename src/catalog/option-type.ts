/**
 * An option's type as plain data: what decides how its definitions merge and what they may be.
 *
 * The names are those of `lib.types`. A submodule's options are not repeated here: they are the
 * catalogue's options below the option's own path.
 */
export type OptionType =
  | { readonly t: SimpleType }
  /** `min` and `max` inclusive; `bits` where the type is one of `ints.u8` … `ints.s32`. */
  | {
      readonly t: "int";
      readonly min?: number;
      readonly max?: number;
      readonly bits?: number;
      readonly signed?: boolean;
    }
  | { readonly t: "float"; readonly min?: number; readonly max?: number }
  | { readonly t: "number"; readonly min?: number; readonly max?: number }
  | { readonly t: "strMatching"; readonly pattern: string }
  | { readonly t: "separatedString"; readonly sep: string }
  /** `inStore` true or false where the type says that the path must or must not be in the store. */
  | { readonly t: "path"; readonly inStore?: boolean }
  | { readonly t: "enum"; readonly values: readonly EnumValue[] }
  | { readonly t: "nullOr"; readonly of: OptionType }
  | { readonly t: "listOf"; readonly of: OptionType; readonly nonEmpty?: boolean }
  | { readonly t: "attrsOf"; readonly of: OptionType }
  | { readonly t: "lazyAttrsOf"; readonly of: OptionType }
  /** home-manager's ordered attributes: each value is `{ data, before, after }` when read. */
  | { readonly t: "dagOf"; readonly of: OptionType }
  /** `either` and `oneOf`, flattened; the first that fits is the one that merges. */
  | { readonly t: "either"; readonly of: readonly OptionType[] }
  | { readonly t: "coercedTo"; readonly from: OptionType; readonly to: OptionType }
  | { readonly t: "uniq"; readonly of: OptionType }
  | { readonly t: "functionTo"; readonly of: OptionType }
  /** A type with a further check that is only known by its words. */
  | { readonly t: "checked"; readonly of: OptionType; readonly check: string }
  /** `open` (with `freeform`, its type) where attributes that are no options are allowed. */
  | { readonly t: "submodule"; readonly open?: boolean; readonly freeform?: OptionType }
  /** A value of `pkgs.formats`: recursive sets, lists and scalars that merge recursively. */
  | { readonly t: "format"; readonly format: string }
  | { readonly t: "unknown"; readonly text: string };

/** Types without parameters. */
export type SimpleType =
  | "anything"
  | "attrs"
  | "attrTag"
  | "bool"
  | "boolByOr"
  | "deferredModule"
  | "lines"
  | "nonEmptyStr"
  | "optionType"
  | "package"
  | "pkgs"
  | "port"
  | "raw"
  | "singleLineStr"
  | "str"
  /** The values of a systemd unit's sections: lists are appended, anything else must agree. */
  | "unitOption"
  | "unspecified";

export type EnumValue = string | number | boolean | null;

/** As `descriptionClass`: what may stand unbracketed inside another description. */
type Rank = "noun" | "conjunction" | "composite" | "bracketed";

const SIMPLE: Readonly<Record<SimpleType, readonly [text: string, rank: Rank]>> = {
  anything: ["anything", "noun"],
  attrs: ["attribute set", "noun"],
  attrTag: ["attribute-tagged union", "noun"],
  bool: ["boolean", "noun"],
  boolByOr: ["boolean (merged using or)", "noun"],
  deferredModule: ["module", "noun"],
  lines: ['strings concatenated with "\\n"', "noun"],
  nonEmptyStr: ["non-empty string", "noun"],
  optionType: ["optionType", "noun"],
  package: ["package", "noun"],
  pkgs: ["Nixpkgs package set", "noun"],
  port: ["16 bit unsigned integer; between 0 and 65535 (both inclusive)", "noun"],
  raw: ["raw value", "noun"],
  singleLineStr: ["(optionally newline-terminated) single-line string", "noun"],
  str: ["string", "noun"],
  unitOption: ["systemd option", "noun"],
  unspecified: ["unspecified value", "noun"],
};

/** Writes a type as nixpkgs' option lists describe it; `parseOptionType` reads it back. */
export function printOptionType(type: OptionType): string {
  return describe(type)[0];
}

function describe(type: OptionType): readonly [string, Rank] {
  switch (type.t) {
    case "int":
      return [describeInt(type), "noun"];
    case "float":
    case "number":
      return [describeNumber(type), "noun"];
    case "strMatching":
      return [`string matching the pattern ${type.pattern}`, "noun"];
    case "separatedString":
      return [`strings concatenated with ${JSON.stringify(type.sep)}`, "noun"];
    case "path":
      return [
        type.inStore === undefined
          ? "absolute path"
          : type.inStore
            ? "path in the Nix store"
            : "absolute path not in the Nix store",
        "noun",
      ];
    case "enum":
      return describeEnum(type.values);
    case "nullOr":
      return [`null or ${phrase(type.of, "noun", "conjunction")}`, "conjunction"];
    case "listOf": {
      const list = `list of ${phrase(type.of, "noun", "composite")}`;
      return type.nonEmpty ? [`non-empty (${list})`, "noun"] : [list, "composite"];
    }
    case "attrsOf":
      return [`attribute set of ${phrase(type.of, "noun", "composite")}`, "composite"];
    case "lazyAttrsOf":
      return [`lazy attribute set of ${phrase(type.of, "noun", "composite")}`, "composite"];
    case "dagOf":
      return [`DAG of ${phrase(type.of, "noun", "composite")}`, "composite"];
    case "either": {
      const last = type.of.length - 1;
      const parts = type.of.map((of, index) =>
        index < last
          ? phrase(of, "noun", "conjunction")
          : phrase(of, "noun", "conjunction", "composite"),
      );
      return [parts.join(" or "), "conjunction"];
    }
    case "coercedTo":
      return [
        `${phrase(type.to, "noun")} or ${phrase(type.from, "noun")} convertible to it`,
        "bracketed",
      ];
    case "uniq":
      return [`unique (${describe(type.of)[0]})`, "noun"];
    case "functionTo":
      return [
        `function that evaluates to a(n) ${phrase(type.of, "noun", "composite")}`,
        "composite",
      ];
    case "checked":
      return [`${phrase(type.of, "noun")} (with check: ${type.check})`, "noun"];
    case "submodule":
      if (type.freeform !== undefined) {
        return [`open submodule of ${phrase(type.freeform, "noun", "composite")}`, "bracketed"];
      }
      return [type.open ? "open submodule" : "submodule", "bracketed"];
    case "format":
      return [`${type.format} value`, "bracketed"];
    case "unknown":
      return [type.text, "noun"];
    default:
      return SIMPLE[type.t];
  }
}

function phrase(type: OptionType, ...allowed: readonly Rank[]): string {
  const [text, rank] = describe(type);
  return allowed.includes(rank) ? text : `(${text})`;
}

function describeInt(type: OptionType & { t: "int" }): string {
  const { min, max, bits } = type;
  if (min === 1 && max === undefined) return "positive integer, meaning >0";
  if (min === 0 && max === undefined) return "unsigned integer, meaning >=0";
  if (min === undefined || max === undefined) return "signed integer";
  const range = `between ${min} and ${max} (both inclusive)`;
  if (bits === undefined) return `integer ${range}`;
  return `${bits} bit ${type.signed ? "signed" : "unsigned"} integer; ${range}`;
}

function describeNumber(type: OptionType & { t: "float" | "number" }): string {
  const noun = type.t === "float" ? "floating point number" : "integer or floating point number";
  if (type.min !== undefined && type.max !== undefined) {
    return `${noun} between ${type.min} and ${type.max} (both inclusive)`;
  }
  if (type.min === 0) return `nonnegative ${noun}, meaning >=0`;
  return type.min === undefined ? noun : `positive ${noun}, meaning >0`;
}

function describeEnum(values: readonly EnumValue[]): readonly [string, Rank] {
  const shown = values.map((value) => (value === null ? "<null>" : JSON.stringify(value)));
  if (shown.length === 0) return ["impossible (empty enum)", "noun"];
  if (shown.length === 1) return [`value ${shown[0]} (singular enum)`, "noun"];
  return [`one of ${shown.join(", ")}`, "conjunction"];
}
