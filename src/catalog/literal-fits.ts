import type { Literal } from "./option-fact.ts";
import type { OptionType } from "./option-type.ts";

/**
 * Whether a literal can be the default of an option of this type. Option lists show a default's
 * describing text as if it were the default, so `"the default of bar"` on a boolean is no literal.
 */
export function literalFits(value: Literal, type: OptionType): boolean {
  switch (type.t) {
    case "bool":
    case "boolByOr":
      return typeof value === "boolean";
    case "int":
    case "port":
      return Number.isInteger(value);
    case "float":
    case "number":
      return typeof value === "number";
    case "str":
    case "lines":
    case "nonEmptyStr":
    case "singleLineStr":
    case "separatedString":
    case "strMatching":
      return typeof value === "string";
    case "path":
      return typeof value === "string" && value.startsWith("/");
    case "enum":
      return type.values.some((one) => one === value);
    case "nullOr":
      return value === null || literalFits(value, type.of);
    case "listOf":
      return Array.isArray(value) && value.every((item) => literalFits(item, type.of));
    case "attrsOf":
    case "lazyAttrsOf":
    case "dagOf":
      return isSet(value) && Object.values(value).every((item) => literalFits(item, type.of));
    case "attrs":
    case "submodule":
    case "attrTag":
      return isSet(value);
    case "either":
      return type.of.some((one) => literalFits(value, one));
    case "coercedTo":
      return literalFits(value, type.to) || literalFits(value, type.from);
    case "uniq":
    case "checked":
      return literalFits(value, type.of);
    case "package":
    case "pkgs":
    case "functionTo":
    case "optionType":
      return false;
    default:
      return true;
  }
}

function isSet(value: Literal): value is { readonly [name: string]: Literal } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
