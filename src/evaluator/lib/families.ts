import { type BuiltinTable, builtinsOf } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Lazy } from "../value.ts";
import { assertsTable } from "./asserts.ts";
import { attrMergeTable } from "./attr-merge.ts";
import { attrPathsTable } from "./attr-paths.ts";
import { attrsetsTable } from "./attrsets.ts";
import { customisationTable, customisationValues } from "./customisation.ts";
import { debugTable, debugValues } from "./debug.ts";
import { deprecatedTable, deprecatedValues } from "./deprecated.ts";
import { derivationsTable, derivationsValues } from "./derivations.ts";
import { fixedPointsTable } from "./fixed-points.ts";
import { kernelTable, kernelValues } from "./kernel.ts";
import { notModelled } from "./later.ts";
import { listOrderTable } from "./list-order.ts";
import { listsTable } from "./lists.ts";
import { metaTable, metaValues } from "./meta.ts";
import { outputsTable } from "./outputs.ts";
import { scopesTable, scopesValues } from "./scopes.ts";
import { trivialTable } from "./trivial.ts";
import { versionsTable } from "./versions.ts";

/** The members of one set of the library that are the same for every nixpkgs. */
export interface Family {
  /** Functions and constants of ours. */
  readonly own: ReadonlyMap<string, Lazy>;
  /** Names of builtins that are members. */
  readonly builtins: readonly string[];
  /** Further names of members. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Members of the set that `lib` itself has not. */
  readonly inner: ReadonlySet<string>;
}

interface Parts {
  readonly tables: readonly BuiltinTable[];
  readonly values?: ReadonlyMap<string, Lazy>;
  readonly builtins?: string;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly inner?: string;
}

function words(text: string | undefined): string[] {
  return text === undefined ? [] : text.trim().split(/\s+/);
}

function family(parts: Parts): Family {
  const own = new Map<string, Lazy>();
  for (const table of parts.tables) {
    for (const [name, value] of builtinsOf(table, "lib.")) own.set(name, value);
  }
  for (const [name, value] of parts.values ?? []) own.set(name, value);
  return {
    own,
    builtins: words(parts.builtins),
    aliases: parts.aliases ?? {},
    inner: new Set(words(parts.inner)),
  };
}

/** The families of this folder by the name of their set. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  trivial: family({
    tables: [trivialTable],
    builtins: `pathExists readFile isBool isInt isFloat add sub mul div lessThan seq deepSeq
      genericClosure bitAnd bitOr bitXor ceil floor`,
    inner: "revisionWithDefault release versionSuffix codeName oldestSupportedRelease",
  }),
  fixedPoints: family({ tables: [fixedPointsTable] }),
  attrsets: family({
    tables: [attrsetsTable, attrPathsTable, attrMergeTable, outputsTable],
    builtins: `attrNames attrValues listToAttrs hasAttr isAttrs getAttr removeAttrs intersectAttrs
      catAttrs mapAttrs zipAttrsWith`,
    aliases: { cartesianProductOfSets: "cartesianProduct", mapAttrsFlatten: "mapAttrsToList" },
    inner: "longestValidPathPrefix unionOfDisjoint",
  }),
  lists: family({
    tables: [listsTable, listOrderTable],
    builtins: `head tail length isList elemAt concatLists filter elem genList map concatMap any all
      partition groupBy sort`,
    aliases: { fold: "foldr" },
    inner: "findFirstIndex hasPrefix removePrefix commonPrefix",
  }),
  customisation: family({
    tables: [customisationTable, scopesTable],
    values: new Map([...customisationValues, ...scopesValues]),
  }),
  derivations: family({
    tables: [derivationsTable],
    values: derivationsValues,
    builtins: "addDrvOutputDependencies unsafeDiscardOutputDependency",
  }),
  meta: family({
    tables: [metaTable],
    values: metaValues,
    inner: "defaultPriority platformMatch availableOn cpeFullVersionWithVendor",
  }),
  versions: family({
    tables: [versionsTable],
    builtins: "compareVersions splitVersion",
    inner: "major minor patch majorMinor pad",
  }),
  asserts: family({ tables: [assertsTable], inner: "assertEachOneOf checkAssertWarn" }),
  debug: family({
    tables: [debugTable],
    values: debugValues,
    builtins: "trace addErrorContext unsafeGetAttrPos",
    inner: "throwTestFailures",
  }),
  misc: family({
    tables: [deprecatedTable],
    values: deprecatedValues,
    inner: "closePropagationFast closePropagationSlow",
  }),
  kernel: family({
    tables: [kernelTable],
    values: kernelValues,
    inner: "option yes no module unset freeform whenHelpers",
  }),
  flakes: family({ tables: [], builtins: "parseFlakeRef flakeRefToString" }),
};

/** Builtins that `lib` has without any set having them. */
export const FLAT_BUILTINS = words(`getContext hasContext convertHash hashString parseDrvName
  placeholder fromJSON fromTOML toFile toJSON toString toXML tryEval`);

/** A builtin as it is in the evaluator's own set; unknown where it is not there. */
export function builtinValue(ev: Evaluator, name: string): Lazy {
  return ev.builtins.map.get(name) ?? notModelled(`builtins.${name}`);
}

/** All members of a family. */
export function membersOf(ev: Evaluator, { own, builtins, aliases }: Family): Map<string, Lazy> {
  const members = new Map(own);
  for (const name of builtins) members.set(name, builtinValue(ev, name));
  for (const [alias, name] of Object.entries(aliases))
    members.set(alias, members.get(name) as Lazy);
  return members;
}
