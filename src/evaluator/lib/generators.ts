import type { Evaluator } from "../evaluator.ts";
import type { Lazy } from "../value.ts";
import { toGitINI } from "./git-ini.ts";
import {
  mkDconfKeyValue,
  mkKeyValueDefault,
  mkValueStringDefault,
  toDconfINI,
  toINI,
  toINIWithGlobalSection,
  toKeyValue,
} from "./ini.ts";
import { mkLuaInline, toDhall, toLua, toPlist } from "./markup.ts";
import { builtin, patternFunction } from "./native.ts";
import { toPretty, withRecursion } from "./pretty.ts";

/** `lib.generators`: texts of configuration files made of values. */
export function generatorsLib(ev: Evaluator): Map<string, Lazy> {
  // YAML is a superset of JSON, and that is what nixpkgs writes for it.
  const toJSON = patternFunction("lib.generators.toJSON", {}, () => builtin(ev, "toJSON"));
  return new Map<string, Lazy>([
    ["mkValueStringDefault", mkValueStringDefault],
    ["mkKeyValueDefault", mkKeyValueDefault],
    ["toKeyValue", toKeyValue],
    ["toINI", toINI],
    ["toINIWithGlobalSection", toINIWithGlobalSection],
    ["toGitINI", toGitINI],
    ["mkDconfKeyValue", mkDconfKeyValue],
    ["toDconfINI", toDconfINI],
    ["withRecursion", withRecursion],
    ["toPretty", toPretty],
    ["toPlist", toPlist],
    ["toDhall", toDhall],
    ["toLua", toLua],
    ["mkLuaInline", mkLuaInline],
    ["toJSON", toJSON],
    ["toYAML", toJSON],
  ]);
}

/** Members of `lib.generators` that are also members of `lib`. */
export const flatGenerators: readonly string[] = ["mkLuaInline"];
