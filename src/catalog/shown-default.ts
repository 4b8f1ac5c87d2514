import { literalFits } from "./literal-fits.ts";
import { parseNixLiteral } from "./nix-literal.ts";
import type { Literal } from "./option-fact.ts";
import type { OptionType } from "./option-type.ts";

/**
 * What an option list shows as a default: the literal, or `expression`. A list shows words that
 * describe a default like a string, so what reads like words is no literal.
 */
export function shownDefault(
  shown: string | undefined,
  type: OptionType,
): "none" | "expression" | readonly [Literal] {
  if (shown === undefined) return "none";
  const literal = parseNixLiteral(shown);
  if (literal === undefined || !literalFits(literal, type)) return "expression";
  if (typeof literal === "string" && isWords(literal, type)) return "expression";
  return /<[a-z]+>/.test(JSON.stringify(literal)) ? "expression" : [literal];
}

const LOOSE = new Set<string>(["unspecified", "raw", "anything", "unknown", "format"]);

function isWords(text: string, type: OptionType): boolean {
  if (/`|\{option\}|\bconfig\.|^\(.*\)$|\bdependent$/.test(text)) return true;
  return LOOSE.has(type.t) && text.includes(" ");
}
