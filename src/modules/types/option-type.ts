import { UnknownSignal } from "../../evaluator/errors.ts";
import type { Attrs, Lazy, Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import type { OptionNode } from "../node.ts";
import { showDefs } from "../show.ts";
import type { ModuleSystem } from "../system.ts";

/** What merging definitions gave. */
export interface Merged {
  readonly value: Lazy;
  /** What is wrong with the definitions by the type's own check; null if nothing is. */
  error(): string | null;
  /** `valueMeta`. */
  meta(): Lazy;
  /** The options and elements inside, for a look from outside of Nix; null where there are none. */
  readonly parts: Parts | null;
}

/** Options or elements inside a merged value. */
export interface Parts {
  names(): readonly string[];
  child(name: string): OptionNode | undefined;
}

/**
 * The type of an option: what its definitions may be and how several become one. The Nix value is `attrs`; types that
 * Nix code made or changed (`mkOptionType`, `type // { … }`) implement this by calling what the set says.
 */
export abstract class OptionType {
  readonly sys: ModuleSystem;

  constructor(sys: ModuleSystem) {
    this.sys = sys;
  }

  /** The type as a Nix value. */
  abstract get attrs(): Attrs;
  abstract get name(): string;
  abstract description(): string;
  /** What kind of phrase the description is: "noun", "conjunction", "composite", "nonRestrictiveClause" or null. */
  abstract descriptionClass(): string | null;
  /** Whether the type's own check passes a value; looks no deeper than the check does. May signal unknown. */
  abstract accepts(value: Lazy): boolean;
  /** Whether merging checks too (`merge.v2`), so that `accepts` is not asked before. */
  abstract get checksOnMerge(): boolean;
  /** Merges definitions without properties, at least one. */
  abstract merge(loc: Loc, defs: readonly Def[]): Merged;
  /** The value without any definition; undefined if the type has none. */
  abstract emptyValue(): Lazy | undefined;
  abstract subOptions(prefix: Lazy): Value;
  /** `getSubModules`: a list of modules, or null. */
  abstract subModules(): Value;

  /** The same; null where the type's set says nothing of modules. */
  subModulesOrNull(): Value {
    return this.subModules();
  }

  abstract substSubModules(modules: Lazy): Value;
  /** The type merged with the one that has this functor; null where they do not merge. */
  abstract typeMerge(functor: Lazy): Value;
  abstract functor(): Value;
  abstract nestedTypes(): Value;
  abstract deprecationMessage(): Value;

  /** Whether a single definition of this value, which is known and has no property, is the value without more ado. */
  takesAsIs(_value: Value): boolean {
    return false;
  }

  /** Whether definitions whose condition is unknown can be merged as parts that may be there. */
  takesPossible(_defs: readonly Def[]): boolean {
    return false;
  }
}

/** Whether the check passes, taking what is not known for right. */
export function mayAccept(type: OptionType, value: Lazy): boolean {
  try {
    return type.accepts(value);
  } catch (error) {
    if (error instanceof UnknownSignal) return true;
    throw error;
  }
}

/** `checkDefsForError`: what to say of definitions that fail a check; null if none does. */
export function errorOfDefs(
  sys: ModuleSystem,
  accepts: (value: Lazy) => boolean,
  defs: readonly Def[],
): string | null {
  const invalid = defs.filter((def) => def.isSure && !passes(accepts, def.value));
  return invalid.length === 0 ? null : `Definition values: ${showDefs(sys.ev, invalid)}`;
}

function passes(accepts: (value: Lazy) => boolean, value: Lazy): boolean {
  try {
    return accepts(value);
  } catch (error) {
    if (error instanceof UnknownSignal) return true;
    throw error;
  }
}

/** `optionDescriptionPhrase`: the description, in parentheses unless its class may stand as it is. */
export function phrase(type: OptionType, ...classes: readonly string[]): string {
  const own = type.descriptionClass();
  const text = type.description();
  return own !== null && classes.includes(own) ? text : `(${text})`;
}
