import { describe, typeName } from "../../evaluator/describe.ts";
import { later } from "../../evaluator/lib/later.ts";
import { update } from "../../evaluator/update.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { showFiles, showOption } from "../show.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { AttrsOfType } from "./attrs-of.ts";
import { mergeEqual, mergeOne, plainlyLater, present } from "./merge-functions.ts";
import { NativeType } from "./native-type.ts";
import type { Merged } from "./option-type.ts";
import { isStringLike } from "./paths.ts";

/** `types.attrs`: sets joined with `//`, nothing inside is looked at. */
export class PlainAttrsType extends NativeType {
  constructor(sys: ModuleSystem) {
    super(sys, "attrs");
  }

  description(): string {
    return "attribute set";
  }

  override descriptionClass(): string | null {
    return null;
  }

  accepts(value: Lazy): boolean {
    return this.sys.ev.known(value) instanceof Attrs;
  }

  merge(_loc: Loc, defs: readonly Def[]): Merged {
    return plainlyLater(() =>
      defs.reduce<Value>((all, def) => update(all, joined(def), null), new Attrs(new Map())),
    );
  }

  override takesPossible(): boolean {
    return true;
  }

  override emptyValue(): Lazy {
    return new Attrs(new Map());
  }
}

/** A set to be joined with others; one that need not be there may have any attribute. */
function joined(def: Def): Value {
  const [unknown] = def.cases;
  return unknown === undefined ? force(def.value) : new Unknown(unknown.reason);
}

/** `types.anything`: sets merge recursively, anything else must agree. */
export class AnythingType extends NativeType {
  readonly #attrs: AttrsOfType;

  constructor(sys: ModuleSystem) {
    super(sys, "anything");
    const elemType = later(() => this.attrs);
    this.#attrs = new AttrsOfType(sys, { elemType, lazy: false, placeholder: "name" });
  }

  description(): string {
    return "anything";
  }

  accepts(_value: Lazy): boolean {
    return true;
  }

  override takesAsIs(value: Value): boolean {
    return value === null || (typeof value !== "object" && typeof value !== "function");
  }

  override takesPossible(defs: readonly Def[]): boolean {
    return defs.every((def) => {
      const kind = this.#kindOf(force(def.value));
      return kind === undefined || kind === "set";
    });
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const kind = this.#commonKind(loc, defs);
    switch (kind) {
      case "set":
        return this.#attrs.merge(loc, defs);
      case "stringCoercibleSet":
        return plainlyLater(() => mergeOne(this.sys, loc, defs));
      case "lambda":
        return plainlyLater(() => this.#function(loc, defs));
      default:
        return plainlyLater(() => mergeEqual(this.sys, loc, defs));
    }
  }

  /** The kind of value that all definitions have; unknown ones do not count. */
  #commonKind(loc: Loc, defs: readonly Def[]): string {
    let common: string | undefined;
    for (const def of defs) {
      const kind = this.#kindOf(force(def.value));
      if (kind === undefined) continue;
      if (common !== undefined && common !== kind) {
        const files = showFiles(defs.map((one) => one.origin.file));
        throw thrown(
          `The option \`${showOption(loc.path)}' has conflicting option types in ${files}`,
        );
      }
      common = kind;
    }
    return common ?? "unknown";
  }

  #kindOf(value: Value): string | undefined {
    if (value instanceof Unknown || value instanceof Choice) return undefined;
    if (value instanceof Attrs && isStringLike(this.sys.ev, closed(value))) {
      return "stringCoercibleSet";
    }
    return typeName(value) ?? describe(value);
  }

  #function(loc: Loc, all: readonly Def[]): Value {
    const { sys } = this;
    const defs = present(all);
    return sys.fn("merged", 1, (ev, argument: Lazy) => {
      const results = defs.map((def) => def.part(ev.delayCall(def.value, argument)));
      return force(this.merge(loc.child("<function body>"), results).value);
    });
  }
}

/** An open set that does not say that it stands for a string is taken for a plain one. */
function closed(value: Attrs): Attrs {
  return value.rest === null ? value : new Attrs(value.map);
}
