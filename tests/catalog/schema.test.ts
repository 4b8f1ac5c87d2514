import { readdirSync, readFileSync } from "node:fs";
import { Ajv, type JSONSchemaType, type SchemaObject } from "ajv";
import { describe, expect, it } from "vitest";
import { TABLE_ROWS } from "../../src/catalog/option-file.ts";

const folder = new URL("../../src/catalog/data/", import.meta.url);
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(name, folder), "utf8"));

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTuples: false });
const text: SchemaObject = { type: "string", minLength: 1 };
const textOrNull: SchemaObject = { type: ["string", "null"] };

function object(properties: Record<string, SchemaObject>, optional: readonly string[] = []) {
  return {
    type: "object",
    properties,
    required: Object.keys(properties).filter((key) => !optional.includes(key)),
    additionalProperties: false,
  };
}

const sourced = { source: text, sourceCommit: textOrNull };
const array = (items: SchemaObject): SchemaObject => ({ type: "array", items });
const figures = {
  approxClosureMiB: { type: ["number", "null"] },
  figureKind: { enum: ["closure", "delta", "nar", "disk-usage", null] },
  evidence: textOrNull,
};

const SCHEMAS: Readonly<Record<string, SchemaObject>> = {
  "services.json": object({
    services: array(
      object({
        name: text,
        enable: text,
        ports: array(
          object({
            option: textOrNull,
            default: { type: ["integer", "null"], minimum: 0, maximum: 65535 },
            protocol: { enum: ["tcp", "udp"] },
          }),
        ),
        bind: object(
          {
            option: textOrNull,
            default: { enum: ["0.0.0.0", "::", "127.0.0.1", null] },
            kind: { enum: ["address", "list", "flags", "url"] },
            literal: {},
            honoured: { type: "boolean" },
          },
          ["literal", "honoured"],
        ),
        openFirewall: textOrNull,
        openFirewallDefault: { type: ["boolean", "null"] },
        authByDefault: { type: ["boolean", "null"] },
        exposure: { enum: ["public-by-design", "admin", "internal"] },
        verified: { enum: ["full", "partial", "none"] },
        ...sourced,
      }),
    ),
  }),
  "secrets.json": object({
    plaintextOptions: array(
      object({
        option: text,
        safe: textOrNull,
        severity: { enum: ["high", "medium", "low"] },
        kind: {
          enum: [
            "plain-string",
            "environment",
            "flags",
            "free-form",
            "file-content",
            "path-literal",
            "path-or-text",
            "command",
          ],
        },
        verified: { type: "boolean" },
        ...sourced,
      }),
    ),
    pathLiteralHazards: array(
      object({ option: text, why: text, verified: { type: "boolean" }, ...sourced }),
    ),
    secretManagers: array({
      type: "object",
      required: ["name", "declare", "runtimePath", "options", "source", "verified"],
    }),
  }),
  "embedded.json": object({
    baselines: array({ type: "object", required: ["what", "approxClosureMiB", "evidence"] }),
    options: array(
      object({
        option: text,
        enabledWhen: text,
        effect: text,
        verified: { enum: ["full", "partial", "none"] },
        ...figures,
        ...sourced,
      }),
    ),
    packages: array(
      object({
        attr: text,
        lighter: textOrNull,
        verified: { type: "boolean" },
        source: text,
        ...figures,
      }),
    ),
    profiles: array({ type: "object", required: ["name", "sets", "priority", "source"] }),
    boards: array({ type: "object", required: ["module", "path", "hostPlatform", "source"] }),
    x86Modules: array(text),
    neutralModules: array(text),
    sdImageModules: array({ type: "object", required: ["path", "hostPlatform", "installer"] }),
  }),
  "package-sizes.json": object({
    source: text,
    attrs: { type: "object", additionalProperties: { type: "integer" } },
    packages: array({ type: "array", minItems: 2, items: { type: "integer", minimum: 0 } }),
  }),
  "nixos-names.json": object({
    what: text,
    source: text,
    names: { type: "object", additionalProperties: array({ type: "string" }) },
    unitPrefixes: array(text),
    unread: array(text),
  }),
  "nixos-renames.json": object({
    sources: array(text),
    renamed: {
      type: "object",
      additionalProperties: {
        type: "array",
        minItems: 4,
        maxItems: 4,
        items: [textOrNull, { type: "integer" }, { enum: [0, 1] }, { enum: [0, 1] }],
      },
    },
  }),
};

const TYPE: SchemaObject = {
  $id: "type",
  type: "object",
  required: ["t"],
  properties: {
    t: { type: "string" },
    of: { anyOf: [{ $ref: "type" }, array({ $ref: "type" })] },
    from: { $ref: "type" },
    to: { $ref: "type" },
    freeform: { $ref: "type" },
  },
};
ajv.addSchema(TYPE);

/** An option file: tables, then groups of entries that point into them. */
const OPTIONS: SchemaObject = {
  type: "object",
  required: ["$meta"],
  properties: { $meta: object({ format: { const: 1 }, namespace: text, edition: text }) },
  patternProperties: {
    "^\\$t\\d+$": array({ $ref: "type" }),
    "^\\$s\\d+$": array({ type: "array", minItems: 2, items: [text, textOrNull] }),
    "^\\$g\\d+$": array(array(text)),
    "^[^$]": {
      type: "object",
      additionalProperties: {
        type: "array",
        minItems: 2,
        maxItems: 5,
        items: [
          { type: "integer" },
          { type: "integer" },
          { anyOf: [{ enum: [0, 1] }, { type: "array", minItems: 1, maxItems: 2 }] },
          { type: "integer" },
          { type: "integer" },
        ],
      },
    },
  },
  additionalProperties: false,
};

function row(file: Readonly<Record<string, unknown>>, table: string, index: number): unknown {
  const rows = file[`${table}${Math.floor(index / TABLE_ROWS)}`] as unknown[] | undefined;
  return rows?.[index % TABLE_ROWS];
}

function check(name: string, schema: SchemaObject): void {
  const validate = ajv.compile(schema as JSONSchemaType<unknown>);
  validate(read(name));
  expect(validate.errors ?? []).toEqual([]);
}

describe("catalogue files", () => {
  const files = readdirSync(folder);
  const optionFiles = files.filter((name) => name.endsWith("-options.json"));

  it("are all there", () => {
    expect(files).toEqual(expect.arrayContaining([...optionFiles, ...Object.keys(SCHEMAS)]));
    expect(optionFiles).toHaveLength(4);
  });

  it.each(Object.entries(SCHEMAS))("%s", (name, schema) => check(name, schema));
  it.each(optionFiles)("%s", (name) => check(name, OPTIONS));

  it.each(optionFiles)("%s: every entry has a type and a source", (name) => {
    const file = read(name) as Record<string, Record<string, [number, number, ...unknown[]]>>;
    const wrong = Object.entries(file).flatMap(([group, entries]) =>
      group.startsWith("$")
        ? []
        : Object.entries(entries).filter(
            ([, [type, source, , , gates]]) =>
              !row(file, "$t", type) ||
              !row(file, "$s", source) ||
              (gates !== undefined && !row(file, "$g", gates as number)),
          ),
    );
    expect(wrong).toEqual([]);
  });

  it("hold nothing of two bytes a character in what start-up reads", () => {
    for (const name of optionFiles) {
      expect(/[^\n -~]/.test(readFileSync(new URL(name, folder), "latin1"))).toBe(false);
    }
  });
});
