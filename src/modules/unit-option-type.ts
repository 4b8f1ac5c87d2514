import { concatLists } from "../evaluator/update.ts";
import { force, type Lazy, OpenList, type Value } from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import type { Loc } from "./loc.ts";
import type { ModuleSystem } from "./system.ts";
import { mergeEqual, plainlyLater } from "./types/merge-functions.ts";
import { NativeType } from "./types/native-type.ts";
import type { Merged } from "./types/option-type.ts";

/**
 * Settings of systemd units: as soon as one definition is a list all are appended, else they must be equal.
 * Behaviour of `unitOption` in nixos/lib/systemd-unit-options.nix.
 */
export class UnitOptionType extends NativeType {
  constructor(sys: ModuleSystem) {
    super(sys, "systemd option");
  }

  description(): string {
    return "systemd option";
  }

  accepts(_value: Lazy): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    return plainlyLater(() => {
      const values = defs.map((def) => force(def.value));
      if (!values.some(isListLike)) return mergeEqual(this.sys, loc, defs);
      return values
        .map((value): Value => (isListLike(value) ? value : [value]))
        .reduce((a, b) => concatLists(a, b, null), []);
    });
  }
}

function isListLike(value: Value): boolean {
  return Array.isArray(value) || value instanceof OpenList;
}
