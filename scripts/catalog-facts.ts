/**
 * Copies the fact files on services, secrets, sizes and boards into the catalogue, without what is
 * only for people to read.
 *
 *   tsx scripts/catalog-facts.ts FOLDER
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "."] = process.argv.slice(2);
const data = new URL("../src/catalog/data/", import.meta.url).pathname;

type Row = Readonly<Record<string, unknown>>;

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
}

/** One row a line, so that a change shows as what it is. */
function write(name: string, file: Readonly<Record<string, unknown>>): void {
  const members = Object.entries(file).map(([key, value]) => {
    const rows = Array.isArray(value) ? value.map((row) => JSON.stringify(row)) : undefined;
    const text = rows === undefined ? JSON.stringify(value) : `[\n${rows.join(",\n")}\n]`;
    return `${JSON.stringify(key)}:${text}`;
  });
  writeFileSync(join(data, name), `{\n${members.join(",\n")}\n}\n`);
}

function pick(row: Row, keys: readonly string[]): Row {
  return Object.fromEntries(keys.filter((key) => key in row).map((key) => [key, row[key]]));
}

const services = read<{ services: Row[] }>("services.json");
write("services.json", {
  services: services.services.map(({ notes, ...service }) => service),
});

const secrets = read<{
  plaintextOptions: Row[];
  pathLiteralHazards: Row[];
  secretManagers: Row[];
}>("secrets.json");
write("secrets.json", {
  plaintextOptions: secrets.plaintextOptions.map(({ notes, ...option }) => option),
  pathLiteralHazards: secrets.pathLiteralHazards,
  secretManagers: secrets.secretManagers.map(({ notes, ...manager }) => manager),
});

const embedded = read<{
  baselines: Row[];
  options: Row[];
  packages: Row[];
  profiles: Row[];
  sdImage: { modules: Row[] };
  nixosHardware: {
    boards: Row[];
    x86_64Modules: string[];
    archNeutralModules: string[];
  };
}>("embedded.json");
const figure = ["approxClosureMiB", "figureKind", "evidence", "source", "sourceCommit", "verified"];
const board = [
  "module",
  "path",
  "board",
  "hostPlatform",
  "setsHostPlatform",
  "bootLoader",
  "source",
];
write("embedded.json", {
  baselines: embedded.baselines.map((row) =>
    pick(row, ["what", "approxClosureMiB", "arch", "asOf", "evidence"]),
  ),
  options: embedded.options.map((row) => pick(row, ["option", "enabledWhen", "effect", ...figure])),
  packages: embedded.packages.map((row) => pick(row, ["attr", "lighter", ...figure])),
  profiles: embedded.profiles.map(({ notes, ...profile }) => profile),
  boards: embedded.nixosHardware.boards.map((row) => pick(row, board)),
  x86Modules: embedded.nixosHardware.x86_64Modules,
  neutralModules: embedded.nixosHardware.archNeutralModules,
  sdImageModules: embedded.sdImage.modules,
});

const sizes = read<{
  meta: { source: string };
  attrs: Readonly<Record<string, string>>;
  packages: Readonly<Record<string, { arm64?: number; armhf?: number; deps: readonly string[] }>>;
}>("package-sizes.json");
const names = Object.keys(sizes.packages);
const index = new Map(names.map((name, at) => [name, at]));
write("package-sizes.json", {
  source: sizes.meta.source,
  attrs: Object.fromEntries(
    Object.entries(sizes.attrs).flatMap(([attribute, name]) => {
      const at = index.get(name);
      return at === undefined ? [] : [[attribute, at]];
    }),
  ),
  packages: names.map((name) => {
    const { arm64 = 0, armhf = 0, deps } = sizes.packages[name] ?? { deps: [] };
    return [arm64, armhf, ...deps.flatMap((dep) => index.get(dep) ?? [])];
  }),
});
