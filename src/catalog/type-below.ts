import type { OptionType } from "./option-type.ts";

/**
 * The type of what stands at `rest` below a value of `type`, where the type itself says it:
 * `attrsOf`, a freeform submodule, a format. Undefined where nothing can stand there; a
 * submodule's declared options are not looked at.
 */
export function typeBelow(type: OptionType, rest: readonly string[]): OptionType | undefined {
  const [segment, ...deeper] = rest;
  if (segment === undefined) return type;
  switch (type.t) {
    case "attrsOf":
    case "lazyAttrsOf":
    case "dagOf":
      return typeBelow(type.of, deeper);
    case "listOf":
      return segment === "*" ? typeBelow(type.of, deeper) : undefined;
    case "nullOr":
    case "uniq":
    case "checked":
      return typeBelow(type.of, rest);
    case "coercedTo":
      return typeBelow(type.to, rest);
    case "either":
      return eitherBelow(type.of, rest);
    case "submodule":
      return type.freeform === undefined ? undefined : typeBelow(type.freeform, rest);
    case "format":
    case "anything":
    case "unspecified":
    case "raw":
    case "attrs":
    case "deferredModule":
    case "unknown":
      return type.t === "attrs" ? { t: "unspecified" } : type;
    default:
      return undefined;
  }
}

function eitherBelow(
  types: readonly OptionType[],
  rest: readonly string[],
): OptionType | undefined {
  const found = types.flatMap((type) => typeBelow(type, rest) ?? []);
  const [only] = found;
  return found.length > 1 ? { t: "either", of: found } : only;
}
