import { Reason } from "../evaluator/reason.ts";
import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/** A model of a flake that gives flake-parts a module, which is all of it that fleets use. */
export function flakePartModel(
  name: string,
  repositories: readonly string[],
  moduleNames: readonly string[],
  text: string,
): InputModel {
  return {
    repositories,
    names: [name],
    outputs(context) {
      const reason = new Reason("model", `this output of ${name} is not modelled`);
      // The key makes a module that is imported twice one module.
      const file = `«${name}»`;
      const module = Attrs.of({ key: file, _file: file, imports: [context.nix(file, text)] });
      const modules = new Map<string, Lazy>(moduleNames.map((one) => [one, module]));
      return new Attrs(
        new Map<string, Lazy>([
          ["flakeModule", module],
          ["flakeModules", new Attrs(modules, null, { reason })],
        ]),
        null,
        { reason },
      );
    },
  };
}
