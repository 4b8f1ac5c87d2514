import { type OddOption, oddOptions } from "../fleet/query/option-names.ts";
import { shownName } from "../fleet/query/option-paths.ts";
import { defineFleetRule } from "./define.ts";

type Fact = { readonly first: OddOption; readonly hosts: readonly string[] };

export default defineFleetRule<Fact>({
  id: "renamed-option",
  scope: "fleet",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["modules"],
  summary: "An option is set by a name that NixOS has given up.",
  docs: {
    why: "For some releases the old name still works and warns; then the option is gone, and the host no longer evaluates. An option that was removed has no effect at all, or stops evaluation at once.",
    remedy: "Use the new name.",
    whenToAllow: "For modules that have to work with releases from before the change.",
    blindSpots:
      "What NixOS renamed after 25.11 is not known, and nothing is said of hosts with an older release.",
  },
  *find(fleet) {
    const facts = new Map<string, { first: OddOption; hosts: string[] }>();
    for (const odd of oddOptions(fleet)) {
      if (odd.odd.kind !== "renamed") continue;
      const key = `${odd.at.file.path}:${odd.at.start}:${odd.path.join(".")}`;
      const known = facts.get(key);
      if (known === undefined) facts.set(key, { first: odd, hosts: [odd.host.name] });
      else known.hosts.push(odd.host.name);
    }
    yield* facts.values();
  },
  say({ first: { at, path, odd }, hosts }) {
    if (odd.kind !== "renamed") throw new Error("an unknown option was reported as renamed");
    const shown = path.map(shownName).join(".");
    const to = odd.rename.to?.map(shownName).join(".");
    return {
      at,
      message:
        to === undefined
          ? `Option '${shown}' was removed from NixOS.`
          : `Option '${shown}' is now called '${to}'.`,
      help:
        to === undefined
          ? "Remove it; the release notes say what takes its place."
          : `Set '${to}' instead.`,
      hosts,
      key: shown,
    };
  },
});
