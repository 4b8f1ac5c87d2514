/**
 * Makes the option files of home-manager, nix-darwin and the modules that flakes bring, from lists
 * of their options (JSON: path, type's description, default, source) and their sources.
 *
 *   tsx scripts/catalog-modules.ts CONFIG
 *
 * CONFIG is JSON: `[{ namespace, edition, sets: [{ list, root, source, commit, definitions?,
 * except?, prefix? }] }]`. Lists come from evaluating the modules, so a default may be what it is
 * only for the configuration they were evaluated in: one that mentions the configuration in its
 * source is taken as an expression.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { joinOptionPath, type Literal, type OptionType } from "../src/catalog/index.ts";
import { literalFits } from "../src/catalog/literal-fits.ts";
import { parseOptionType } from "../src/catalog/parse-option-type.ts";
import { type CatalogOption, writeOptionFile } from "../src/catalog/write-option-file.ts";
import type { Expr } from "../src/parser/ast.ts";
import { initParser } from "../src/parser/native-parser.ts";
import { parse } from "../src/parser/parse.ts";
import { Contributions, type KnownContributions } from "./catalog-contributions.ts";
import { PatternTree } from "./catalog-patterns.ts";

interface Evaluated {
  readonly path: readonly string[];
  readonly type: string | null;
  readonly default: { readonly kind: "literal" | "expression" | "none"; readonly json?: string };
  readonly visible: boolean | null;
  readonly readOnly: boolean | null;
  readonly apply: boolean;
  readonly source: string | null;
}
interface ModuleSet {
  readonly list: string;
  readonly root: string;
  /** `github:owner/name`. */
  readonly source: string;
  readonly commit: string;
  /** Output of `catalog-definitions.ts` for these modules. */
  readonly definitions?: string;
  /** First segments that are not these modules' own options. */
  readonly only?: readonly string[];
}
interface Job {
  readonly namespace: "home-manager" | "nix-darwin" | "flake-modules";
  readonly edition: string;
  readonly sets: readonly ModuleSet[];
}

const dependent = new Map<string, ReadonlySet<string>>();
const jobs = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as readonly Job[];
initParser(readFileSync(new URL("../dist/nix.wasm", import.meta.url)));

for (const job of jobs) {
  const options = new Map<string, CatalogOption>();
  for (const set of job.sets) {
    for (const option of readSet(set))
      if (!options.has(option.path)) options.set(option.path, option);
  }
  for (const set of job.sets)
    if (set.definitions !== undefined) contribute(options, set.definitions);
  const text = writeOptionFile(job.namespace, job.edition, [...options.values()]);
  writeFileSync(
    new URL(`../src/catalog/data/${job.namespace}-options.json`, import.meta.url),
    text,
  );
  const literal = [...options.values()].filter((option) => Array.isArray(option.default)).length;
  console.log(`${job.namespace}: ${options.size} options, ${literal} with a literal default`);
}

function readSet(set: ModuleSet): CatalogOption[] {
  const list = JSON.parse(readFileSync(set.list, "utf8")) as readonly Evaluated[];
  return list.flatMap((option) => {
    const own = set.only === undefined || set.only.includes(option.path.slice(0, 2).join("."));
    if (!own || option.type === null || option.source === null) return [];
    const type = typeOf(option.type);
    return {
      path: joinOptionPath(option.path),
      type,
      default: defaultOf(option, type),
      contributed: false,
      contributedBy: [],
      readOnly: option.readOnly === true,
      apply: option.apply ? "unknown" : "none",
      source: `${set.source} ${relative(set.root, option.source)}`,
      commit: set.commit,
      verified: true,
    };
  });
}

/** disko's devices are chosen by their `type`: any of a device's attributes may stand there. */
function typeOf(description: string): OptionType {
  if (/one of bcachefs,|^one of zfs_fs|\bone of zfs_/.test(description)) {
    const device: OptionType = {
      t: "submodule",
      open: true,
      freeform: { t: "format", format: "disko" },
    };
    if (description.startsWith("null or")) return { t: "nullOr", of: device };
    return description.startsWith("attribute set of") ? { t: "attrsOf", of: device } : device;
  }
  return parseOptionType(
    description
      .replaceAll("An absolute path", "absolute path")
      .replaceAll("(Home Manager module)", "(submodule)"),
  );
}

function defaultOf(option: Evaluated, type: OptionType): CatalogOption["default"] {
  const { kind, json } = option.default;
  if (kind === "none") return "none";
  if (kind === "expression" || json === undefined) return "expression";
  const value = JSON.parse(json) as Literal;
  const name = option.path.at(-1) ?? "";
  const depends = dependentDefaults(option.source ?? "").has(name);
  // Whole floats lose their point in JSON, and paths into a store are not literals.
  const doubtful = /"\/(?:nix\/store|fake|tmp|work|home\/u)\b/.test(json) || /\d\.0\b/.test(json);
  return depends || doubtful || !literalFits(value, type) ? "expression" : [value];
}

/** Names of options in a file whose default is worked out from the configuration or platform. */
function dependentDefaults(file: string): ReadonlySet<string> {
  let names = dependent.get(file);
  if (names === undefined) {
    const found = new Set<string>();
    try {
      collect(parse(readFileSync(file, "utf8")).root, "", found);
    } catch {
      // A folder or a file that is not there: nothing is known of its defaults.
    }
    names = found;
    dependent.set(file, names);
  }
  return names;
}

function collect(expr: Expr, name: string, found: Set<string>): void {
  if (expr.kind === "attrset") {
    for (const binding of expr.bindings) {
      if (binding.kind !== "attr") continue;
      const last = binding.path.at(-1);
      const own = last?.kind === "static-name" ? last.name : "";
      if (own === "default" && mentions(binding.value)) found.add(name);
      const outer = own === "default" || own === "type" || own === "options" ? name : own;
      collect(binding.value, outer, found);
    }
    return;
  }
  for (const child of children(expr)) collect(child, name, found);
}

/** Whether an expression uses any variable, as that may come from the configuration. */
function mentions(expr: Expr): boolean {
  if (expr.kind === "variable") {
    return !["true", "false", "null"].includes(expr.name);
  }
  return children(expr).some(mentions);
}

function children(expr: Expr): readonly Expr[] {
  return Object.values(expr).flatMap((value): Expr[] => {
    if (Array.isArray(value)) return value.flatMap((item) => inside(item));
    return inside(value);
  });
}

function inside(value: unknown): Expr[] {
  if (typeof value !== "object" || value === null) return [];
  if ("kind" in value && typeof value.kind === "string") {
    if (value.kind === "attr" && "value" in value) return [value.value as Expr];
    if (/^(?:inherit|static-name|dynamic-name)$/.test(value.kind)) return [];
    return [value as Expr];
  }
  return [];
}

function contribute(options: Map<string, CatalogOption>, file: string): void {
  const tree = new PatternTree(options.keys());
  const contributions = new Contributions(
    {
      find: (path) => tree.above(path),
      offByDefault: (path) => {
        const entry = options.get(tree.same(path) ?? "");
        if (entry === undefined) return false;
        const [only] = Array.isArray(entry.default) ? entry.default : [undefined];
        if (entry.type.t === "submodule" || entry.default === "none") return true;
        return /^(?:false|null|""|\[\]|\{\})$/.test(JSON.stringify(only) ?? "");
      },
    },
    (path) => path,
  );
  contributions.read(readFileSync(file, "utf8"));
  const none: KnownContributions = {
    always: [],
    withService: [],
    applied: {},
    modern: [],
    forced: [],
    harmless: { enable: [] },
    notContributed: [],
    unitPrefixes: [],
  };
  contributions.settle(none);
  for (const [path, gates] of contributions.gates) {
    const option = options.get(path);
    const by = gates.filter((gate) => gate !== "*" && gate !== "services.*");
    if (option !== undefined)
      options.set(path, { ...option, contributed: true, contributedBy: by });
  }
}
