import type { Span } from "../core/span.ts";
import { UnknownSignal } from "../evaluator/errors.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import { discharge, sortByOrder } from "./discharge.ts";
import type { Merging } from "./merging.ts";
import { isProperty } from "./property.ts";
import { pushDown } from "./push-down.ts";
import type { ModuleSystem } from "./system.ts";

/** A definition as it is shown: where it is, and whether it counts. */
export interface Definition {
  /** The value without properties; not forced. */
  readonly value: Lazy;
  /** File of the name that is defined; words like `<unknown-file>` where there is none. */
  readonly file: string;
  /** The name that is defined; the nearest place around where it has none. */
  readonly span: Span | null;
  /** The lowest wins; 100 for a plain definition, 1500 for an option's default. */
  readonly priority: number;
  /** Whether its conditions hold. */
  readonly condition: "true" | "false" | "unknown";
  /** Whether it is part of the value. With an unknown condition: whether it may be. */
  readonly wins: boolean;
  /** Files that brought the module in, the outermost first, the module's own file last. */
  readonly importedBy: readonly string[];
  /** `mkOrder`; null for the usual place. */
  readonly order: number | null;
  /** Whether it is the default of the option's declaration. */
  readonly isDefault: boolean;
}

/** A place in the tree of options: a set of options, an option, an element of its value, or an undeclared path. */
export interface OptionNode {
  readonly path: readonly string[];
  readonly kind: "set" | "option" | "element" | "undeclared";
  /** The value; throws where Nix does. */
  readonly value: Lazy;
  /** Winners and losers, as the module system orders them. */
  definitions(): Definition[];
  /** Names that are surely below, sorted. */
  names(): readonly string[];
  child(name: string): OptionNode | undefined;
}

/** The definitions of an option for a reader. `fallback` is its default, if it has one. */
export function shownDefinitions(
  sys: ModuleSystem,
  defs: readonly Def[],
  isDefault: (def: Def) => boolean = () => false,
): Definition[] {
  const dropped: Def[] = [];
  const held = sortByOrder(sys.ev, discharge(sys.ev, defs, dropped));
  const sure = held.filter((def) => def.isSure);
  const best = Math.min(...sure.map((def) => def.priority));
  const shown = held.map((def) =>
    show(def, def.cases.length > 0 ? "unknown" : "true", def.priority <= best, isDefault(def)),
  );
  return [...shown, ...dropped.map((def) => show(def, "false", false, false))];
}

function show(
  def: Def,
  condition: Definition["condition"],
  wins: boolean,
  isDefault: boolean,
): Definition {
  const { value, span, priority, order, origin, isAmbient } = def;
  return {
    value,
    file: span?.file.path ?? origin.file,
    span,
    priority,
    condition: isAmbient ? "unknown" : condition,
    wins,
    importedBy: origin.chain,
    order,
    isDefault,
  };
}

/** Definitions of an attribute inside of the values of definitions. */
export function narrowed(sys: ModuleSystem, defs: readonly Def[], name: string): Def[] {
  const inner: Def[] = [];
  for (const def of pushDown(sys.ev, defs)) {
    const value = force(def.value);
    if (!(value instanceof Attrs)) continue;
    const attribute = value.map.get(name);
    if (attribute === undefined) continue;
    inner.push(def.with({ value: attribute, span: value.position(name) ?? def.span }));
  }
  return inner;
}

/** An element of an option's value that has definitions of its own: `services.x.instances.<name>`. */
export class ElementNode implements OptionNode {
  readonly kind = "element";
  readonly path: readonly string[];
  readonly #merging: Merging;

  constructor(path: readonly string[], merging: Merging) {
    this.path = path;
    this.#merging = merging;
  }

  get value(): Lazy {
    return this.#merging.value;
  }

  definitions(): Definition[] {
    return shownDefinitions(this.#merging.sys, this.#merging.defs);
  }

  names(): readonly string[] {
    return this.#merging.parts?.names() ?? namesOf(this.value);
  }

  child(name: string): OptionNode | undefined {
    const { parts, sys, defs } = this.#merging;
    if (parts !== null) return parts.child(name);
    return ValueNode.below(sys, this, defs, name);
  }
}

/** An attribute inside a value that its type does not look into. */
export class ValueNode implements OptionNode {
  readonly kind = "element";
  readonly path: readonly string[];
  readonly value: Lazy;
  readonly #sys: ModuleSystem;
  readonly #defs: readonly Def[];

  private constructor(
    sys: ModuleSystem,
    path: readonly string[],
    value: Lazy,
    defs: readonly Def[],
  ) {
    this.#sys = sys;
    this.path = path;
    this.value = value;
    this.#defs = defs;
  }

  /** The attribute of a node's value, with the parts of its definitions. */
  static below(
    sys: ModuleSystem,
    parent: OptionNode,
    defs: readonly Def[],
    name: string,
  ): ValueNode | undefined {
    const value = force(parent.value);
    const path = [...parent.path, name];
    const inner = () => narrowed(sys, defs, name);
    if (Array.isArray(value)) {
      const item = value[Number(name)];
      return item === undefined ? undefined : new ValueNode(sys, path, item, []);
    }
    if (!(value instanceof Attrs)) return undefined;
    const attribute = value.get(name);
    return attribute === undefined ? undefined : new ValueNode(sys, path, attribute, inner());
  }

  definitions(): Definition[] {
    return shownDefinitions(this.#sys, this.#defs);
  }

  names(): readonly string[] {
    return namesOf(this.value);
  }

  child(name: string): OptionNode | undefined {
    return ValueNode.below(this.#sys, this, this.#defs, name);
  }
}

/** Names of the attributes of a value that is a set. */
export function namesOf(value: Lazy): readonly string[] {
  const forced = force(value);
  if (forced instanceof Attrs) return forced.names();
  return Array.isArray(forced) ? forced.map((_, index) => String(index)) : [];
}

/** Whether a value is a plain set that options may lie in: no property, no package, nothing to call or print. */
export function isPlainSet(value: Value): value is Attrs {
  if (!(value instanceof Attrs) || isProperty(value)) return false;
  if (value.map.has("_type") || value.map.has("__functor") || value.map.has("outPath"))
    return false;
  return !value.map.has("__toString") && !isDerivationLike(value);
}

function isDerivationLike(value: Attrs): boolean {
  const type = value.map.get("type");
  if (type === undefined) return false;
  try {
    return force(type) === "derivation";
  } catch (error) {
    if (error instanceof UnknownSignal) return false;
    throw error;
  }
}

/** Whether nothing is known of a value. */
export function isOpen(value: Value): value is Unknown | Choice {
  return value instanceof Unknown || value instanceof Choice;
}
