import { nearMiss } from "../core/near-miss.ts";
import { declaredFlakes } from "../fleet/query/flake-inputs.ts";
import { type UndeclaredInput, undeclaredInputs } from "../fleet/query/input-uses.ts";
import { defineRepositoryRule } from "./define.ts";

export default defineRepositoryRule<UndeclaredInput>({
  id: "undeclared-input",
  scope: "flake",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["flake", "evaluation"],
  summary: "An input is used that flake.nix does not declare.",
  docs: {
    why: "Nix looks for an argument of `outputs` that no input stands for in the registry, finds nothing or something else on every machine, and stops. An attribute of `inputs` that is not there stops whatever needs it.",
    remedy: "Declare the input in flake.nix, or correct the name.",
    whenToAllow: "For names that a registry of your own has on every machine.",
    blindSpots:
      "In modules, `inputs` is only known where the hosts get it by `specialArgs` and no file gives that name to something else. Names of the public registry are taken for known while there is no flake.lock.",
  },
  *find(fleet) {
    const said = new Set<string>();
    for (const flake of declaredFlakes(fleet)) {
      for (const use of undeclaredInputs(fleet, flake)) {
        const key = `${use.at.file.path} ${use.name}`;
        if (!said.has(key)) yield use;
        said.add(key);
      }
    }
  },
  say({ name, at, kind, declared }) {
    const meant = nearMiss(name, declared);
    const question = meant === undefined ? "." : `; did you mean '${meant}'?`;
    const what =
      kind === "argument" ? `'outputs' takes an input '${name}'` : `Input '${name}' is used here,`;
    const which =
      kind === "argument"
        ? " that flake.nix does not declare"
        : " and flake.nix does not declare it";
    return {
      at,
      message: `${what}${which}${question}`,
      help: `Add \`inputs.${name}.url\` to flake.nix, or correct the name.`,
      key: name,
    };
  },
});
