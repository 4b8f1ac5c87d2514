import type { Severity } from "../core/finding.ts";
import type { RuleMeta } from "../core/rule-meta.ts";
import type { Configuration, Level, Preset, RuleSetting } from "./configuration.ts";
import { nameMatcher, pathMatcher } from "./patterns.ts";

/** What a finding is about, for settings by path and by host. */
export interface Subject {
  /** Path relative to the root of its primary place; null while that is not known. */
  readonly file: string | null;
  readonly hosts: readonly string[];
}

interface Matcher {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  matches(subject: Subject): boolean;
}

/** Which rules are to run, and how bad their findings are, by file and host. */
export class Levels {
  readonly #configuration: Configuration;
  readonly #overrides: readonly Matcher[];

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.#overrides = configuration.overrides.map(({ files, hosts, rules }) => {
      const file = files === null ? null : pathMatcher(files);
      const host = hosts === null ? null : nameMatcher(hosts);
      return {
        rules,
        matches: (subject) =>
          (file === null || (subject.file !== null && file(subject.file))) &&
          (host === null || subject.hosts.some((name) => host(name))),
      };
    });
  }

  /** Whether some finding of the rule could be reported, so that the rule has to run. */
  runs(rule: RuleMeta): boolean {
    const { preset, rules } = this.#configuration;
    if ((rules.get(rule.id)?.level ?? presetLevel(rule, preset)) !== "off") return true;
    return this.#overrides.some((it) => (it.rules.get(rule.id)?.level ?? "off") !== "off");
  }

  /**
   * Severity of a finding, null where its rule is off. `own` is what the rule says of this finding; a severity that
   * was configured beats it, `on` and presets do not.
   */
  severity(rule: RuleMeta, own: Severity | undefined, subject: Subject): Severity | null {
    const { preset, rules } = this.#configuration;
    let level: Level = rules.get(rule.id)?.level ?? presetLevel(rule, preset);
    for (const override of this.#overrides) {
      const setting = override.rules.get(rule.id);
      if (setting !== undefined && override.matches(subject)) level = setting.level;
    }
    if (level === "off") return null;
    if (level !== "on") return level;
    return own ?? (rule.severity === "off" ? "warning" : rule.severity);
  }

  /** The options of a rule. */
  options(rule: RuleMeta, subject: Subject): Readonly<Record<string, unknown>> {
    let options = this.#configuration.rules.get(rule.id)?.options ?? {};
    for (const override of this.#overrides) {
      const own = override.rules.get(rule.id)?.options ?? {};
      if (Object.keys(own).length > 0 && override.matches(subject)) options = own;
    }
    return options;
  }
}

function presetLevel(rule: RuleMeta, preset: Preset): "on" | "off" {
  if (rule.severity !== "off" || preset === "all") return "on";
  const sure = rule.precision === "high" || rule.precision === "very-high";
  return preset === "strict" && sure ? "on" : "off";
}
