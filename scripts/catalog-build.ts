/**
 * Makes the NixOS option catalogue from published option lists and the fact files.
 *
 *   tsx scripts/catalog-build.ts --manual FOLDER --facts FOLDER
 *
 * The manual's extract is facts read elsewhere and not part of this repository; what is written
 * here are names, types, literal defaults and sources, no descriptions.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { splitOptionPath } from "../src/catalog/index.ts";
import { literalFits } from "../src/catalog/literal-fits.ts";
import { parseNixLiteral } from "../src/catalog/nix-literal.ts";
import { parseOptionType } from "../src/catalog/parse-option-type.ts";
import { type CatalogOption, writeOptionFile } from "./catalog-entries.ts";
import { type ListedOption, readManualExtract } from "./catalog-extract.ts";

const { values } = parseArgs({
  options: { manual: { type: "string" }, facts: { type: "string" }, edition: { type: "string" } },
});
const edition = values.edition ?? "25.11";
const data = new URL("../src/catalog/data/", import.meta.url).pathname;
const marks = JSON.parse(
  readFileSync(new URL("catalog-contributed.json", import.meta.url), "utf8"),
) as {
  readonly always: readonly string[];
  readonly withService: readonly string[];
  readonly applied: Readonly<Record<string, string>>;
};
const contributed = new Set([...marks.always, ...marks.withService]);

function entry(option: ListedOption): CatalogOption {
  const type = parseOptionType(option.type ?? "");
  const shown = option.default;
  const literal = shown === undefined ? undefined : parseNixLiteral(shown);
  const fits = literal !== undefined && literalFits(literal, type);
  return {
    path: option.name,
    type,
    default: shown === undefined ? "none" : fits ? [literal] : "expression",
    contributed: contributed.has(option.name),
    readOnly: option.readOnly,
    applied: marks.applied[option.name] !== undefined,
    source: option.source,
    commit: option.commit,
    verified: true,
  };
}

const manual = readManualExtract(values.manual ?? "", `options list of the ${edition} manual`);
const options = new Map(manual.map((option) => [option.name, entry(option)]));

for (const path of contributed) {
  if (!options.has(path) && splitOptionPath(path).length > 0) console.log(`not listed: ${path}`);
}
writeFileSync(
  join(data, "nixos-options.json"),
  writeOptionFile("nixos", edition, [...options.values()]),
);
console.log(`${options.size} options`);
