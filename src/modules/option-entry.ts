import { later } from "../evaluator/lib/later.ts";
import type { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import { type Decl, mergeDecls, typeOfOption } from "./declaration.ts";
import { Def, FileOrigin, type Origin, type Wrap } from "./definition.ts";
import type { Loc } from "./loc.ts";
import { Merging } from "./merging.ts";
import { type Definition, namesOf, type OptionNode, shownDefinitions, ValueNode } from "./node.ts";
import { Once } from "./once.ts";
import { OPTION_DEFAULT_PRIORITY } from "./property.ts";
import { showDefs, showFiles, showOption } from "./show.ts";
import { inContext, type ModuleSystem, thrown } from "./system.ts";
import { orElse } from "./or-else.ts";

const DEFAULT_WRAPS: readonly Wrap[] = [{ kind: "override", priority: OPTION_DEFAULT_PRIORITY }];

/** Options that were made of Nix sets of options, for a look back from the set. */
const ENTRIES = new WeakMap<Attrs, OptionEntry>();

export function entryOf(option: Attrs): OptionEntry | undefined {
  return ENTRIES.get(option);
}

/** A declared option with its definitions: `evalOptionValue`. */
export class OptionEntry implements OptionNode {
  readonly kind = "option";
  readonly loc: Loc;
  readonly sys: ModuleSystem;
  /** The value after `apply`. */
  readonly value: Lazy;
  /** The same without the line in the trace of errors. */
  readonly plainValue: Lazy;
  readonly #declaration: () => Attrs;
  readonly #raw: readonly Def[];
  readonly #merging: Once<Merging>;
  readonly #default: Once<Def | null>;
  readonly #attrs: Once<Attrs>;

  constructor(sys: ModuleSystem, loc: Loc, declaration: () => Attrs, defs: readonly Def[]) {
    this.sys = sys;
    this.loc = loc;
    this.#raw = defs;
    const once = new Once(declaration);
    this.#declaration = () => once.get();
    this.#default = new Once(() => this.#defaultDef());
    this.#merging = new Once(() => this.#merge());
    this.#attrs = new Once(() => this.#optionAttrs());
    this.plainValue = later(() => this.#applied());
    this.value = later(() =>
      inContext(
        () => `while evaluating the option \`${showOption(this.path)}':`,
        () => force(this.plainValue),
      ),
    );
  }

  static declared(sys: ModuleSystem, loc: Loc, decls: readonly Decl[], defs: readonly Def[]) {
    return new OptionEntry(sys, loc, () => mergeDecls(sys, loc.path, decls), defs);
  }

  get path(): readonly string[] {
    return this.loc.path;
  }

  /** The merged declaration. */
  get declaration(): Attrs {
    return this.#declaration();
  }

  get merging(): Merging {
    return this.#merging.get();
  }

  /** The option as Nix code sees it in `options`. */
  get attrs(): Attrs {
    return this.#attrs.get();
  }

  #origin(): Origin {
    const files = this.declaration.map.get("declarations") as Lazy;
    const file = later(() => force(orElse(this.sys.ev.list(files)[0], "<unknown-file>")));
    return new FileOrigin(this.sys.ev, file);
  }

  #defaultDef(): Def | null {
    const value = this.declaration.map.get("default");
    if (value === undefined) return null;
    return new Def(this.#origin(), value, null, DEFAULT_WRAPS);
  }

  #merge(): Merging {
    const type = typeOfOption(this.sys, this.declaration);
    const fallback = this.#default.get();
    const defs = fallback === null ? this.#raw : [fallback, ...this.#raw];
    return new Merging(this.sys, this.loc, type, defs);
  }

  #merged(): Value {
    const { merging } = this;
    const readOnly = this.declaration.map.get("readOnly");
    if (readOnly !== undefined && merging.defs.length > 1 && this.sys.ev.bool(readOnly)) {
      const separate = merging.defs.map(
        (def) => new Def(def.origin, new Merging(this.sys, this.loc, merging.type, [def]).value),
      );
      throw thrown(
        `The option \`${showOption(this.path)}' is read-only, but it's set multiple times. Definition values:${showDefs(this.sys.ev, separate)}`,
      );
    }
    return force(merging.value);
  }

  #applied(): Value {
    const apply = this.declaration.map.get("apply");
    if (apply === undefined) return this.#merged();
    const merged = later(() => this.#merged());
    return this.sys.ev.call(force(apply), merged);
  }

  /** The value before `apply`. */
  get mergedValue(): Lazy {
    return later(() => this.#merged());
  }

  #optionAttrs(): Attrs {
    const { sys } = this;
    this.#warnOfType();
    const winners = () => this.merging.winners;
    const map = new Map<string, Lazy>(this.declaration.map);
    map.set("value", this.value);
    map.set(
      "highestPrio",
      later(() => winners().priority),
    );
    map.set(
      "definitions",
      later(() => winners().defs.map((def) => def.value)),
    );
    map.set(
      "files",
      later(() => winners().defs.map((def) => later(() => def.origin.file))),
    );
    map.set(
      "definitionsWithLocations",
      later(() => winners().defs.map((def) => def.attrs)),
    );
    map.set(
      "isDefined",
      later(() => known(this.merging.isDefined())),
    );
    map.set(
      "valueMeta",
      later(() => this.#valueMeta()),
    );
    map.set(
      "__toString",
      sys.fn("__toString", 1, () => showOption(this.path)),
    );
    const attrs = new Attrs(map);
    ENTRIES.set(attrs, this);
    return attrs;
  }

  #warnOfType(): void {
    const type = typeOfOption(this.sys, this.declaration);
    const message = type.deprecationMessage();
    if (message === null) return;
    const files = this.sys.ev
      .list(this.declaration.map.get("declarations") as Lazy)
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
    const fallback = this.#default.get();
    return shownDefinitions(this.sys, this.merging.defs, (def) => def.origin === fallback?.origin);
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
    return this.declaration.map.has("apply") ? null : this.merging.parts;
  }
}

function known(value: boolean | Reason): Value {
  return typeof value === "boolean" ? value : new Unknown(value);
}
