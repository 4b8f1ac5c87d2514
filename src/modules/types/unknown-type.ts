import type { Reason } from "../../evaluator/reason.ts";
import { Attrs, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import type { ModuleSystem } from "../system.ts";
import { NativeType } from "./native-type.ts";
import type { Merged } from "./option-type.ts";

/** A type that is not known: what it makes of definitions is not either. */
export class UnknownType extends NativeType {
  readonly #reason: Reason;

  constructor(sys: ModuleSystem, reason: Reason) {
    super(sys, "unspecified");
    this.#reason = reason;
  }

  description(): string {
    return "unknown";
  }

  accepts(_value: Lazy): boolean {
    return true;
  }

  override emptyValue(): Lazy {
    return new Unknown(this.#reason);
  }

  merge(_loc: Loc, _defs: readonly Def[]): Merged {
    return {
      value: new Unknown(this.#reason),
      error: () => null,
      meta: () => new Attrs(new Map()),
      parts: null,
    };
  }

  override functor(): Attrs {
    return new Attrs(new Map(), null, { reason: this.#reason });
  }

  override typeMerge(_functor: Lazy): Value {
    return new Unknown(this.#reason);
  }
}
