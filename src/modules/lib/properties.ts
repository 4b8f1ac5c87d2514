import { EvalError } from "../../evaluator/errors.ts";
import { branch, later } from "../../evaluator/lib/later.ts";
import { IDENTITY } from "../../evaluator/lib/native.ts";
import { Attrs, force, type Lazy, lazy, type Value } from "../../evaluator/value.ts";
import { entryOf } from "../option-entry.ts";
import {
  DEFAULT_ORDER,
  DEFAULT_PRIORITY,
  mkIf,
  mkMerge,
  mkOrder,
  mkOverride,
  rememberSpan,
  tagOf,
} from "../property.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { attribute } from "./attr-path.ts";

/** `mkIf`, `mkForce`, `mkBefore` and their like. */
export function propertyFunctions(sys: ModuleSystem): Map<string, Lazy> {
  const { fn, ev } = { fn: sys.fn.bind(sys), ev: sys.ev };
  const table = new Map<string, Lazy>();
  const override = (name: string, priority: number) =>
    table.set(
      name,
      fn(name, 1, (_, content: Lazy) => mkOverride(priority, content)),
    );
  const order = (name: string, priority: number) =>
    table.set(
      name,
      fn(name, 1, (_, content: Lazy) => mkOrder(priority, content)),
    );
  table.set(
    "mkIf",
    fn("mkIf", 2, (_, condition: Lazy, content: Lazy) => mkIf(condition, content)),
  );
  table.set(
    "mkMerge",
    fn("mkMerge", 1, (_, contents: Lazy) => mkMerge(contents)),
  );
  table.set(
    "mkOverride",
    fn("mkOverride", 2, (_, priority: Lazy, content: Lazy) => mkOverride(priority, content)),
  );
  table.set(
    "mkOrder",
    fn("mkOrder", 2, (_, priority: Lazy, content: Lazy) => mkOrder(priority, content)),
  );
  override("mkOptionDefault", 1500);
  override("mkDefault", 1000);
  override("mkImageMediaOverride", 60);
  override("mkForce", 50);
  override("mkVMOverride", 10);
  order("mkBefore", 500);
  order("mkAfter", 1500);
  table.set("defaultOverridePriority", DEFAULT_PRIORITY);
  table.set("defaultPriority", DEFAULT_PRIORITY);
  table.set("defaultOrderPriority", DEFAULT_ORDER);
  table.set(
    "mkFixStrictness",
    fn("mkFixStrictness", 1, (_, value: Lazy) => {
      sys.warn(
        "lib.mkFixStrictness has no effect and will be removed. It returns its argument unmodified, so you can just remove any calls.",
      );
      return force(value);
    }),
  );
  table.set(
    "mkAssert",
    fn("mkAssert", 3, (_, assertion: Lazy, message: Lazy, content: Lazy) => {
      const failed = lazy(() => {
        throw thrown(`\nFailed assertion: ${ev.text(message)}`);
      });
      return mkIf(
        later(() => branch(ev, assertion, true, failed)),
        content,
      );
    }),
  );
  table.set(
    "mkDefinition",
    fn("mkDefinition", 1, (_, given: Lazy) => definition(sys, ev.attrs(given))),
  );
  table.set(
    "mapDefinitionValue",
    fn("mapDefinitionValue", 2, (_, f: Lazy, def: Lazy) => mapDefinitionValue(sys, f, def)),
  );
  addAliases(sys, table);
  return table;
}

function definition(sys: ModuleSystem, given: Attrs): Value {
  for (const name of ["file", "value"]) {
    if (given.get(name) === undefined) {
      throw new EvalError(
        "missing-argument",
        `function 'mkDefinition' called without required argument '${name}'`,
        null,
        name,
      );
    }
  }
  void sys;
  return new Attrs(new Map([...given.map, ["_type", "definition"]]), given.positions, given.rest);
}

const INSIDE: Readonly<Record<string, string>> = {
  if: "content",
  override: "content",
  order: "content",
  definition: "value",
};

/** Applies a function to the value inside of a definition's properties. */
function mapDefinitionValue(sys: ModuleSystem, f: Lazy, def: Lazy): Value {
  const value = force(def);
  const tag = tagOf(value);
  if (!(value instanceof Attrs) || tag === "") return sys.ev.call(force(f), value);
  const inner = (one: Lazy): Lazy => later(() => mapDefinitionValue(sys, f, one));
  const map = new Map(value.map);
  const name = INSIDE[tag];
  if (tag === "merge") {
    map.set(
      "contents",
      later(() => sys.ev.list(value.get("contents") as Lazy).map(inner)),
    );
  } else if (name !== undefined) map.set(name, inner(value.get(name) as Lazy));
  else return sys.ev.call(force(f), value);
  return new Attrs(map, value.positions, value.rest);
}

function addAliases(sys: ModuleSystem, table: Map<string, Lazy>): void {
  table.set(
    "mkAliasDefinitions",
    sys.fn("mkAliasDefinitions", 1, (_, option: Lazy) => alias(sys, IDENTITY, option)),
  );
  table.set(
    "mkAliasAndWrapDefinitions",
    sys.fn("mkAliasAndWrapDefinitions", 2, (_, wrap: Lazy, option: Lazy) =>
      alias(sys, wrap, option),
    ),
  );
  table.set(
    "mkAliasAndWrapDefsWithPriority",
    sys.fn("mkAliasAndWrapDefsWithPriority", 2, (_, wrap: Lazy, option: Lazy) =>
      aliasWithPriority(sys, (content) => sys.ev.delayCall(wrap, content), option),
    ),
  );
  table.set(
    "mkAliasIfDef",
    sys.fn("mkAliasIfDef", 2, (_, option: Lazy, content: Lazy) =>
      mkIf(attribute(sys.ev, option, "isDefined"), content),
    ),
  );
  table.set(
    "mkDerivedConfig",
    sys.fn("mkDerivedConfig", 2, (ev, option: Lazy, f: Lazy) =>
      mkOverride(
        attribute(ev, option, "highestPrio", DEFAULT_PRIORITY),
        ev.delayCall(f, attribute(ev, option, "value")),
      ),
    ),
  );
}

function alias(sys: ModuleSystem, wrap: Lazy, option: Lazy): Value {
  const contents = mkMerge(attribute(sys.ev, option, "definitions"));
  return mkIf(attribute(sys.ev, option, "isDefined"), sys.ev.delayCall(wrap, contents));
}

/** All definitions of an option with their priority, for another option. */
export function aliasWithPriority(
  sys: ModuleSystem,
  wrap: (content: Lazy) => Lazy,
  option: Lazy,
): Value {
  const { ev } = sys;
  const priority = attribute(ev, option, "highestPrio", DEFAULT_PRIORITY);
  const contents = later(() => {
    const forced = ev.attrs(option);
    const values = ev.list(attribute(ev, forced, "definitions"));
    // Where the definitions come from is kept for the alias.
    const origins = entryOf(forced)?.merging.winners.defs ?? [];
    return values.map((value, index) => {
      const property = mkOverride(priority, value);
      const span = origins[index]?.span;
      if (span) rememberSpan(property, span);
      return property;
    });
  });
  return mkIf(attribute(ev, option, "isDefined"), wrap(mkMerge(contents)));
}
