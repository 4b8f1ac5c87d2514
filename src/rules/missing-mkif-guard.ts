import { type UnguardedModule, unguardedModule } from "../fleet/query/unguarded.ts";
import { defineFileRule } from "./define.ts";

/** As many settings as are shown besides the first. */
const SHOWN_SETTINGS = 4;

export default defineFileRule<UnguardedModule>({
  id: "missing-mkif-guard",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "medium",
  tags: ["modules"],
  summary: "A module that has an enable option sets options even while it is off.",
  docs: {
    why: "Every host that imports the module gets these settings, whether it enables the module or not: services start, ports open and packages come along on hosts that were never meant to have them.",
    remedy: "Put the settings into `config = lib.mkIf cfg.enable { … }`.",
    whenToAllow:
      "For settings that every host is to have, and where the switch is for something else.",
    blindSpots:
      "Any condition counts as a guard, also one that has nothing to do with the module's switch; values that are made from the entries of an option are left out.",
  },
  *find(file) {
    const module = unguardedModule(file);
    if (module !== null) yield module;
  },
  say({ switches, declaredAt, settings }) {
    const [first, ...others] = settings;
    if (first === undefined) throw new Error("a module without settings was reported");
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    const [own = ""] = switches;
    return {
      at: first.at,
      message: `'${first.option}'${more} is set even while '${own}' is off.`,
      help: `Put it into \`config = lib.mkIf cfg.enable { … }\`, where 'cfg.enable' is '${own}'.`,
      related: [
        { at: declaredAt, message: "the switch is declared here" },
        ...others
          .slice(0, SHOWN_SETTINGS)
          .map(({ option, at }) => ({ at, message: `'${option}' is set as well` })),
      ],
      key: own,
    };
  },
});
