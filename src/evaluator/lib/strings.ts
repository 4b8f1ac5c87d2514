import { type BuiltinTable, builtinsOf } from "../builtins/define.ts";
import { spread1, spread2 } from "../builtins/partly.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Lazy, Value } from "../value.ts";
import { buildFlags } from "./build-flags.ts";
import { below } from "./folders.ts";
import { later } from "./later.ts";
import { builtin } from "./native.ts";
import { packageNames } from "./package-names.ts";
import { stringDistances } from "./string-distances.ts";
import { stringEscapes } from "./string-escapes.ts";
import { stringJoining } from "./string-joining.ts";
import { stringKinds } from "./string-kinds.ts";
import { lowerChars, stringLetters, upperChars } from "./string-letters.ts";
import { stringNumbers } from "./string-numbers.ts";
import { stringParts, trimWith } from "./string-parts.ts";
import { callBuiltin, warn } from "./surroundings.ts";

/** `lib.strings`, also those of its names that later versions of nixpkgs dropped. */
export function stringsLib(ev: Evaluator): Map<string, Lazy> {
  const values = new Map<string, Lazy>([
    ...builtinsOf(
      withChoices({
        ...stringJoining,
        ...stringParts,
        ...stringLetters,
        ...stringEscapes,
        ...stringKinds,
        ...stringNumbers,
        ...stringDistances,
        ...packageNames,
        ...buildFlags,
        ...dropped,
        replaceString: [3, replaceString],
      }),
      "lib.strings.",
    ),
    ["trimWith", trimWith],
    ["lowerChars", [...lowerChars]],
    ["upperChars", [...upperChars]],
  ]);
  for (const name of FROM_BUILTINS) values.set(name, builtin(ev, name));
  return values;
}

/** Functions of one text whose result, for a choice of texts, is a choice again. */
const OF_ONE_TEXT: readonly string[] = [
  "toLower",
  "toUpper",
  "toSentenceCase",
  "toCamelCase",
  "trim",
  "escapeShellArg",
  "escapeRegex",
  "escapeXML",
  "escapeURL",
  "escapeNixString",
  "toInt",
  "toIntBase10",
  "getName",
  "getVersion",
  "normalizePath",
];

/** Those whose second argument is the text. */
const OF_SECOND_TEXT: readonly string[] = ["removePrefix", "removeSuffix", "splitString", "escape"];

/** The table with these functions done for each alternative of a choice. */
function withChoices(table: BuiltinTable): BuiltinTable {
  const spread: Record<string, BuiltinTable[string]> = { ...table };
  for (const name of OF_ONE_TEXT) {
    const [arity, code] = table[name] as BuiltinTable[string];
    spread[name] = [arity, spread1(code)];
  }
  for (const name of OF_SECOND_TEXT) {
    const [arity, code] = table[name] as BuiltinTable[string];
    spread[name] = [arity, spread2(code)];
  }
  return spread;
}

/** Members of `lib.strings` that are builtins. */
const FROM_BUILTINS: readonly string[] = [
  "appendContext",
  "compareVersions",
  "elem",
  "elemAt",
  "filter",
  "fromJSON",
  "genList",
  "head",
  "isAttrs",
  "isInt",
  "isList",
  "isPath",
  "isString",
  "match",
  "parseDrvName",
  "readFile",
  "replaceStrings",
  "split",
  "storeDir",
  "stringLength",
  "substring",
  "tail",
  "toJSON",
  "typeOf",
  "unsafeDiscardStringContext",
];

/** Members of `lib.strings` that are also members of `lib`. */
export const flatStrings: readonly string[] = [
  "concatStrings",
  "concatMapStrings",
  "concatImapStrings",
  "stringLength",
  "substring",
  "isString",
  "replaceString",
  "replaceStrings",
  "intersperse",
  "concatStringsSep",
  "concatMapStringsSep",
  "concatMapAttrsStringSep",
  "concatImapStringsSep",
  "concatLines",
  "makeSearchPath",
  "makeSearchPathOutput",
  "makeLibraryPath",
  "makeIncludePath",
  "makeBinPath",
  "optionalString",
  "hasInfix",
  "hasPrefix",
  "hasSuffix",
  "join",
  "stringToCharacters",
  "stringAsChars",
  "escape",
  "escapeShellArg",
  "escapeShellArgs",
  "isStorePath",
  "isStringLike",
  "isValidPosixName",
  "toShellVar",
  "toShellVars",
  "trim",
  "trimWith",
  "escapeRegex",
  "escapeURL",
  "escapeXML",
  "replaceChars",
  "lowerChars",
  "upperChars",
  "toLower",
  "toUpper",
  "toCamelCase",
  "toSentenceCase",
  "typeOf",
  "addContextFrom",
  "splitString",
  "splitStringBy",
  "removePrefix",
  "removeSuffix",
  "versionOlder",
  "versionAtLeast",
  "getName",
  "getVersion",
  "match",
  "split",
  "cmakeOptionType",
  "cmakeBool",
  "cmakeFeature",
  "mesonOption",
  "mesonBool",
  "mesonEnable",
  "nameFromURL",
  "enableFeature",
  "enableFeatureAs",
  "withFeature",
  "withFeatureAs",
  "fixedWidthString",
  "fixedWidthNumber",
  "toInt",
  "toIntBase10",
  "fileContents",
  "appendContext",
  "unsafeDiscardStringContext",
  "readPathsFromFile",
];

function replaceString(ev: Evaluator, from: Lazy, to: Lazy, text: Lazy): Value {
  return callBuiltin(ev, "replaceStrings", [from], [to], text);
}

/** What only older versions of nixpkgs have. */
const dropped: BuiltinTable = {
  replaceChars: [
    3,
    (ev, from: Lazy, to: Lazy, text: Lazy) => {
      warn(ev, "lib.replaceChars is a deprecated alias of lib.replaceStrings.");
      return callBuiltin(ev, "replaceStrings", from, to, text);
    },
  ],
  readPathsFromFile: [2, readPathsFromFile],
};

/** Paths below a folder, one in each line of a file that is neither empty nor a comment. */
function readPathsFromFile(ev: Evaluator, root: Lazy, file: Lazy): Value {
  warn(ev, "lib.readPathsFromFile is deprecated, use a list instead.");
  const lines = ev.text(callBuiltin(ev, "readFile", file)).split("\n");
  const wanted = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return wanted.map((line) => later(() => below(ev, root, line)));
}
