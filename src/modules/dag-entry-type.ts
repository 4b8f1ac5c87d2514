import { later } from "../evaluator/lib/later.ts";
import { Attrs, force, type Lazy } from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import type { Loc } from "./loc.ts";
import { Merging } from "./merging.ts";
import { ElementNode } from "./node.ts";
import type { ModuleSystem } from "./system.ts";
import { typeOf } from "./types/foreign-type.ts";
import { ListType } from "./types/list-of.ts";
import { NativeType } from "./types/native-type.ts";
import type { Merged } from "./types/option-type.ts";

const PARTS = ["after", "before", "data"] as const;

/**
 * An element of home-manager's `dagOf`: a value with the names that it stands before and after. A value that does not
 * say them stands anywhere. Behaviour of modules/lib/types-dag.nix.
 */
export class DagEntryType extends NativeType {
  readonly #dataType: Lazy;

  constructor(sys: ModuleSystem, dataType: Lazy) {
    super(sys, "dagEntryOf");
    this.#dataType = dataType;
  }

  description(): string {
    return `DAG entry of ${typeOf(this.sys, this.#dataType).description()}`;
  }

  accepts(value: Lazy): boolean {
    return isEntry(this.sys, value) || typeOf(this.sys, this.#dataType).accepts(value);
  }

  override takesPossible(): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const part = (name: string): Merging => {
      const type = name === "data" ? typeOf(this.sys, this.#dataType) : namesType(this.sys);
      return new Merging(this.sys, loc.child(name), type, this.#partsOf(defs, name));
    };
    const parts = new Map(PARTS.map((name) => [name as string, part(name)]));
    const value = new Attrs(new Map([...parts].map(([name, merging]) => [name, merging.value])));
    return {
      value,
      error: () => null,
      meta: () => new Attrs(new Map()),
      parts: {
        names: () => PARTS,
        child: (name) => {
          const merging = parts.get(name);
          return merging === undefined ? undefined : new ElementNode([...loc.path, name], merging);
        },
      },
    };
  }

  #partsOf(defs: readonly Def[], name: string): Def[] {
    const found = defs.flatMap((def) => {
      const value = force(def.value);
      if (!isEntry(this.sys, value)) return name === "data" ? [def.part(def.value)] : [];
      const part = (value as Attrs).get(name);
      return part === undefined ? [] : [def.part(part)];
    });
    const [first] = defs;
    return found.length > 0 || name === "data" || first === undefined ? found : [first.part([])];
  }
}

function namesType(sys: ModuleSystem): ListType {
  return new ListType(
    sys,
    later(() => force(sys.types.get("str") as Lazy)),
  );
}

/** `lib.hm.dag.isEntry`. */
function isEntry(sys: ModuleSystem, value: Lazy): boolean {
  const known = sys.ev.known(value);
  return known instanceof Attrs && PARTS.every((name) => known.map.has(name));
}
