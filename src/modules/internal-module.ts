import { later } from "../evaluator/lib/later.ts";
import { Attrs, force, type Lazy } from "../evaluator/value.ts";
import type { ModuleEvaluation } from "./evaluation.ts";
import type { ModuleParts } from "./module.ts";
import type { ModuleSystem } from "./system.ts";

const FILE = "lib/modules.nix";

const DECLARATIONS = new WeakMap<ModuleSystem, { top: Attrs; inner: Attrs }>();

/** The module that every evaluation has: the options of `_module`. */
export function internalModule(evaluation: ModuleEvaluation): ModuleParts {
  const { sys, args } = evaluation;
  const { top, inner } = declarationsOf(sys);
  const moduleArgs = Attrs.of({
    extendModules: later(() => evaluation.extendModules),
    moduleType: later(() => evaluation.type),
  });
  return {
    file: FILE,
    key: FILE,
    moduleClass: null,
    disabledModules: [],
    imports: [],
    options: args.prefix.length === 0 ? top : inner,
    config: Attrs.of({
      _module: Attrs.of({ args: moduleArgs, specialArgs: args.specialArgs }),
    }),
  };
}

function declarationsOf(sys: ModuleSystem): { top: Attrs; inner: Attrs } {
  let known = DECLARATIONS.get(sys);
  if (known === undefined) {
    known = { top: declarations(sys, false), inner: declarations(sys, true) };
    DECLARATIONS.set(sys, known);
  }
  return known;
}

function declarations(sys: ModuleSystem, inner: boolean): Attrs {
  const option = (attributes: Record<string, Lazy>) => Attrs.of({ _type: "option", ...attributes });
  const type = (name: string) => sys.types.get(name) as Lazy;
  const apply = (outer: string, name: string) =>
    later(() => sys.ev.call(force(type(outer)), type(name)));
  return Attrs.of({
    _module: Attrs.of({
      args: option({
        type: apply("lazyAttrsOf", "raw"),
        description: "Additional arguments that each module of the evaluation is given.",
        ...(inner ? { internal: true } : {}),
      }),
      check: option({
        type: type("bool"),
        internal: true,
        default: true,
        description: "Whether a definition of an option that does not exist is an error.",
      }),
      freeformType: option({
        type: apply("nullOr", "optionType"),
        internal: true,
        default: null,
        description: "The type of definitions of options that are not declared; null for none.",
      }),
      specialArgs: option({
        readOnly: true,
        internal: true,
        description: "Arguments of modules that the caller gave, for use in imports too.",
      }),
    }),
  });
}
