/**
 * Makes the NixOS option catalogue from published option lists, the definitions of nixpkgs'
 * modules and what `catalog-*.json` beside this file say.
 *
 *   tsx scripts/catalog-build.ts --manual FOLDER --older FILE --definitions FILE --facts FOLDER
 *
 * Lists and definitions are facts read elsewhere and not part of this repository; what is written
 * here are names, types, literal defaults and sources, no descriptions.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Literal, splitOptionPath } from "../src/catalog/index.ts";
import { parseOptionType } from "../src/catalog/parse-option-type.ts";
import { shownDefault } from "../src/catalog/shown-default.ts";
import { type CatalogOption, writeOptionFile } from "../src/catalog/write-option-file.ts";
import { Contributions, type KnownContributions } from "./catalog-contributions.ts";
import { type ListedOption, readAnchorList, readManualExtract } from "./catalog-extract.ts";
import { PatternTree } from "./catalog-patterns.ts";

interface Override {
  readonly type: string;
  readonly default: "expression" | "none" | readonly Literal[];
  readonly source: string;
  readonly applied?: boolean;
  readonly readOnly?: boolean;
  readonly always?: boolean;
  readonly commit?: string | null;
  readonly verified?: boolean;
  /** The attributes of its freeform type do not merge. */
  readonly uniq?: boolean;
}
interface Fact {
  readonly option: string;
  readonly type: string;
  readonly default: Literal;
  readonly defaultKind: "literal" | "expression" | "none";
  readonly source: string;
  readonly sourceCommit: string | null;
  readonly verified: boolean;
}

const { values } = parseArgs({
  options: {
    manual: { type: "string", default: "" },
    older: { type: "string", default: "" },
    definitions: { type: "string", default: "" },
    facts: { type: "string", default: "" },
  },
});
/** What the commits of entries stand for: the lists were read, not the modules. */
const MANUAL = "25.11 manual";
const OLDER = "2024-12 manual";
const EDITION = `25.11 (${MANUAL}: options.html of 25.11 as github:luo216/NixOS-Agent 9ff31ed has it; ${OLDER}: that of unstable of 2024-12-19 as github:ieviev/nix-vscode-completions 2f0cd73 has it)`;
const data = new URL("../src/catalog/data/", import.meta.url).pathname;
const known = readJson<KnownContributions>("catalog-contributed.json");
const overrides = readJson<{ readonly options: Readonly<Record<string, Override>> }>(
  "catalog-overrides.json",
);
const renames = readJson<{
  readonly source: string;
  readonly renamed: Readonly<Record<string, string | null>>;
  readonly aliases: readonly string[];
}>("catalog-renames.json");

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as T;
}

/** The name that a path has now; null where it has none. */
function rename(path: string): string | null {
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    const to = renames.renamed[path.slice(0, end)];
    if (to === null) return null;
    if (to !== undefined) return rename(to + path.slice(end));
  }
  return path;
}

const PLAIN = {
  contributed: false,
  contributedBy: [],
  apply: "none",
  readOnly: false,
  verified: true,
} as const;

function listedEntry(option: ListedOption): CatalogOption {
  const type = parseOptionType(option.type ?? "");
  return {
    ...PLAIN,
    path: option.name,
    type,
    default: shownDefault(option.default, type),
    readOnly: option.readOnly,
    source: option.source,
    commit: option.commit,
  };
}

function overrideEntry(path: string, override: Override): CatalogOption {
  const type = parseOptionType(override.type);
  const freeform = type.t === "submodule" && type.freeform?.t === "attrsOf" ? type.freeform : null;
  return {
    ...PLAIN,
    path,
    type:
      override.uniq && freeform !== null
        ? {
            t: "submodule",
            open: true,
            freeform: { t: "attrsOf", of: { t: "uniq", of: freeform.of } },
          }
        : type,
    default: override.default,
    contributed: override.always ?? false,
    readOnly: override.readOnly ?? false,
    apply: override.applied ? "unknown" : "none",
    source: override.source,
    commit: override.commit ?? null,
    verified: override.verified ?? false,
  };
}

const options = new Map<string, CatalogOption>();
for (const option of readManualExtract(values.manual, MANUAL)) {
  options.set(option.name, listedEntry(option));
}
const current = new PatternTree(options.keys());

let changed = 0;
for (const option of readAnchorList(values.older, "nixos/doc/manual/options", OLDER)) {
  const entry = listedEntry(option);
  const now = current.same(splitOptionPath(option.name));
  const known = now === undefined ? undefined : options.get(now);
  if (known === undefined) {
    options.set(option.name, entry);
  } else if (Array.isArray(known.default) && Array.isArray(entry.default)) {
    const [before, after] = [entry.default[0], known.default[0]] as [Literal, Literal];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    if (JSON.stringify([before, after]).match(/^\[(?:\[\],\{\}|\{\},\[\])\]$/)) continue;
    options.set(known.path, { ...known, default: [after, before] });
    changed++;
  }
}

const facts = JSON.parse(readFileSync(join(values.facts, "nixos-options.json"), "utf8")) as {
  readonly options: readonly Fact[];
};
for (const fact of facts.options) {
  const listed = options.get(fact.option);
  if (listed === undefined) {
    console.log(`only a fact: ${fact.option} (${fact.type}, ${fact.source})`);
  } else if (
    fact.verified &&
    Array.isArray(listed.default) &&
    (fact.defaultKind !== "literal" ||
      !listed.default.some((one) => JSON.stringify(one) === JSON.stringify(fact.default)))
  ) {
    const { defaultKind, default: value } = fact;
    console.log(`differs: ${fact.option}`, listed.default, defaultKind, JSON.stringify(value));
  }
}

for (const [path, override] of Object.entries(overrides.options)) {
  options.set(path, overrideEntry(path, override));
}

const tree = new PatternTree(options.keys());
const contributions = new Contributions(
  {
    find: (path) => tree.above(path),
    offByDefault: (path) => {
      const entry = options.get(tree.same(path) ?? "");
      const [only] = Array.isArray(entry?.default) ? entry.default : [undefined];
      if (entry?.type.t === "submodule" || entry?.default === "none") return true;
      return (
        [false, null, ""].includes(only as never) ||
        /^(?:\[\]|\{\})$/.test(JSON.stringify(only) ?? "")
      );
    },
  },
  rename,
);
const definitions = readFileSync(values.definitions, "utf8");
contributions.read(definitions);
contributions.settle(known);
for (const [path, gates] of contributions.gates) {
  const option = options.get(path);
  if (option === undefined) console.log(`contributed but not declared: ${path}`);
  else {
    const forced = known.forced.includes(path);
    options.set(path, { ...option, contributed: true, contributedBy: gates, forced });
  }
}
for (const path of [...contributions.applied, ...Object.keys(known.applied)]) {
  const option = options.get(path);
  if (option !== undefined)
    options.set(path, { ...option, apply: known.applied[path] ?? "unknown" });
}

const read = new Set(
  definitions
    .trim()
    .split("\n")
    .map((line) => fileName(line.split("\t")[3] ?? "")),
);
const unread = [...options.values()]
  .filter((option) => /\.enable$/.test(option.path) && !option.path.includes("<"))
  .filter((option) => !/^services\.prometheus\.exporters\./.test(option.path))
  .filter((option) => !known.harmless.enable.includes(option.path))
  .filter((option) => option.source.includes("modules/") && !read.has(fileName(option.source)))
  .map((option) => option.path)
  .sort();

/** A module's file by what it is called, as modules move between folders. */
function fileName(path: string): string {
  const [name = "", folder = ""] = path.split("/").reverse();
  return name === "default.nix" ? folder : name.replace(/\.nix$/, "").replace(/^gnome3$/, "gnome");
}

const names = Object.fromEntries(
  [...contributions.names].sort().map(([path, used]) => [path, [...used].sort()]),
);
const services = new Set(
  [...options.keys()].flatMap((path) => /^services\.([\w-]+)\./.exec(path)?.[1] ?? []),
);
writeFileSync(
  join(data, "nixos-options.json"),
  writeOptionFile("nixos", EDITION, [...options.values()]),
);
writeFileSync(
  join(data, "nixos-names.json"),
  `${JSON.stringify({
    what: "names that NixOS' own modules use, below the paths of sets that users add to as well",
    source: "definitions of nixpkgs 20.09's modules and the option list of 25.11",
    names,
    unitPrefixes: [...new Set([...known.unitPrefixes, ...services])].sort(),
    unread,
  })}\n`,
);
writeRenames();
console.log(
  `${options.size} options, ${changed} defaults that changed, ${unread.length} modules not read`,
);

/** What modules themselves declare as renamed or removed, then what is known besides. */
function writeRenames(): void {
  const sources = [renames.source];
  const rows: Record<string, [string | null, number, 0 | 1, 0 | 1]> = {};
  const declared = (path: string | null) => path !== null && tree.same(splitOptionPath(path));
  for (const line of definitions.trim().split("\n")) {
    const [kind, from = "", to = "", file = ""] = line.split("\t");
    if ((kind !== "renamed" && kind !== "removed") || declared(from)) continue;
    const target = kind === "renamed" ? rename(to) : rename(from) === from ? null : rename(from);
    // A successor that is gone again, or moved to where no list has it, is no advice.
    const exists = target !== null && tree.above(splitOptionPath(target)) !== undefined;
    if (target !== null && !exists) continue;
    const source = `nixos/modules/${file} of nixpkgs 20.09`;
    if (!sources.includes(source)) sources.push(source);
    rows[from] = [target, sources.indexOf(source), 0, 1];
  }
  for (const [from, to] of Object.entries(renames.renamed)) {
    const alias = renames.aliases.includes(from);
    if (!alias && options.get(from)?.commit === MANUAL) continue;
    rows[from] = [to === null ? null : rename(to), 0, alias ? 1 : 0, 0];
  }
  const members = Object.entries(rows)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, row]) => `${JSON.stringify(from)}:${JSON.stringify(row)}`);
  writeFileSync(
    join(data, "nixos-renames.json"),
    `{\n"sources":${JSON.stringify(sources)},\n"renamed":{\n${members.join(",\n")}\n}\n}\n`,
  );
}
