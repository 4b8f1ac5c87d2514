import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { Attrs, Builtin, type BuiltinCode, type Lazy, Unknown } from "../value.ts";
import { plainText } from "./arguments.ts";
import { attrBuiltins } from "./attrs.ts";
import { controlBuiltins } from "./control.ts";
import { builtinsOf } from "./define.ts";
import { derivationBuiltins } from "./derivation.ts";
import { fetchBuiltins } from "./fetch.ts";
import { flakeRefBuiltins } from "./flake-ref.ts";
import { hashBuiltins } from "./hash.ts";
import { jsonBuiltins } from "./json.ts";
import { listBuiltins } from "./lists.ts";
import { numberBuiltins } from "./numbers.ts";
import { pathBuiltins } from "./paths.ts";
import { regexBuiltins } from "./regex.ts";
import { sourceBuiltins } from "./sources.ts";
import { contextBuiltins } from "./string-context.ts";
import { stringBuiltins } from "./strings.ts";
import { tomlBuiltins } from "./toml.ts";
import { typeBuiltins } from "./types.ts";
import { versionBuiltins } from "./versions.ts";
import { xmlBuiltins } from "./xml.ts";

const TABLES = [
  attrBuiltins,
  contextBuiltins,
  controlBuiltins,
  derivationBuiltins,
  fetchBuiltins,
  flakeRefBuiltins,
  hashBuiltins,
  jsonBuiltins,
  listBuiltins,
  numberBuiltins,
  pathBuiltins,
  regexBuiltins,
  sourceBuiltins,
  stringBuiltins,
  tomlBuiltins,
  typeBuiltins,
  versionBuiltins,
  xmlBuiltins,
];

/** The Nix whose language this is. */
export const NIX_VERSION = "2.31.2";
const LANGUAGE_VERSION = 6;

/** Builtins that are in scope without `builtins.`; all others are as `__name`. */
const GLOBAL = new Set([
  "abort",
  "baseNameOf",
  "break",
  "builtins",
  "derivation",
  "derivationStrict",
  "dirOf",
  "false",
  "fetchGit",
  "fetchMercurial",
  "fetchTarball",
  "fetchTree",
  "fromTOML",
  "import",
  "isNull",
  "map",
  "null",
  "placeholder",
  "removeAttrs",
  "scopedImport",
  "throw",
  "toString",
  "true",
]);

/** Constants that tell of the machine: `builtins.storeDir`, also as `__storeDir`. */
const CONSTANTS = [
  "currentSystem",
  "currentTime",
  "getEnv",
  "langVersion",
  "nixPath",
  "nixVersion",
];

/** The names that are in scope everywhere, without an evaluator: what `builtinsFor` gives as `globals`. */
export function globalNames(): ReadonlySet<string> {
  const names = new Set(GLOBAL).add("__storeDir");
  const builtins = [...TABLES.flatMap((table) => Object.keys(table)), ...CONSTANTS];
  for (const name of builtins) names.add(GLOBAL.has(name) ? name : `__${name}`);
  return names;
}

/** An entry of `builtins.nixPath`. */
export interface NixPathEntry {
  readonly prefix: string;
  readonly path: string;
}

/** What some builtins tell of the machine: nothing, unless a caller says so. */
export interface BuiltinSurroundings {
  readonly nixPath?: readonly NixPathEntry[];
  /** Variables for `builtins.getEnv`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The value of `builtins` and the names in scope everywhere. */
export function builtinsFor(ev: Evaluator, surroundings: BuiltinSurroundings = {}) {
  const values = new Map<string, Lazy>();
  for (const table of TABLES)
    for (const [name, value] of builtinsOf(table)) values.set(name, value);
  const { derivation } = derivationBuiltins;
  if (derivation !== undefined) values.set("derivation", inNix("derivation", ...derivation));
  for (const [name, value] of constants(ev, surroundings)) values.set(name, value);
  const builtins: Attrs = new Attrs(values);
  values.set("builtins", builtins);
  const globals = new Map<string, Lazy>();
  for (const [name, value] of values) globals.set(GLOBAL.has(name) ? name : `__${name}`, value);
  return { builtins, globals };
}

function constants(ev: Evaluator, surroundings: BuiltinSurroundings): [string, Lazy][] {
  const { currentSystem } = ev.options;
  const { nixPath = [], environment = {} } = surroundings;
  const variables = new Map(Object.entries(environment));
  const getEnv = (_: Evaluator, name: Lazy) => variables.get(plainText(ev, name)) ?? "";
  return [
    ["getEnv", new Builtin("getEnv", 1, getEnv)],
    ["true", true],
    ["false", false],
    ["null", null],
    ["storeDir", "/nix/store"],
    ["nixVersion", NIX_VERSION],
    ["langVersion", LANGUAGE_VERSION],
    ["nixPath", nixPath.map(({ prefix, path }) => Attrs.of({ prefix, path }))],
    ["currentTime", impure("the current time")],
    ["currentSystem", currentSystem ?? impure("the system that evaluates")],
  ];
}

/** `derivation` is a function of the language in Nix: `{ outputs ? [ "out" ], ... }@args: …`. */
function inNix(name: string, arity: number, code: BuiltinCode): Builtin {
  return new Builtin(name, arity, code, [], new Map([["outputs", true]]));
}

function impure(what: string): Lazy {
  return new Unknown(new Reason("impure", `${what} is not known before it happens`));
}
