import { Attrs } from "../evaluator/value.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { type EarlyArgument, earlyArguments } from "../fleet/query/module-slips.ts";
import { readValue } from "../fleet/read.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<EarlyArgument>({
  id: "imports-from-arguments",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["modules", "evaluation"],
  summary: "A module's imports depend on the configuration, or on packages.",
  docs: {
    why: "What `config` and `pkgs` are is only known when all modules are loaded, so Nix runs in a circle: 'infinite recursion encountered', with a trace that does not lead here.",
    remedy:
      "Import the module always, and put what it sets under `mkIf`; or decide by something that comes from `specialArgs`.",
    whenToAllow: "Where `config` or `pkgs` comes from `specialArgs`, and is known before.",
    blindSpots: "Arguments that are handed on to an imported function are not followed.",
  },
  *find(fleet) {
    const special = specialNames(fleet);
    for (const file of fleet.files) {
      const [first] = earlyArguments(file).filter(
        ({ name }) => special !== null && !special.has(name),
      );
      if (first !== undefined) yield first;
    }
  },
  say({ at, name }) {
    return {
      at,
      message: `'imports' depends on '${name}', which is only known when all modules are loaded.`,
      key: name,
    };
  },
});

/** What hosts get by `specialArgs`; null where not all of it is known. */
function specialNames(fleet: Fleet): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const { evaluation } of fleet.hosts) {
    if (evaluation === null) continue;
    const special = readValue(evaluation.args.specialArgs);
    if (!(special instanceof Attrs) || special.rest !== null) return null;
    for (const name of special.names()) names.add(name);
  }
  // `pkgs` often goes to home-manager's modules this way.
  const handed = fleet.files.some(({ source }) =>
    /(?:extraSpecialArgs|specialArgs)[^;]*\bpkgs\b/.test(source.text),
  );
  return handed ? names.add("pkgs") : names;
}
