import { coerceToText } from "../../evaluator/coerce.ts";
import { NO_CONTEXT } from "../../evaluator/context.ts";
import { equal } from "../../evaluator/equality.ts";
import { EvalError, UnknownSignal } from "../../evaluator/errors.ts";
import { later } from "../../evaluator/lib/later.ts";
import type { Reason } from "../../evaluator/reason.ts";
import { concatTexts, type Text, textOfPieces } from "../../evaluator/text.ts";
import { concatLists, update } from "../../evaluator/update.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import { isFunction } from "../functions.ts";
import type { Loc } from "../loc.ts";
import { showDefs, showOption } from "../show.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { firstDef } from "./native-type.ts";
import type { Merged } from "./option-type.ts";

export const PRIORITY_SUGGESTION =
  "Use `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.\n";

const NO_META = new Attrs(new Map());

/** The outcome of a merge that checks nothing and has no parts. */
export function plainly(value: Lazy): Merged {
  return new PlainMerge(value);
}

class PlainMerge implements Merged {
  readonly value: Lazy;

  constructor(value: Lazy) {
    this.value = value;
  }

  error(): null {
    return null;
  }

  meta(): Lazy {
    return NO_META;
  }

  get parts(): null {
    return null;
  }
}

/** As `plainly`, computed when first asked for. */
export function plainlyLater(compute: () => Value): Merged {
  return plainly(later(compute));
}

/** Definitions that are there, if any is: of one value, those that need not be can only agree. */
export function present(defs: readonly Def[]): readonly Def[] {
  if (!defs.some((def) => def.isAmbient)) return defs;
  const there = defs.filter((def) => !def.isAmbient);
  return there.length === 0 ? defs : there;
}

/** `lib.mergeEqualOption`: the value that all definitions have. */
export function mergeEqual(sys: ModuleSystem, loc: Loc, all: readonly Def[]): Value {
  const defs = present(all);
  if (defs.length === 0) {
    throw new EvalError(
      "abort",
      "evaluation aborted with the following error message: 'This case should never happen.'",
    );
  }
  const first = firstDef(defs);
  let undecided: Reason | null = null;
  for (const def of defs.slice(1)) {
    const same = compare(first.value, def.value);
    if (same === false) throw conflict(sys, loc, [first, def]);
    if (same !== true) undecided ??= same;
  }
  return undecided === null ? force(first.value) : new Unknown(undecided);
}

function compare(a: Lazy, b: Lazy): boolean | Reason {
  try {
    return equal(a, b);
  } catch (error) {
    if (error instanceof UnknownSignal) return error.reason;
    throw error;
  }
}

function conflict(sys: ModuleSystem, loc: Loc, defs: readonly Def[]): EvalError {
  return thrown(
    `The option \`${showOption(loc.path)}' has conflicting definition values:${showDefs(sys.ev, defs)}\n${PRIORITY_SUGGESTION}`,
  );
}

/** `lib.mergeUniqueOption` without its inner merge: throws unless there is one definition. */
export function requireUnique(
  sys: ModuleSystem,
  loc: Loc,
  all: readonly Def[],
  message: string,
): Def {
  const defs = present(all);
  if (defs.length === 1) return firstDef(defs);
  // One of which nothing is known may turn out not to hold.
  const unknown = defs.find((def) => unknownDef(def) !== null);
  const known = defs.filter((def) => unknownDef(def) === null);
  if (unknown !== undefined && known.length <= 1) return unknown;
  if (defs.length === 0) throw new EvalError("assertion", "assertion '(length defs > 1)' failed");
  throw thrown(
    `The option \`${showOption(loc.path)}' is defined multiple times while it's expected to be unique.\n${message}\nDefinition values:${showDefs(sys.ev, defs)}\n${PRIORITY_SUGGESTION}`,
  );
}

/** `lib.mergeOneOption`. */
export function mergeOne(sys: ModuleSystem, loc: Loc, defs: readonly Def[]): Value {
  return force(requireUnique(sys, loc, defs, "").value);
}

/** Why nothing is known of a definition, not even its place among others; null for other definitions. */
export function unknownDef(def: Def): Reason | null {
  const value = force(def.value);
  return value instanceof Unknown || value instanceof Choice ? value.reason : null;
}

/**
 * Strings with a separator between them. Unknown ones become holes, which have the separators around them; one that
 * may be ordered anywhere makes a hole everywhere.
 */
export function mergeTexts(sys: ModuleSystem, separator: string, defs: readonly Def[]): Text {
  const anywhere = defs.map(unknownDef).find((reason) => reason !== null);
  const hole = (reason: Reason) => textOfPieces([new Unknown(reason)], NO_CONTEXT);
  const texts: Text[] = anywhere ? [hole(anywhere)] : [];
  let separated = true;
  for (const def of defs) {
    if (unknownDef(def) !== null) continue;
    if (!def.isSure) {
      texts.push(hole(doubtOf(def)));
      separated = true;
      continue;
    }
    if (!separated) texts.push(separator);
    texts.push(coerceToText(sys.ev, def.value, "add"));
    if (anywhere) texts.push(hole(anywhere));
    separated = anywhere !== undefined;
  }
  return concatTexts(texts);
}

/** Why it is not known whether a definition is there, or holds. */
function doubtOf(def: Def): Reason {
  const [unknown] = def.cases;
  return unknown === undefined ? (force(def.value) as Unknown).reason : unknown.reason;
}

/** The value of a definition that may be merged into others; unknown if it need not be there. */
function partValue(def: Def): Value {
  return def.isSure ? force(def.value) : new Unknown(doubtOf(def));
}

/** `lib.mergeDefaultOption`: by the kind of the values, if they are all of one. */
export function mergeDefault(sys: ModuleSystem, loc: Loc, defs: readonly Def[]): Value {
  const { ev } = sys;
  if (defs.length === 1) return force(firstDef(defs).value);
  const values = defs.map(partValue);
  const known = values.filter((value) => !(value instanceof Unknown || value instanceof Choice));
  const all = (test: (value: Value) => boolean) => known.every(test);
  const reason = (values.find((value) => !known.includes(value)) as Unknown | undefined)?.reason;
  if (known.length === 0 && reason !== undefined) return new Unknown(reason);
  if (all((value) => isFunction(ev, value))) {
    if (reason !== undefined) return new Unknown(reason);
    return sys.fn("merged", 1, (_, argument: Lazy) =>
      mergeDefault(
        sys,
        loc,
        defs.map((def) => def.part(ev.delayCall(def.value, argument))),
      ),
    );
  }
  if (all((value) => Array.isArray(value) || value instanceof OpenList)) {
    return values.reduce((a, b) => concatLists(a, b, null), []);
  }
  if (all((value) => value instanceof Attrs)) {
    return values.reduce((a, b) => update(a, b, null), new Attrs(new Map()));
  }
  if (all((value) => typeof value === "boolean") && values.includes(true)) return true;
  if (all(isText)) return mergeTexts(sys, "", defs);
  if (reason !== undefined) return new Unknown(reason);
  if (all((value) => typeof value === "boolean")) return false;
  const [first] = values;
  if (all((value) => typeof value === "number" || typeof value === "bigint")) {
    if (values.every((value) => value === first)) return first as Value;
  }
  throw thrown(
    `Cannot merge definitions of \`${showOption(loc.path)}'. Definition values:${showDefs(ev, defs)}`,
  );
}

/** Whether values of that kind are merged as parts of a whole, so that there may be further ones. */
export function areParts(defs: readonly Def[]): boolean {
  return defs.every((def) => {
    const value = force(def.value);
    if (unknownDef(def) !== null) return true;
    return Array.isArray(value) || value instanceof OpenList || value instanceof Attrs;
  });
}

function isText(value: Value): boolean {
  return (
    typeof value === "string" || value instanceof ContextString || value instanceof PartialText
  );
}
