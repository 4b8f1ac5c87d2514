import { type BuiltinTable, builtinsOf } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../value.ts";
import { Collector } from "./collector.ts";
import { later, select, selectLazy } from "./later.ts";
import { interpolated, itemsOf, joined } from "./partial-text.ts";

/** `lib.stringsWithDeps`: texts that need others before them, as activation scripts do. */
export function stringsWithDepsLib(_: Evaluator): Map<string, Lazy> {
  return builtinsOf(functions, "lib.stringsWithDeps.");
}

const functions: BuiltinTable = {
  textClosureList: [2, textClosureList],
  textClosureMap: [
    3,
    (ev, f: Lazy, predefined: Lazy, names: Lazy) => {
      const from = itemsOf(ev, textClosureList(ev, predefined, names));
      const texts = from.items.map((text) => interpolated(ev, ev.call(force(f), text)));
      return joined("\n", texts, from);
    },
  ],
  noDepEntry: [1, (_, text: Lazy) => Attrs.of({ text, deps: [] })],
  fullDepEntry: [2, (_, text: Lazy, deps: Lazy) => Attrs.of({ text, deps })],
  packEntry: [1, (_, deps: Lazy) => Attrs.of({ deps, text: "" })],
  stringAfter: [2, (_, deps: Lazy, text: Lazy) => Attrs.of({ text, deps })],
};

/** Members of `lib.stringsWithDeps` that are also members of `lib`: all. */
export const flatStringsWithDeps: readonly string[] = Object.keys(functions);

/** The texts of entries, each after those it needs, and each name once. */
function textClosureList(ev: Evaluator, predefined: Lazy, names: Lazy): Value {
  const into = new Collector();
  const done = new Set<string>();
  // Which names come after an unknown entry depends on what that one brings along: the list ends there.
  const visit = (list: Lazy): boolean => {
    const { items, reason, prefix } = itemsOf(ev, list);
    for (const item of items.slice(0, prefix)) {
      if (!visitEntry(item)) return false;
    }
    if (reason !== null) into.doubt(reason);
    return reason === null;
  };
  const visitEntry = (item: Lazy): boolean => {
    const entry = force(item);
    if (entry instanceof Unknown || entry instanceof Choice) {
      into.doubt(entry.reason);
      return false;
    }
    if (entry instanceof Attrs) {
      if (!visit(selectLazy(ev, entry, "deps"))) return false;
      into.push(later(() => select(ev, entry, "text")));
      return true;
    }
    const name = ev.text(entry);
    if (done.has(name)) return true;
    done.add(name);
    return visitEntry(selectLazy(ev, predefined, name));
  };
  visit(names);
  return into.finish();
}
