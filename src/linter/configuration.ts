import type { Severity } from "../core/finding.ts";
import { DEFAULT_SETTINGS, type Settings } from "../rules/settings.ts";

/** What a rule can be set to; `on` is its own severity, or `warning` for one that is off by default. */
export type Level = Severity | "off" | "on";

/** Which rules run, and how bad they are, before anything is said of single rules. */
export type Preset = "recommended" | "strict" | "all";

export interface RuleSetting {
  readonly level: Level;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Settings of rules for some files or hosts. With both given, both must match. */
export interface Override {
  /** Globs of paths relative to the root; null for every file. */
  readonly files: readonly string[] | null;
  /** Patterns of host names; null for every host. */
  readonly hosts: readonly string[] | null;
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** The configuration of one run: the file's (with what it extends) over the defaults. Plain data. */
export interface Configuration {
  readonly preset: Preset;
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Later ones win. */
  readonly overrides: readonly Override[];
  readonly settings: Settings;
  /** Outputs of the flake that are sets of hosts, besides those every flake may have. */
  readonly hostSets: readonly string[];
  /** Globs of paths that are not linted. */
  readonly ignore: readonly string[];
  /** Flake inputs by folder, as `--override-input`; relative to the root. */
  readonly inputs: ReadonlyMap<string, string>;
  /** A file with further facts about options; relative to the root. */
  readonly catalog: string | null;
  /** Findings that are known and do not fail; relative to the root. */
  readonly baseline: string | null;
}

export const DEFAULT_CONFIGURATION: Configuration = {
  preset: "recommended",
  rules: new Map(),
  overrides: [],
  settings: DEFAULT_SETTINGS,
  hostSets: [],
  ignore: [],
  inputs: new Map(),
  catalog: null,
  baseline: null,
};

/** A configuration file as checked against the schema; every key may be missing. */
export interface ConfigurationFile {
  readonly extends?: string | readonly string[];
  readonly preset?: Preset;
  readonly rules?: RawRules;
  readonly overrides?: readonly {
    readonly files?: readonly string[];
    readonly hosts?: readonly string[];
    readonly rules: RawRules;
  }[];
  readonly hostSets?: readonly string[];
  readonly networks?: Readonly<Record<string, string>>;
  readonly sharedAddresses?: readonly string[];
  readonly interfaces?: {
    readonly external?: readonly string[];
    readonly internal?: readonly string[];
  };
  readonly sshPort?: number;
  readonly closureBudgets?: Readonly<Record<string, number>>;
  readonly embedded?: {
    readonly platforms?: readonly string[];
    readonly except?: readonly string[];
  };
  readonly ignore?: readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly catalog?: string;
  readonly baseline?: string;
}

type RawRules = Readonly<
  Record<string, Level | readonly [Level, Readonly<Record<string, unknown>>?]>
>;

/** Puts a file over what it extends: rules one by one, lists that add up, anything else as a whole. */
export function withFile(base: Configuration, file: ConfigurationFile): Configuration {
  return {
    preset: file.preset ?? base.preset,
    rules: withRules(base.rules, ruleSettings(file.rules ?? {})),
    overrides: [...base.overrides, ...(file.overrides ?? []).map(override)],
    settings: withSettings(base.settings, file),
    hostSets: [...new Set([...base.hostSets, ...(file.hostSets ?? [])])],
    ignore: [...base.ignore, ...(file.ignore ?? [])],
    inputs: new Map([...base.inputs, ...Object.entries(file.inputs ?? {})]),
    catalog: file.catalog ?? base.catalog,
    baseline: file.baseline ?? base.baseline,
  };
}

/** Puts levels over those of a configuration, as the command line does; options stay. */
export function withLevels(base: Configuration, levels: ReadonlyMap<string, Level>): Configuration {
  const settings = new Map<string, RuleSetting>();
  for (const [rule, level] of levels) {
    settings.set(rule, { level, options: base.rules.get(rule)?.options ?? {} });
  }
  return { ...base, rules: new Map([...base.rules, ...settings]) };
}

function override(raw: NonNullable<ConfigurationFile["overrides"]>[number]): Override {
  return {
    files: raw.files ?? null,
    hosts: raw.hosts ?? null,
    rules: ruleSettings(raw.rules),
  };
}

function ruleSettings(rules: RawRules): Map<string, RuleSetting> {
  const settings = new Map<string, RuleSetting>();
  for (const [rule, setting] of Object.entries(rules)) {
    const [level, options] = typeof setting === "string" ? [setting, undefined] : setting;
    settings.set(rule, { level, options: options ?? {} });
  }
  return settings;
}

/** A rule that is set again keeps the options it had where it brings none. */
function withRules(
  base: ReadonlyMap<string, RuleSetting>,
  over: ReadonlyMap<string, RuleSetting>,
): ReadonlyMap<string, RuleSetting> {
  const rules = new Map(base);
  for (const [rule, { level, options }] of over) {
    const known = rules.get(rule)?.options ?? {};
    rules.set(rule, { level, options: Object.keys(options).length > 0 ? options : known });
  }
  return rules;
}

function withSettings(base: Settings, file: ConfigurationFile): Settings {
  return {
    networks: file.networks ?? base.networks,
    sharedAddresses: [...base.sharedAddresses, ...(file.sharedAddresses ?? [])],
    externalInterfaces: file.interfaces?.external ?? base.externalInterfaces,
    internalInterfaces: file.interfaces?.internal ?? base.internalInterfaces,
    sshPort: file.sshPort ?? base.sshPort,
    closureBudgets: { ...base.closureBudgets, ...file.closureBudgets },
    embeddedPlatforms: file.embedded?.platforms ?? base.embeddedPlatforms,
    notEmbedded: file.embedded?.except ?? base.notEmbedded,
  };
}
