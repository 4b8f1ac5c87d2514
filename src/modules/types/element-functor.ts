import { Attrs, force, type Lazy, type Value } from "../../evaluator/value.ts";
import type { ModuleSystem } from "../system.ts";
import { typeOf } from "./foreign-type.ts";
import { functorOf } from "./native-type.ts";

/** The functor of a type with one type inside: types merge when those inside do. */
export function elementFunctor(
  sys: ModuleSystem,
  name: string,
  payload: Record<"elemType", Lazy>,
  make: (payload: Attrs) => Value,
): Attrs {
  const type = sys.fn(name, 1, (ev, given: Lazy) => make(ev.attrs(given)));
  return functorOf(sys, name, type, Attrs.of(payload), (a, b) => {
    const merged = mergedTypes(sys, a.get("elemType"), b.get("elemType"));
    return merged === null ? null : Attrs.of({ elemType: merged });
  });
}

/** One type of two, null where they do not merge. */
export function mergedTypes(sys: ModuleSystem, a: Lazy | undefined, b: Lazy | undefined): Value {
  if (a === undefined || b === undefined) throw sys.missing("elemType");
  return force(typeOf(sys, a).typeMerge(typeOf(sys, b).functor()));
}
