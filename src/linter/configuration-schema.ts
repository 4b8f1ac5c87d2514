import type { AnyRule } from "../rules/define.ts";

/** Where the schema is in the package, for `$schema` in a configuration file. */
export const SCHEMA_FILE = "nixlint.schema.json";

const LEVELS = ["off", "info", "warning", "error", "on"];

const strings = (description: string, example: readonly string[]) => ({
  description,
  type: "array",
  items: { type: "string", minLength: 1 },
  examples: [example],
});

/** A level, or a level with the options of the rule. Without `oneOf`, so that an error names the part that is wrong. */
function ruleSchema(rule: AnyRule): object {
  const level = { enum: LEVELS };
  const options = rule.optionsSchema ?? { type: "object", maxProperties: 0 };
  return {
    description: rule.summary,
    type: ["string", "array"],
    if: { type: "array" },
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
    then: { items: [level, options], minItems: 1, maxItems: 2 },
    else: level,
  };
}

function rulesSchema(rules: readonly AnyRule[], description: string): object {
  return {
    description,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
  };
}

/** JSON Schema (draft 7) of `nixlint.json`, for ajv and for editors. */
export function configurationSchema(rules: readonly AnyRule[]): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of nixlint",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { description: "Address of this schema, for editors.", type: "string" },
      extends: {
        description: "Configuration files that this one builds on, relative to it.",
        type: ["string", "array"],
        items: { type: "string", minLength: 1 },
        examples: ["./lint/base.json"],
      },
      preset: {
        description:
          "Which rules run before 'rules' is looked at: 'recommended' (each at its own severity), 'strict' (also those that are off by default and sure of what they say, as warnings), 'all' (also the rest).",
        enum: ["recommended", "strict", "all"],
        default: "recommended",
      },
      rules: rulesSchema(
        rules,
        "Severity of rules: 'off', 'info', 'warning', 'error', or 'on' for the rule's own; or a list of that and the rule's options.",
      ),
      overrides: {
        description: "Rules for some files or hosts; later entries win.",
        type: "array",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["rules"],
          properties: {
            files: strings("Globs of paths relative to the root.", ["modules/legacy/**"]),
            hosts: strings("Patterns of host names.", ["display-*"]),
            rules: rulesSchema(rules, "As 'rules' above."),
          },
        },
      },
      hostSets: strings(
        "Outputs of the flake that are sets of hosts, besides those that every flake may have.",
        ["dormantConfigurations"],
      ),
      networks: {
        description: "Networks by name; findings call an address by the network it is in.",
        type: "object",
        additionalProperties: { type: "string", pattern: "^[0-9a-fA-F.:]+/[0-9]{1,3}$" },
        examples: [{ mesh: "10.20.0.0/24" }],
      },
      sharedAddresses: strings("Addresses and ranges that several hosts hold on purpose.", [
        "10.20.0.1",
      ]),
      interfaces: {
        description: "Interfaces, by name or pattern; without it, worked out from the fleet.",
        type: "object",
        additionalProperties: false,
        properties: {
          external: strings("Lead outside.", ["wan*"]),
          internal: strings("Are internal whatever else is known.", ["mesh0"]),
        },
      },
      sshPort: {
        description: "The port on which the hosts are meant to listen for ssh.",
        type: "integer",
        minimum: 1,
        maximum: 65535,
      },
      closureBudgets: {
        description: "Size of a closure in MiB, by host name or by platform.",
        type: "object",
        additionalProperties: { type: "number", exclusiveMinimum: 0 },
        examples: [{ "aarch64-linux": 2048 }],
      },
      embedded: {
        description: "Which hosts count as embedded.",
        type: "object",
        additionalProperties: false,
        properties: {
          platforms: strings("Platforms that do.", ["armv7l-linux"]),
          except: strings("Hosts on such a platform that do not.", ["builder"]),
        },
      },
      ignore: strings("Globs of paths that are not linted, besides what git ignores.", [
        "vendor/**",
      ]),
      inputs: {
        description: "Flake inputs by folder, relative to the root, as '--override-input'.",
        type: "object",
        additionalProperties: { type: "string", minLength: 1 },
        examples: [{ shared: "../shared-modules" }],
      },
      catalog: {
        description: "A file with further facts about options, as 'nixlint catalog' writes it.",
        type: "string",
        minLength: 1,
      },
      baseline: {
        description: "A file with known findings, as '--write-baseline' writes it.",
        type: "string",
        minLength: 1,
      },
    },
  };
}
