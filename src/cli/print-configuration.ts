import type { Configuration, RuleSetting } from "../linter/configuration.ts";

/** The configuration as the JSON that `nixlint.json` would hold. */
export function printableConfiguration(configuration: Configuration): string {
  const { settings, inputs, catalog, baseline, overrides } = configuration;
  const printable = {
    preset: configuration.preset,
    rules: printableRules(configuration.rules),
    overrides: overrides.map(({ files, hosts, rules }) => ({
      ...(files !== null && { files }),
      ...(hosts !== null && { hosts }),
      rules: printableRules(rules),
    })),
    hostSets: configuration.hostSets,
    networks: settings.networks,
    sharedAddresses: settings.sharedAddresses,
    interfaces: { external: settings.externalInterfaces, internal: settings.internalInterfaces },
    sshPort: settings.sshPort,
    closureBudgets: settings.closureBudgets,
    embedded: { platforms: settings.embeddedPlatforms, except: settings.notEmbedded },
    ignore: configuration.ignore,
    inputs: Object.fromEntries(inputs),
    ...(catalog !== null && { catalog }),
    ...(baseline !== null && { baseline }),
  };
  return `${JSON.stringify(printable, null, 2)}\n`;
}

function printableRules(rules: ReadonlyMap<string, RuleSetting>): object {
  return Object.fromEntries(
    [...rules].map(([id, { level, options }]) => [
      id,
      Object.keys(options).length === 0 ? level : [level, options],
    ]),
  );
}
