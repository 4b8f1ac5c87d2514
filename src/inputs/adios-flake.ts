import { Reason } from "../evaluator/reason.ts";
import { Attrs, Builtin, force, type Lazy, lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/** adios-flake's `mkFlake`: the outputs that `flake` gives; what modules make for each system stays unknown. */
export const adiosFlake: InputModel = {
  repositories: ["mic92/adios-flake"],
  names: ["adios-flake"],
  outputs() {
    const reason = new Reason("model", "this output of adios-flake is not modelled");
    const mkFlake = new Builtin("mkFlake", 1, (ev, args: Lazy) => {
      const own = ev.attrs(args).get("flake") ?? Attrs.of({});
      const given = ev.attrs(lazy(() => force(own)));
      return new Attrs(given.map, given.positions, { reason });
    });
    const lib = new Attrs(new Map<string, Lazy>([["mkFlake", mkFlake]]), null, { reason });
    return new Attrs(new Map<string, Lazy>([["lib", lib]]), null, { reason });
  },
};
