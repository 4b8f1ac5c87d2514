import type { Span } from "../core/span.ts";
import { coerceToText } from "../evaluator/coerce.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { Reason } from "../evaluator/reason.ts";
import { knownText } from "../evaluator/text.ts";
import { Attrs, force, type Lazy, lazy, Unknown } from "../evaluator/value.ts";
import { orElse } from "./or-else.ts";
import { DEFAULT_PRIORITY, mkIf, mkOverride } from "./property.ts";

/** What a definition stands in. */
export interface Origin {
  /** What Nix shows as its file: a path, or words like `<unknown-file>`. */
  readonly file: string;
  /** Files that brought it in, the outermost first, its own last. */
  readonly chain: readonly string[];
}

/** The origin of a definition of which only the file is known. */
export class FileOrigin implements Origin {
  readonly #ev: Evaluator;
  readonly #file: Lazy;
  readonly #outer: readonly string[];

  constructor(ev: Evaluator, file: Lazy, outer: readonly string[] = []) {
    this.#ev = ev;
    this.#file = file;
    this.#outer = outer;
  }

  get chain(): readonly string[] {
    return [...this.#outer, this.file];
  }

  get file(): string {
    return fileText(this.#ev, this.#file);
  }
}

/** The text of a `_file`; unknown ones have a name too. */
export function fileText(ev: Evaluator, file: Lazy): string {
  const value = force(file);
  if (typeof value === "string") return value;
  return knownText(coerceToText(ev, value, "toString")) ?? "<unknown-file>";
}

/** A property that was pushed down from further up: outside of the definition's own value. */
export type Wrap =
  | { readonly kind: "if"; readonly condition: Lazy }
  | { readonly kind: "override"; readonly priority: Lazy }
  /** One of several alternatives, of which exactly one holds. */
  | { readonly kind: "case"; readonly case: Case };

/** Whether the wrap says that it is not known if the definition is there. */
export function isCase(wrap: Wrap): boolean {
  return wrap.kind === "case";
}

/** A condition that is not known: of the `of` cases with the same key exactly one holds. */
export interface Case {
  readonly key: object;
  readonly index: number;
  readonly of: number;
  readonly reason: Reason;
}

export const NO_WRAPS: readonly Wrap[] = [];
export const NO_CASES: readonly Case[] = [];

/** What `Def.with` changes. */
interface Change {
  readonly origin?: Origin;
  readonly value?: Lazy;
  readonly span?: Span | null;
  readonly wraps?: readonly Wrap[];
  readonly cases?: readonly Case[];
  readonly priority?: number;
  readonly order?: number | null;
}

/** A definition on its way from a module to the option it defines. */
export class Def {
  readonly origin: Origin;
  readonly value: Lazy;
  /** The name that was defined, where it is written; else the nearest place around. */
  readonly span: Span | null;
  /** Properties around the value, outermost first. Empty once they were discharged. */
  readonly wraps: readonly Wrap[];
  /** Conditions that are not known. */
  readonly cases: readonly Case[];
  readonly priority: number;
  readonly order: number | null;
  /** Whether it is only what an unknown part around may define: it need not be there. */
  readonly isAmbient: boolean;
  #attrs: DefAttrs | null = null;

  constructor(
    origin: Origin,
    value: Lazy,
    span: Span | null = null,
    wraps: readonly Wrap[] = NO_WRAPS,
    cases: readonly Case[] = NO_CASES,
    priority: number = DEFAULT_PRIORITY,
    order: number | null = null,
    isAmbient = false,
  ) {
    this.origin = origin;
    this.value = value;
    this.span = span;
    this.wraps = wraps;
    this.cases = cases;
    this.priority = priority;
    this.order = order;
    this.isAmbient = isAmbient;
  }

  /** Whether it is there, and holds. */
  get isSure(): boolean {
    return this.cases.length === 0 && !this.isAmbient;
  }

  with(change: Change): Def {
    return new Def(
      change.origin ?? this.origin,
      change.value === undefined ? this.value : change.value,
      change.span === undefined ? this.span : change.span,
      change.wraps ?? this.wraps,
      change.cases ?? this.cases,
      change.priority ?? this.priority,
      change.order === undefined ? this.order : change.order,
      this.isAmbient,
    );
  }

  /** A definition of a part of the value: same origin and conditions, priority and order of its own. */
  part(value: Lazy, span: Span | null = this.span): Def {
    const { origin, cases, isAmbient } = this;
    return new Def(origin, value, span, NO_WRAPS, cases, DEFAULT_PRIORITY, null, isAmbient);
  }

  /** What an unknown part of the value may define here. */
  ambient(reason: Reason, value: Lazy = new Unknown(reason)): Def {
    const { origin, span, cases } = this;
    return new Def(origin, value, span, NO_WRAPS, cases, DEFAULT_PRIORITY, null, true);
  }

  /** The definition as Nix code sees it: `{ file, value }`. */
  get attrs(): Attrs {
    if (this.#attrs === null) this.#attrs = new DefAttrs(this);
    return this.#attrs;
  }

  /** The value with the properties around it, as Nix code would have been given it. */
  get wrapped(): Lazy {
    let value = this.value;
    for (let i = this.wraps.length - 1; i >= 0; i--)
      value = wrapValue(this.wraps[i] as Wrap, value);
    return value;
  }
}

function wrapValue(wrap: Wrap, value: Lazy): Lazy {
  switch (wrap.kind) {
    case "if":
      return mkIf(wrap.condition, value);
    case "override":
      return mkOverride(wrap.priority, value);
    case "case":
      return mkIf(new Unknown(wrap.case.reason), value);
  }
}

/** The set of a definition that remembers what it was made from. */
class DefAttrs extends Attrs {
  readonly def: Def;
  constructor(def: Def) {
    const map = new Map<string, Lazy>([
      ["file", lazy(() => def.origin.file)],
      ["value", def.wraps.length === 0 ? def.value : lazy(() => force(def.wrapped))],
    ]);
    if (def.order !== null) map.set("priority", def.order);
    super(map);
    this.def = def;
  }
}

/** The definitions of a Nix list of `{ file, value }`. */
export function defsOfList(ev: Evaluator, list: Lazy): Def[] {
  return ev.list(list).map((item) => defOfAttrs(ev, ev.attrs(item)));
}

export function defOfAttrs(ev: Evaluator, attrs: Attrs): Def {
  if (attrs instanceof DefAttrs) return attrs.def;
  const value = orElse(
    attrs.get("value"),
    lazy(() => ev.mismatch(attrs, "a definition")),
  );
  return new Def(new FileOrigin(ev, attrs.get("file") ?? "<unknown-file>"), value);
}
