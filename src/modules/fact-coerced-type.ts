import { later } from "../evaluator/lib/later.ts";
import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import type { Loc } from "./loc.ts";
import { reportingMerge } from "./merging.ts";
import { showOption } from "./show.ts";
import type { ModuleSystem } from "./system.ts";
import { typeOf } from "./types/foreign-type.ts";
import { isList, ListType } from "./types/list-of.ts";
import { NativeType } from "./types/native-type.ts";
import type { Merged, OptionType } from "./types/option-type.ts";
import { mayAccept } from "./types/option-type.ts";

/**
 * `types.coercedTo` of which the function is not known. Values that need none are as they are; of the others only what
 * every such function of nixpkgs does is known: a single element becomes a list of it.
 */
export class FactCoercedType extends NativeType {
  readonly #from: Lazy;
  readonly #to: Lazy;

  constructor(sys: ModuleSystem, from: Lazy, to: Lazy) {
    super(sys, "coercedTo");
    this.#from = from;
    this.#to = to;
  }

  get from(): OptionType {
    return typeOf(this.sys, this.#from);
  }

  get to(): OptionType {
    return typeOf(this.sys, this.#to);
  }

  description(): string {
    return `${this.to.description()} or ${this.from.description()} convertible to it`;
  }

  accepts(value: Lazy): boolean {
    return this.from.accepts(value) || this.to.accepts(value);
  }

  override get checksOnMerge(): boolean {
    return this.to.checksOnMerge;
  }

  override takesPossible(defs: readonly Def[]): boolean {
    return this.to.takesPossible(defs);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const final = defs.map((def) =>
      def.with({ value: later(() => this.#converted(loc, force(def.value))) }),
    );
    return reportingMerge(this.sys, this.to, loc, final);
  }

  #converted(loc: Loc, value: Value): Value {
    // What is of the first type goes through the function, whether it is of the second too or not.
    if (!mayAccept(this.from, value)) return value;
    if (this.to instanceof ListType && !isList(this.sys, value) && isWhole(value)) return [value];
    return new Unknown(
      new Reason("option", `how a value of '${showOption(loc.path)}' is converted is not known`),
    );
  }

  override emptyValue(): Lazy | undefined {
    return this.to.emptyValue();
  }

  override nestedTypes(): Value {
    return Attrs.of({ coercedType: this.#from, finalType: this.#to });
  }
}

/** A text that a function could split is no single element. */
function isWhole(value: Value): boolean {
  return typeof value !== "string" || !/[\s,;:]/.test(value);
}
