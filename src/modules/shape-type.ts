import { equal } from "../evaluator/equality.ts";
import { UnknownSignal } from "../evaluator/errors.ts";
import { later } from "../evaluator/lib/later.ts";
import { Reason } from "../evaluator/reason.ts";
import { concatLists } from "../evaluator/update.ts";
import { Choice, force, type Lazy, OpenList, Unknown, type Value } from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import type { Loc } from "./loc.ts";
import { isPlainSet } from "./node.ts";
import { showOption } from "./show.ts";
import type { ModuleSystem } from "./system.ts";
import { ListType } from "./types/list-of.ts";
import { plainly, plainlyLater } from "./types/merge-functions.ts";
import { firstDef, NativeType } from "./types/native-type.ts";
import type { Merged } from "./types/option-type.ts";
import { UndeclaredNode } from "./undeclared.ts";

const SHAPES = new WeakMap<ModuleSystem, ShapeType>();

/** The type of options whose type is not known. */
export function shapeType(sys: ModuleSystem): ShapeType {
  let type = SHAPES.get(sys);
  if (type === undefined) {
    type = new ShapeType(sys);
    SHAPES.set(sys, type);
  }
  return type;
}

/** The type of an option whose type is not known: definitions merge by what they look like. */
export class ShapeType extends NativeType {
  constructor(sys: ModuleSystem) {
    super(sys, "unspecified");
  }

  description(): string {
    return "unspecified value";
  }

  accepts(_value: Lazy): boolean {
    return true;
  }

  override takesAsIs(value: Value): boolean {
    return value === null || typeof value !== "object";
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const values = defs.map((def) => force(def.value));
    if (values.every(isListLike)) {
      const elementType = later(() => this.attrs);
      return new ListType(this.sys, elementType).merge(loc, defs);
    }
    if (values.every(isPlainSet)) {
      const node = new UndeclaredNode(this.sys, loc, defs);
      return {
        ...plainly(node.value),
        parts: { names: () => node.names(), child: (name) => node.child(name) },
      };
    }
    if (defs.length === 1) return plainly(firstDef(defs).value);
    return plainlyLater(() => this.#agreed(loc, values));
  }

  #agreed(loc: Loc, values: readonly Value[]): Value {
    const unknown = values.find((value) => value instanceof Unknown || value instanceof Choice);
    if (unknown !== undefined) return this.#withUnknown(values, unknown as Unknown | Choice);
    const [first] = values as [Value];
    for (const value of values) {
      if (value === first) continue;
      try {
        if (equal(first, value)) continue;
      } catch (error) {
        if (error instanceof UnknownSignal) return new Unknown(error.reason);
        throw error;
      }
      return new Unknown(conflict(loc));
    }
    return first;
  }

  /** Lists keep what is known of them; of anything else the unknown definition may decide. */
  #withUnknown(values: readonly Value[], unknown: Unknown | Choice): Value {
    const known = values.filter((value) => !(value instanceof Unknown || value instanceof Choice));
    if (known.length === 0 || !known.every(isListLike)) return new Unknown(unknown.reason);
    return values.reduce((a, b) => concatLists(a, b, null), []);
  }
}

function isListLike(value: Value): boolean {
  return Array.isArray(value) || value instanceof OpenList;
}

function conflict(loc: Loc): Reason {
  return new Reason(
    "option",
    `option '${showOption(loc.path)}' has different definitions, and how they merge is not known`,
  );
}
