import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { Attrs, type Lazy, Unknown } from "../value.ts";
import { attrBuiltins } from "./attrs.ts";
import { controlBuiltins } from "./control.ts";
import { builtinsOf } from "./define.ts";
import { hashBuiltins } from "./hash.ts";
import { listBuiltins } from "./lists.ts";
import { numberBuiltins } from "./numbers.ts";
import { contextBuiltins } from "./string-context.ts";
import { stringBuiltins } from "./strings.ts";
import { typeBuiltins } from "./types.ts";
import { versionBuiltins } from "./versions.ts";

const TABLES = [
  attrBuiltins,
  contextBuiltins,
  controlBuiltins,
  hashBuiltins,
  listBuiltins,
  numberBuiltins,
  stringBuiltins,
  typeBuiltins,
  versionBuiltins,
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

/** An entry of `builtins.nixPath`. */
export interface NixPathEntry {
  readonly prefix: string;
  readonly path: string;
}

/** The value of `builtins` and the names in scope everywhere. */
export function builtinsFor(ev: Evaluator, nixPath: readonly NixPathEntry[] = []) {
  const values = new Map<string, Lazy>();
  for (const table of TABLES)
    for (const [name, value] of builtinsOf(table)) values.set(name, value);
  for (const [name, value] of constants(ev, nixPath)) values.set(name, value);
  const builtins: Attrs = new Attrs(values);
  values.set("builtins", builtins);
  const globals = new Map<string, Lazy>();
  for (const [name, value] of values) globals.set(GLOBAL.has(name) ? name : `__${name}`, value);
  return { builtins, globals };
}

function constants(ev: Evaluator, nixPath: readonly NixPathEntry[]): [string, Lazy][] {
  const { currentSystem } = ev.options;
  return [
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

function impure(what: string): Lazy {
  return new Unknown(new Reason("impure", `${what} is not known before it happens`));
}
