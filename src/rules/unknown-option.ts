import { type OddOption, oddOptions } from "../fleet/query/option-names.ts";
import { shownName } from "../fleet/query/option-paths.ts";
import { defineFleetRule } from "./define.ts";

type Fact = { readonly first: OddOption; readonly hosts: readonly string[] };

export default defineFleetRule<Fact>({
  id: "unknown-option",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["modules", "evaluation"],
  summary: "An option is set that does not exist.",
  docs: {
    why: "Nix stops at the first option that no module declares, so the host can be neither built nor deployed.",
    remedy: "Correct the name, or import the module that declares the option.",
    whenToAllow:
      "Where a module that nixlint does not know declares it: its name is close to another one by accident.",
    blindSpots:
      "Names are compared with the options of NixOS 25.11. Where a host imports modules that nixlint cannot read, or has another release, only names that are nearly those of an option are reported. Names below `settings` are not looked at.",
  },
  *find(fleet) {
    const facts = new Map<string, { first: OddOption; hosts: string[] }>();
    for (const odd of oddOptions(fleet)) {
      if (odd.odd.kind !== "unknown") continue;
      const key = `${odd.at.file.path}:${odd.at.start}:${odd.path.join(".")}`;
      const known = facts.get(key);
      if (known === undefined) facts.set(key, { first: odd, hosts: [odd.host.name] });
      else known.hosts.push(odd.host.name);
    }
    yield* facts.values();
  },
  say({ first: { at, path, odd }, hosts }) {
    if (odd.kind !== "unknown") throw new Error("a renamed option was reported as unknown");
    const shown = path.map(shownName).join(".");
    const question = odd.meant === undefined ? "." : `; did you mean '${odd.meant}'?`;
    const parent = path.slice(0, -1).map(shownName).join(".");
    return {
      at,
      message: `Option '${shown}' does not exist${question}`,
      ...(odd.meant !== undefined && {
        help: `Write '${[parent, shownName(odd.meant)].filter((part) => part !== "").join(".")}', or import the module that declares it.`,
      }),
      certainty: odd.isOpen ? "possible" : "proven",
      hosts,
      key: shown,
    };
  },
});
