import { later } from "../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, Unknown, type Value } from "../evaluator/value.ts";
import type { ModuleInput } from "./collect.ts";
import type { Def } from "./definition.ts";
import { ModuleEvaluation } from "./evaluation.ts";
import type { TypeData } from "./facts.ts";
import type { Loc } from "./loc.ts";
import type { ModuleSystem } from "./system.ts";
import { NativeType } from "./types/native-type.ts";
import type { Merged } from "./types/option-type.ts";
import { acceptsModule, nameArgument } from "./types/submodule.ts";

/** A submodule whose options are known by facts only, if at all: an open evaluation of its own. */
export class FactSubmoduleType extends NativeType {
  readonly #freeform: TypeData | null;

  constructor(sys: ModuleSystem, freeform: TypeData | null) {
    super(sys, "submodule");
    this.#freeform = freeform;
  }

  description(): string {
    return "submodule";
  }

  accepts(value: Lazy): boolean {
    return acceptsModule(this.sys, value);
  }

  override takesPossible(): boolean {
    return true;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const evaluation = new ModuleEvaluation(this.sys, {
      inputs: [
        nameArgument(loc.name),
        ...defs.map(
          (def): ModuleInput => ({
            kind: "definition",
            def,
            as: isModule(force(def.value)) ? "module" : "config",
          }),
        ),
      ],
      specialArgs: new Attrs(new Map()),
      prefix: loc.path,
      moduleClass: null,
      mode: "open",
      facts: loc.facts,
      factPath: loc.factPath,
      freeform: this.#freeform,
      contribution: loc.contribution,
      named: loc.named,
    });
    return {
      value: later(() => force(evaluation.checkedConfig)),
      error: () => null,
      meta: () => Attrs.of({ configuration: later(() => evaluation.result) }),
      parts: {
        names: () => evaluation.root.names().filter((name) => name !== "_module"),
        child: (name) => evaluation.root.child(name),
      },
    };
  }

  override emptyValue(): Lazy | undefined {
    return undefined;
  }
}

/** Whether a definition is a module of its own and no set of definitions. */
function isModule(value: Value): boolean {
  return !(value instanceof Attrs || value instanceof Unknown);
}
