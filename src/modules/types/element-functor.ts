import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type Value } from "../../evaluator/value.ts";
import { showOption } from "../show.ts";
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
  const functor = functorOf(sys, name, type, Attrs.of(payload), (a, b) => {
    const merged = mergedTypes(sys, a.get("elemType"), b.get("elemType"));
    return merged === null ? null : Attrs.of({ elemType: merged });
  });
  return withWrapped(sys, functor, payload.elemType);
}

/** Adds the attribute `wrapped`, which was in releases up to 25.11 and warns when it is used. */
export function withWrapped(sys: ModuleSystem, functor: Attrs, wrapped: Lazy): Attrs {
  const warned = (where: string, option: string) => {
    sys.warn(
      `The deprecated \`${where}functor.wrapped\` attribute ${option}is accessed, use \`${where}nestedTypes.elemType\` instead.\n`,
    );
    return force(wrapped);
  };
  const explain = sys.fn("wrappedDeprecationMessage", 1, (ev, given: Lazy) => {
    const loc = ev.known(ev.attrs(given).get("loc") ?? null);
    if (loc === null) return warned("", "");
    const path = ev.list(loc).map((name) => ev.text(name));
    return warned("type.", `of the option \`${showOption(path)}\` `);
  });
  const map = new Map(functor.map);
  map.set("wrappedDeprecationMessage", explain);
  map.set(
    "wrapped",
    later(() => warned("", "")),
  );
  return new Attrs(map);
}

/** One type of two, null where they do not merge. */
export function mergedTypes(sys: ModuleSystem, a: Lazy | undefined, b: Lazy | undefined): Value {
  if (a === undefined || b === undefined) throw sys.missing("elemType");
  return force(typeOf(sys, a).typeMerge(typeOf(sys, b).functor()));
}
