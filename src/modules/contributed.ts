import { NO_CONTEXT } from "../evaluator/context.ts";
import { Reason } from "../evaluator/reason.ts";
import { contextOfText, piecesOf, type Text, textOfPieces } from "../evaluator/text.ts";
import {
  Attrs,
  ContextString,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import type { OptionFact, TypeData } from "./facts.ts";
import type { Loc } from "./loc.ts";
import { mayDefine } from "./merging.ts";
import { isPlainSet } from "./node.ts";
import { DEFAULT_PRIORITY } from "./property.ts";
import { showOption } from "./show.ts";

/** The priority of `mkForce`. */
const FORCE_PRIORITY = 50;

/**
 * The value of an option that NixOS' own modules define too: open where they may add to it. `priority` is that of the
 * repository's definitions; what those override is not there.
 */
export function withContributions(
  value: Value,
  priority: number,
  loc: Loc,
  fact: Pick<OptionFact, "type" | "forced"> | null,
): Value {
  if (fact?.forced === true && priority >= FORCE_PRIORITY) return new Unknown(mayDefine(loc));
  if (priority < DEFAULT_PRIORITY) return value;
  const replaced = priority > DEFAULT_PRIORITY;
  const reason = mayAdd(loc.path);
  if (Array.isArray(value)) return new OpenList(replaced ? [] : value, reason, 0);
  if (isPlainSet(value) && value.rest === null) {
    return new Attrs(replaced ? new Map() : value.map, value.positions, { reason });
  }
  if (isConcatenated(fact?.type)) {
    // What NixOS adds stands before or after; the definitions' own text is in it.
    const more = new Unknown(reason);
    if (replaced || !isText(value)) return textOfPieces([more], NO_CONTEXT);
    return textOfPieces([more, ...piecesOf(value), more], contextOfText(value));
  }
  // Nobody here sets it, or only as a default, and NixOS may.
  return replaced ? new Unknown(mayDefine(loc)) : value;
}

export function mayAdd(path: readonly string[]): Reason {
  return new Reason("option", `NixOS may add to '${showOption(path)}'`);
}

/** Whether definitions of the option are put one after the other as text. */
function isConcatenated(type: TypeData | undefined): boolean {
  if (type === undefined) return false;
  const inner = type.t === "nullOr" ? type.of : type;
  return inner.t === "lines" || inner.t === "separatedString";
}

function isText(value: Value): value is Text {
  return (
    typeof value === "string" || value instanceof ContextString || value instanceof PartialText
  );
}
