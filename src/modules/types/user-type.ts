import { later } from "../../evaluator/lib/later.ts";
import { Attrs, type Builtin, type Lazy, type Value } from "../../evaluator/value.ts";
import { defsOfList } from "../definition.ts";
import { orElse } from "../or-else.ts";
import type { ModuleSystem } from "../system.ts";
import { mergeDefault } from "./merge-functions.ts";
import { defaultTypeMerge, functorOf, locOfList } from "./native-type.ts";

/** What `mkOptionType` takes: name → may be left out. */
const FORMALS: Readonly<Record<string, boolean>> = {
  name: false,
  description: true,
  descriptionClass: true,
  check: true,
  merge: true,
  emptyValue: true,
  getSubOptions: true,
  getSubModules: true,
  substSubModules: true,
  typeMerge: true,
  functor: true,
  deprecationMessage: true,
  nestedTypes: true,
};

/** The function `lib.types.mkOptionType`. */
export function mkOptionType(sys: ModuleSystem): Builtin {
  const { ev } = sys;
  const empty = new Attrs(new Map());
  const anything = sys.fn("check", 1, () => true);
  const merge = sys.fn("mergeDefaultOption", 2, (_, loc: Lazy, defs: Lazy) =>
    mergeDefault(sys, locOfList(sys, loc), defsOfList(ev, defs)),
  );
  const noOptions = sys.fn("getSubOptions", 1, () => empty);
  const noModules = sys.fn("substSubModules", 1, () => null);
  return sys.patternFn("mkOptionType", FORMALS, (_, given): Value => {
    const own = (name: string, fallback: Lazy): Lazy => orElse(given.get(name), fallback);
    const name = given.get("name") as Lazy;
    const functor = own(
      "functor",
      later(() => {
        const text = ev.text(name);
        return functorOf(sys, text, sys.types.get(text) ?? null);
      }),
    );
    const description = given.get("description");
    return Attrs.of({
      _type: "option-type",
      name,
      check: own("check", anything),
      merge: own("merge", merge),
      emptyValue: own("emptyValue", empty),
      getSubOptions: own("getSubOptions", noOptions),
      getSubModules: own("getSubModules", null),
      substSubModules: own("substSubModules", noModules),
      typeMerge: own(
        "typeMerge",
        sys.fn("typeMerge", 1, (_ev, other: Lazy) =>
          defaultTypeMerge(sys, ev.attrs(functor), other),
        ),
      ),
      deprecationMessage: own("deprecationMessage", null),
      nestedTypes: own("nestedTypes", empty),
      descriptionClass: own("descriptionClass", null),
      functor,
      description:
        description === undefined
          ? name
          : later(() => {
              const text = ev.known(description);
              return text === null ? ev.known(name) : text;
            }),
    });
  });
}
