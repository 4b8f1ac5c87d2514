import { EvalError } from "../evaluator/errors.ts";
import { later } from "../evaluator/lib/later.ts";
import type { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import { withContributions } from "./contributed.ts";
import { type Decl, Declaration } from "./declaration.ts";
import { Def, FileOrigin, isCase, NO_WRAPS, type Wrap } from "./definition.ts";
import { delayedBy } from "./delayed.ts";
import { plainSingle } from "./discharge.ts";
import type { Loc } from "./loc.ts";
import { Merging } from "./merging.ts";
import { type Definition, namesOf, type OptionNode, shownDefinitions, ValueNode } from "./node.ts";
import { OPTION_DEFAULT_PRIORITY, tagOf } from "./property.ts";
import { showDefs, showFiles, showOption } from "./show.ts";
import { type ModuleSystem, thrown } from "./system.ts";
import { unknownDef } from "./types/merge-functions.ts";

const DEFAULT_WRAPS: readonly Wrap[] = [{ kind: "override", priority: OPTION_DEFAULT_PRIORITY }];

/** Options that were made of Nix sets of options, for a look back from the set. */
const ENTRIES = new WeakMap<Attrs, OptionEntry>();

export function entryOf(option: Attrs): OptionEntry | undefined {
  return ENTRIES.get(option);
}

const optionValue = delayedBy((entry: OptionEntry) => entry.compute());
const valueBeforeApply = delayedBy((entry: OptionEntry) => entry.computeMerged());

/** A declared option with its definitions: `evalOptionValue`. */
export class OptionEntry implements OptionNode {
  readonly kind = "option";
  readonly loc: Loc;
  readonly sys: ModuleSystem;
  /** The value after `apply`. */
  readonly value: Lazy;
  readonly declaration: Declaration;
  readonly #raw: readonly Def[];
  #merging: Merging | null = null;
  #default: Def | null = null;
  #attrs: Attrs | null = null;

  constructor(sys: ModuleSystem, loc: Loc, declaration: Declaration, defs: readonly Def[]) {
    this.sys = sys;
    this.loc = loc;
    this.declaration = declaration;
    this.#raw = defs;
    this.value = optionValue(this);
  }

  static declared(sys: ModuleSystem, loc: Loc, decls: readonly Decl[], defs: readonly Def[]) {
    return new OptionEntry(sys, loc, new Declaration(sys, () => loc.path, decls), defs);
  }

  get path(): readonly string[] {
    return this.loc.path;
  }

  get merging(): Merging {
    if (this.#merging === null) this.#merging = this.#merge();
    return this.#merging;
  }

  /** The option as Nix code sees it in `options`. */
  get attrs(): Attrs {
    if (this.#attrs === null) this.#attrs = this.#optionAttrs();
    return this.#attrs;
  }

  #defaultDef(): Def | null {
    const value = this.declaration.get("default");
    if (value === undefined) return null;
    if (this.#default === null) {
      const file = later(() => force(this.declaration.file));
      this.#default = new Def(new FileOrigin(this.sys.ev, file), value, null, DEFAULT_WRAPS);
    }
    return this.#default;
  }

  #merge(): Merging {
    const fallback = this.#defaultDef();
    const defs = fallback === null ? this.#raw : [fallback, ...this.#raw];
    return new Merging(this.sys, this.loc, this.declaration.type, defs);
  }

  /** Computes the value; `value` keeps it. */
  compute(): Value {
    try {
      const apply = this.declaration.get("apply");
      if (apply === undefined) return this.computeMerged();
      return this.sys.ev.call(force(apply), valueBeforeApply(this));
    } catch (error) {
      if (error instanceof EvalError) {
        error.addFrame({
          what: `while evaluating the option \`${showOption(this.path)}':`,
          span: null,
        });
      }
      throw error;
    }
  }

  /** Computes the value that `apply` gets. */
  computeMerged(): Value {
    if (this.declaration.get("readOnly") !== undefined) this.#requireOne();
    const quick = this.#merging === null ? this.#quickValue() : undefined;
    const own = quick === undefined ? force(this.merging.value) : quick;
    const { contribution } = this.loc;
    if (contribution === null || this.loc.mode !== "open" || !contribution.contributed) return own;
    return withContributions(own, this.merging.winners.priority, this.loc, null);
  }

  /** The value of an option that has nothing but its default, or one plain definition. */
  #quickValue(): Value | undefined {
    const [def] = this.#raw;
    if (def === undefined) {
      const fallback = this.declaration.get("default");
      if (fallback === undefined) return undefined;
      const value = force(fallback);
      return tagOf(value) !== "order" && this.declaration.type.takesAsIs(value) ? value : undefined;
    }
    if (plainSingle(this.#raw) === undefined) return undefined;
    const value = force(def.value);
    return this.declaration.type.takesAsIs(value) ? value : undefined;
  }

  /** Throws for an option that is read-only and yet has several definitions. */
  #requireOne(): void {
    const { merging } = this;
    const readOnly = this.declaration.get("readOnly") as Lazy;
    // What is not known to be there is no second definition.
    const defs = merging.defs.filter(
      (def) => def.isSure && !def.wraps.some(isCase) && unknownDef(def) === null,
    );
    if (defs.length <= 1 || !this.sys.ev.bool(readOnly)) return;
    const separate = defs.map((def) =>
      def.with({
        value: new Merging(this.sys, this.loc, merging.type, [def]).value,
        wraps: NO_WRAPS,
      }),
    );
    throw thrown(
      `The option \`${showOption(this.path)}' is read-only, but it's set multiple times. Definition values:${showDefs(this.sys.ev, separate)}`,
    );
  }

  #optionAttrs(): Attrs {
    const { sys } = this;
    this.#warnOfType();
    const map = new Map<string, Lazy>(this.declaration.attrs.map);
    const set = (name: string, compute: () => Value) => map.set(name, later(compute));
    const merging = () => {
      if (this.declaration.get("readOnly") !== undefined) this.#requireOne();
      return this.merging;
    };
    const winners = () => merging().winners;
    map.set("value", this.value);
    set("highestPrio", () => winners().priority);
    set("definitions", () => winners().defs.map((def) => def.value));
    set("files", () => winners().defs.map((def) => later(() => def.origin.file)));
    set("definitionsWithLocations", () => winners().defs.map((def) => def.attrs));
    set("isDefined", () => known(merging().isDefined()));
    set("valueMeta", () => this.#valueMeta());
    map.set(
      "__toString",
      sys.fn("__toString", 1, () => showOption(this.path)),
    );
    const attrs = new Attrs(map);
    ENTRIES.set(attrs, this);
    return attrs;
  }

  #warnOfType(): void {
    const { type } = this.declaration;
    const message = type.deprecationMessage();
    if (message === null) return;
    const files = this.sys.ev
      .list(this.declaration.attrs.map.get("declarations") as Lazy)
      .map((file) => this.sys.ev.text(file));
    this.sys.warn(
      `The type \`types.${type.name}' of option \`${showOption(this.path)}' defined in ${showFiles(files)} is deprecated. ${this.sys.ev.text(message)}`,
    );
  }

  #valueMeta(): Value {
    const { merging } = this;
    const meta = force(merging.merged().meta());
    if (!merging.type.checksOnMerge || !(meta instanceof Attrs)) return meta;
    const map = new Map(meta.map);
    map.set("_internal", Attrs.of({ type: merging.type.attrs }));
    return new Attrs(map);
  }

  definitions(): Definition[] {
    const { defs } = this.merging;
    const fallback = this.#defaultDef()?.origin;
    return shownDefinitions(this.sys, defs, (def) => def.origin === fallback);
  }

  names(): readonly string[] {
    const parts = this.#parts();
    return parts?.names() ?? namesOf(this.value);
  }

  child(name: string): OptionNode | undefined {
    const parts = this.#parts();
    if (parts !== null) return parts.child(name);
    return ValueNode.below(this.sys, this, this.merging.winners.defs, name);
  }

  /** What is inside the value, as long as `apply` does not make another value of it. */
  #parts() {
    return this.declaration.get("apply") !== undefined ? null : this.merging.parts;
  }
}

function known(value: boolean | Reason): Value {
  return typeof value === "boolean" ? value : new Unknown(value);
}
