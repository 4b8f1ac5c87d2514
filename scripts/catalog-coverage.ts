/**
 * Measures what share of the options that fleets set the catalogue knows.
 *
 *   npm run catalog-coverage -- [option-usage.json [--missing]]
 *
 * An option counts when it, or the freeform option that it is below, has a type; the default
 * counts where the option has none, or one that is known or known to be no literal.
 */
import { readFileSync } from "node:fs";
import {
  OptionCatalog,
  type OptionNamespace,
  type OptionPlace,
  renamedOption,
} from "../src/catalog/index.ts";
import { catalogFiles, useCatalogFiles } from "../src/cli/catalog-files.ts";

interface Usage {
  readonly option: string;
  readonly fleets: number;
}

const NAMESPACES: readonly OptionNamespace[] = ["nixos", "home-manager", "nix-darwin"];
useCatalogFiles();
const catalog = new OptionCatalog(catalogFiles());
const [file = "../shared/facts/option-usage.json", flag] = process.argv.slice(2);
const { options } = JSON.parse(readFileSync(file, "utf8")) as { readonly options: Usage[] };
const used = options.filter((option) => option.fleets >= 5);
const count = { typed: 0, exact: 0, literal: 0, expression: 0, none: 0, renamed: 0 };
const missing: Usage[] = [];

for (const usage of used) {
  const path = segments(usage.option);
  const place = find(path);
  if (place?.type === undefined || place.type.t === "unknown") {
    if (renamedOption(path) === undefined) missing.push(usage);
    else count.renamed++;
    continue;
  }
  count.typed++;
  if (place.rest.length > 0) continue;
  count.exact++;
  const { kind } = place.fact.default;
  if (kind === "literal") count.literal++;
  else if (kind === "none") count.none++;
  else count.expression++;
}

/**
 * A path as the usage list writes it: a name may hold dots (`locations./.proxyPass`), and what
 * stands below `disko.devices` was taken for a name.
 */
function segments(option: string): string[] {
  const disko = /^disko\.devices\.<name>\.(\w+|\/)\.(.*)$/.exec(option);
  if (disko !== null) {
    const [, device = "", rest = ""] = disko;
    const kind = device === "zroot" ? "zpool" : device === "/" ? "nodev" : "disk";
    return ["disko", "devices", kind, device, ...rest.split(".")];
  }
  const setting =
    /^(services\.phpfpm\.pools\.<name>\.settings|services\.nextcloud\.phpOptions)\.(.*)$/;
  const [, above, key] = setting.exec(option) ?? [];
  if (above !== undefined && key !== undefined) return [...above.split("."), key];
  const name = /^(services\.nginx\.virtualHosts\.<name>\.locations)\.(.*)\.(\w+)$/.exec(option);
  const [, before = option, middle, last] = name ?? [];
  if (middle !== undefined && last !== undefined) return [...before.split("."), middle, last];
  return option.split(".");
}

/** The most exact place in any namespace: the list does not say whose module sets an option. */
function find(path: readonly string[]): OptionPlace | undefined {
  const places = NAMESPACES.flatMap((namespace) => catalog.place(path, namespace) ?? []);
  const typed = places.filter((place) => place.type !== undefined);
  return typed.sort((a, b) => a.rest.length - b.rest.length)[0];
}

const share = (part: number) => `${((100 * part) / used.length).toFixed(1)} %`;
console.log(`${used.length} options that five or more fleets set`);
console.log(
  `${count.typed} have a type (${share(count.typed)}), ${count.exact} of them declared by name`,
);
console.log(
  `defaults of those: ${count.literal} literal, ${count.expression} an expression, ${count.none} none`,
);
console.log(`${count.renamed} are old names (${share(count.renamed)})`);
console.log(`${missing.length} are unknown (${share(missing.length)})`);
if (flag === "--missing")
  for (const { option, fleets } of missing) console.log(`${fleets}\t${option}`);
