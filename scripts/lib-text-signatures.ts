import type { Make } from "./lib-values.ts";

/** What the functions that make texts and read files take, as kinds of generated arguments. */
export const TEXT_SIGNATURES: Readonly<Record<string, string>> = {
  "strings.concatStrings": "texts",
  "strings.concatMapStrings": "textFn1 texts",
  "strings.concatImapStrings": "textFn2 texts",
  "strings.intersperse": "any list",
  "strings.concatStringsSep": "text texts",
  "strings.join": "text texts",
  "strings.concatMapStringsSep": "text textFn1 texts",
  "strings.concatImapStringsSep": "text textFn2 texts",
  "strings.concatMapAttrsStringSep": "text textFn2 attrsOfTexts",
  "strings.concatLines": "texts",
  "strings.replaceString": "text text text",
  "strings.replicate": "smallInt text",
  "strings.trim": "text",
  "strings.trimWith": "trimArgs text",
  "strings.makeSearchPath": "text packages",
  "strings.makeSearchPathOutput": "output text packages",
  "strings.makeLibraryPath": "packages",
  "strings.makeIncludePath": "packages",
  "strings.makeBinPath": "packages",
  "strings.normalizePath": "pathText",
  "strings.optionalString": "bool text",
  "strings.hasPrefix": "text text",
  "strings.hasSuffix": "text text",
  "strings.hasInfix": "text text",
  "strings.stringToCharacters": "text",
  "strings.stringAsChars": "textFn1 text",
  "strings.charToInt": "char",
  "strings.escape": "chars text",
  "strings.escapeC": "chars text",
  "strings.escapeURL": "text",
  "strings.escapeShellArg": "shellValue",
  "strings.escapeShellArgs": "shellValues",
  "strings.isValidPosixName": "text",
  "strings.toShellVar": "shellName shellValue",
  "strings.toShellVars": "attrsOfShellValues",
  "strings.escapeNixString": "text",
  "strings.escapeRegex": "text",
  "strings.escapeNixIdentifier": "text",
  "strings.escapeXML": "text",
  "strings.toLower": "text",
  "strings.toUpper": "text",
  "strings.toSentenceCase": "text",
  "strings.toCamelCase": "text",
  "strings.addContextFrom": "text text",
  "strings.splitString": "separator text",
  "strings.splitStringBy": "charPred bool text",
  "strings.removePrefix": "text text",
  "strings.removeSuffix": "text text",
  "strings.versionOlder": "version version",
  "strings.versionAtLeast": "version version",
  "strings.getName": "named",
  "strings.getVersion": "named",
  "strings.nameFromURL": "url separator",
  "strings.cmakeOptionType": "cmakeType text text",
  "strings.cmakeBool": "text bool",
  "strings.cmakeFeature": "text text",
  "strings.mesonOption": "text text",
  "strings.mesonBool": "text bool",
  "strings.mesonEnable": "text bool",
  "strings.enableFeature": "bool text",
  "strings.enableFeatureAs": "bool text text",
  "strings.withFeature": "bool text",
  "strings.withFeatureAs": "bool text text",
  "strings.fixedWidthString": "width filler text",
  "strings.fixedWidthNumber": "width int",
  "strings.floatToString": "float",
  "strings.isConvertibleWithToString": "shellValue",
  "strings.isStringLike": "shellValue",
  "strings.isStorePath": "pathText",
  "strings.toInt": "numberText",
  "strings.toIntBase10": "numberText",
  "strings.sanitizeDerivationName": "text",
  "strings.levenshtein": "text text",
  "strings.levenshteinAtMost": "smallInt text text",
  "strings.commonPrefixLength": "text text",
  "strings.commonSuffixLength": "text text",
  "generators.mkValueStringDefault": "emptySet settingValue",
  "generators.mkKeyValueDefault": "keyValueArgs separator text settingValue",
  "generators.toKeyValue": "linesArgs settings",
  "generators.toINI": "iniArgs sections",
  "generators.toINIWithGlobalSection": "iniArgs globalSections",
  "generators.toGitINI": "gitSections",
  "generators.mkDconfKeyValue": "text gvariantValue",
  "generators.toDconfINI": "dconfSections",
  "generators.withRecursion": "recursionArgs any",
  "generators.toPretty": "prettyArgs prettyValue",
  "generators.toPlist": "plistArgs prettyValue",
  "generators.toDhall": "emptySet any",
  "generators.toLua": "luaArgs luaValue",
  "generators.mkLuaInline": "text",
  "generators.toJSON": "emptySet prettyValue",
  "generators.toYAML": "emptySet prettyValue",
  "cli.toGNUCommandLine": "gnuArgs options",
  "cli.toGNUCommandLineShell": "gnuArgs options",
  "cli.toCommandLine": "optionFormat options",
  "cli.toCommandLineShell": "optionFormat options",
  "cli.toCommandLineGNU": "commandArgs options",
  "cli.toCommandLineShellGNU": "commandArgs options",
  "path.append": "pathValue subpath",
  "path.hasPrefix": "pathValue pathValue",
  "path.removePrefix": "pathValue pathValue",
  "path.splitRoot": "pathValue",
  "path.hasStorePathPrefix": "pathValue",
  "path.subpath.isValid": "subpath",
  "path.subpath.join": "subpaths",
  "path.subpath.components": "subpath",
  "path.subpath.normalise": "subpath",
  "sources.cleanSourceFilter": "sourceName fileType",
  "sources.urlToName": "url",
  "sources.shortRev": "revision",
  "sources.revOrTag": "revision revision",
  "sources.repoRevToName": "revKind url revision revision",
  "network.ipv6.fromString": "ipv6",
  "network.ipv6.mkEUI64Suffix": "mac",
  "gvariant.isGVariant": "gvariantValue",
  "gvariant.mkValue": "gvariantValue",
  "gvariant.mkArray": "gvariantValues",
  "gvariant.mkEmptyArray": "text",
  "gvariant.mkVariant": "gvariantValue",
  "gvariant.mkDictionaryEntry": "gvariantValue gvariantValue",
  "gvariant.mkMaybe": "text gvariantValue",
  "gvariant.mkNothing": "text",
  "gvariant.mkJust": "gvariantValue",
  "gvariant.mkTuple": "gvariantValues",
  "gvariant.mkBoolean": "bool",
  "gvariant.mkString": "text",
  "gvariant.mkObjectpath": "text",
  "gvariant.mkUchar": "int",
  "gvariant.mkInt32": "int",
  "gvariant.mkDouble": "float",
  "stringsWithDeps.textClosureList": "textEntries entryNames",
  "stringsWithDeps.textClosureMap": "textFn1 textEntries entryNames",
  "stringsWithDeps.noDepEntry": "any",
  "stringsWithDeps.fullDepEntry": "any any",
  "stringsWithDeps.packEntry": "any",
  "stringsWithDeps.stringAfter": "any any",
  "fetchers.normalizeHash": "hashArgs fetchArgs",
  "fetchers.withNormalizedHash": "hashTypesArgs fetcher fetchArgs",
};

const TEXTS = [
  "",
  "a",
  "b",
  "ab",
  "aab",
  "foo",
  "foo.bar",
  "foo bar",
  "a-b_c d",
  "fooBarBaz",
  "/usr//local/",
  "x=1",
  "it's",
  'q\\"uote',
  "back\\\\slash",
  "line\\nbreak\\n",
  "\\ttab \\r",
  "  blank ",
  "\\$".concat("{x}"),
  "$HOME",
  "''",
  "été",
  "🦄z",
  "<a&b>",
  "[x]",
  "a.b.c",
  "1",
  "true",
  "inherit",
];

function pick(texts: readonly string[]): Make {
  return (random) => random.pick(texts);
}

function quoted(texts: readonly string[]): Make {
  return (random) => `"${random.pick(texts)}"`;
}

const text: Make = (random, depth) => {
  const roll = random.below(14);
  if (roll === 0) return '(builtins.toFile "n" "c")';
  if (roll === 1) return '{ outPath = "foo/ab"; }';
  if (roll === 2) return '{ __toString = self: "sab"; }';
  if (roll === 3) return '("a" + builtins.toFile "n" "c")';
  if (roll === 4 && depth > 0) return '(builtins.substring 0 1 "été")';
  return `"${random.pick(TEXTS)}"`;
};

function listOf(make: Make, max = 4): Make {
  return (random, depth) => `[ ${random.times(max, () => make(random, depth)).join(" ")} ]`;
}

function attrsOf(make: Make, names: readonly string[] = ["a", "b", "c d", "e=f"]): Make {
  return (random, depth) => {
    const chosen = new Set(random.times(3, () => random.pick(names)));
    return `{ ${[...chosen].map((name) => `"${name}" = ${make(random, depth)};`).join(" ")} }`;
  };
}

const setting: Make = (random, depth) => {
  const roll = random.below(12);
  if (roll === 0) return `[ ${random.times(3, () => setting(random, 0)).join(" ")} ]`;
  if (roll === 1) return "{ x = 1; }";
  if (roll === 2) return '{ type = "derivation"; outPath = "/d"; name = "d"; }';
  if (roll === 3) return "(x: x)";
  if (roll === 4) return "/p";
  if (roll < 8) return text(random, depth);
  return random.pick(["1", "true", "false", "null", "1.5", "(-3)"]);
};

const shellValue: Make = (random, depth) => {
  const roll = random.below(10);
  if (roll === 0) return `[ ${random.times(3, () => text(random, depth)).join(" ")} ]`;
  if (roll === 1) return `{ a = ${text(random, depth)}; "b c" = 2; }`;
  if (roll < 7) return text(random, depth);
  return random.pick(["1", "true", "false", "null", "1.5", "{ }", "(x: x)", "/p/q"]);
};

const gvariantValue: Make = (random, depth) => {
  const roll = random.below(12);
  const inner = () => gvariantValue(random, depth - 1);
  if (depth > 0 && roll === 0) return `[ ${inner()} ${inner()} ]`;
  if (depth > 0 && roll === 1) return `(lib.gvariant.mkTuple [ ${inner()} ${inner()} ])`;
  if (depth > 0 && roll === 2) return `(lib.gvariant.mkJust ${inner()})`;
  if (depth > 0 && roll === 3) return `(lib.gvariant.mkDictionaryEntry ${inner()} ${inner()})`;
  if (depth > 0 && roll === 4) return `(lib.gvariant.mkVariant ${inner()})`;
  return random.pick([
    "true",
    "false",
    "1.5",
    '"a"',
    '"it\'s\\n\\\\"',
    "1",
    "300",
    "(-1)",
    "null",
    "{ }",
    "(lib.gvariant.mkUint32 7)",
    "(lib.gvariant.mkInt32 (-7))",
    '(lib.gvariant.mkNothing "s")',
    '(lib.gvariant.mkEmptyArray "s")',
    '(lib.gvariant.mkObjectpath "/a")',
  ]);
};

const pretty: Make = (random, depth) => {
  const roll = random.below(12);
  const inner = () => pretty(random, depth - 1);
  if (depth > 0 && roll < 2) return `[ ${random.times(3, inner).join(" ")} ]`;
  if (depth > 0 && roll < 4) return `{ a = ${inner()}; "b c" = ${inner()}; _module = 1; }`;
  if (roll === 4) return '{ type = "derivation"; name = "drv"; outPath = "/d"; }';
  if (roll === 5) return "(x: x)";
  if (roll === 6) return "({ a, b ? 1 }: a)";
  if (roll === 7) return '{ __pretty = v: "<$' + '{toString v}>"; val = 1; }';
  if (roll < 10) return `"${random.pick(TEXTS)}"`;
  return random.pick(["1", "(-2)", "true", "false", "null", "1.5", "/p", "[ ]", "{ }", "0.1"]);
};

const lua: Make = (random, depth) =>
  random.below(5) === 0 ? '(lib.mkLuaInline "f()")' : pretty(random, depth);

const gitSection: Make = (random, depth) => {
  const keys = ["a", "b", "x.y", 'q\\"z'];
  const value: Make = (random, depth) =>
    depth > 0 && random.below(3) === 0
      ? attrsOf(value, keys)(random, depth - 1)
      : setting(random, 0);
  return attrsOf(value, keys)(random, depth);
};

const option: Make = (random) =>
  random.pick([
    "1",
    '"x y"',
    '"v"',
    "true",
    "false",
    "null",
    "[ 1 true null ]",
    '[ "a" "b c" ]',
    "[ ]",
    "{ }",
    "[ [ 1 ] ]",
  ]);

/** Makers of these arguments by their kind. */
export const TEXT_KINDS: Readonly<Record<string, Make>> = {
  text,
  filler: quoted(["0", " ", "ab", "é"]),
  width: pick(["0", "1", "2", "3", "5", "12", "(-1)"]),
  smallInt: pick(["0", "1", "2", "3", "(-1)"]),
  texts: listOf(text),
  attrsOfTexts: attrsOf(text),
  char: quoted(["a", " ", "0", "ab", "", "\\n", "é", "~"]),
  chars: listOf(quoted(["a", "b", "'", " ", "oo", "\\\\", "é", "$"]), 3),
  separator: quoted([",", ".", "", "ab", "-", "=", " = ", "é", "a", "/"]),
  textFn1: pick([
    "(x: x)",
    '(x: x + "!")',
    '(x: "<" + x + ">")',
    "builtins.typeOf",
    "(x: 1)",
    '(x: throw "f")',
  ]),
  textFn2: pick([
    '(a: b: "$' + "{toString a}:$" + '{b}")',
    "(a: b: b)",
    "(a: b: toString a)",
    '(a: b: throw "g")',
  ]),
  trimArgs: pick([
    "{ }",
    "{ start = true; }",
    "{ end = true; }",
    "{ start = true; end = true; }",
    "{ x = 1; }",
  ]),
  packages: listOf(
    pick([
      '"/a"',
      "null",
      '{ outPath = "/o"; bin = "/o-bin"; }',
      '{ outPath = "/o"; dev = { outPath = "/o-dev"; }; lib = "/o-lib"; }',
      '{ out = "/out"; outPath = "/p"; }',
      '{ outPath = "/q"; bin = "/q-bin"; outputSpecified = true; }',
      "1",
      '(builtins.toFile "n" "c")',
    ]),
  ),
  pathText: quoted([
    "/a//b",
    "a///",
    "//",
    "",
    "/nix/store",
    "/nix/store/g1w7hy3qg1w7hy3qg1w7hy3qg1w7hy3q-x",
    "/nix/store/g1w7hy3qg1w7hy3qg1w7hy3qg1w7hy3q-x/y",
    "/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9",
    "é//é",
  ]),
  charPred: pick([
    '(p: c: c == "a")',
    '(p: c: p == "o" && c == "o")',
    "(p: c: true)",
    "(p: c: false)",
    '(p: c: throw "p")',
  ]),
  shellValue,
  shellValues: listOf(shellValue, 3),
  shellName: quoted(["foo", "_x1", "1a", "", "a b", "é"]),
  attrsOfShellValues: attrsOf(shellValue, ["a", "B_1", "1x"]),
  named: pick([
    '"hello-2.10"',
    '"hello-world"',
    '"a-b-1.2pre-3"',
    '{ name = "x-1"; }',
    '{ pname = "p"; version = "v"; name = "n-0"; }',
    '{ version = "9"; name = "n-0"; }',
    "{ }",
    "1",
    '"x-"',
    '""',
  ]),
  url: quoted([
    "https://h/foo-1.2.tar.gz",
    "git@h:a/foo.git",
    "foo",
    "a/b/",
    "x.tar.bz2.zip",
    "https://h/",
    "",
    "a.b-c_d",
  ]),
  cmakeType: quoted(["bool", "STRING", "Path", "nope"]),
  float: pick(["1.5", "0.1", "1.0e10", "1", "0.123456789", "(-2.25)"]),
  numberText: quoted([
    "0",
    "7",
    "007",
    "-7",
    "-07",
    " 12 ",
    "1.5",
    "",
    "x",
    "9223372036854775807",
    "99999999999999999999",
    "1 2",
    "00-3",
    "+1",
    "\\n5\\t",
  ]),
  settingValue: setting,
  settings: attrsOf(setting),
  sections: attrsOf(attrsOf(setting), ["s", "t[u]", "v.w"]),
  globalSections: (random, depth) =>
    `{ globalSection = ${attrsOf(setting)(random, depth)}; ${random.below(2) ? `sections = ${attrsOf(attrsOf(setting))(random, depth)};` : ""} }`,
  gitSections: attrsOf(gitSection, ["s", "t.u", "v"]),
  dconfSections: attrsOf(attrsOf(gvariantValue), ["org/x", "org/y"]),
  keyValueArgs: pick(["{ }", '{ mkValueString = v: "<$' + '{toString v}>"; }', "{ x = 1; }"]),
  linesArgs: pick([
    "{ }",
    "{ listsAsDuplicateKeys = true; }",
    '{ indent = "  "; }',
    '{ mkKeyValue = k: v: "$' + "{k} is $" + '{toString v}"; }',
    '{ mkKeyValue = lib.generators.mkKeyValueDefault { } ":"; listsAsDuplicateKeys = true; }',
  ]),
  iniArgs: pick([
    "{ }",
    "{ listsAsDuplicateKeys = true; }",
    "{ mkSectionName = lib.toUpper; }",
    '{ mkKeyValue = lib.generators.mkKeyValueDefault { } " "; }',
    "{ bad = 1; }",
  ]),
  recursionArgs: pick([
    "{ depthLimit = 1; }",
    "{ depthLimit = 0; throwOnDepthLimit = false; }",
    "{ depthLimit = 2; throwOnDepthLimit = false; }",
    "{ depthLimit = 10; }",
    "{ depthLimit = null; }",
  ]),
  prettyArgs: pick([
    "{ }",
    "{ multiline = false; }",
    '{ indent = "  "; }',
    "{ allowPrettyValues = true; }",
  ]),
  prettyValue: pretty,
  plistArgs: pick(["{ escape = true; }", "{ }"]),
  luaArgs: pick([
    "{ }",
    "{ multiline = false; }",
    '{ indent = "  "; }',
    "{ asBindings = true; }",
    '{ asBindings = true; indent = "\\t"; }',
  ]),
  luaValue: lua,
  options: attrsOf(option, ["a", "name", "x-y", "é", ""]),
  gnuArgs: pick([
    "{ }",
    '{ optionValueSeparator = "="; }',
    '{ mkOptionName = k: "+" + k; }',
    "{ mkBool = k: v: [ k ]; }",
    '{ mkList = k: v: [ k "list" ]; }',
    "{ mkOption = k: v: [ ]; }",
    "{ x = 1; }",
  ]),
  optionFormat: pick([
    '(n: { option = "-" + n; sep = null; explicitBool = false; })',
    '(n: { option = "--" + n; sep = "="; explicitBool = true; })',
    '(n: { option = n; sep = ""; explicitBool = false; formatArg = v: "<" + toString v + ">"; })',
    "(n: { option = n; })",
  ]),
  commandArgs: pick([
    "{ }",
    "{ explicitBool = true; }",
    "{ isLong = n: true; }",
    '{ formatArg = v: "v"; }',
    "{ x = 1; }",
  ]),
  pathValue: pick([
    "/.",
    "/a",
    "/a/b",
    "/a/b/c",
    "/ab",
    '"/a"',
    "/nix/store/g1w7hy3qg1w7hy3qg1w7hy3qg1w7hy3q-x/y",
    "/nix/store",
    "1",
  ]),
  subpath: quoted([
    "a",
    "a/b",
    "./a//b/./",
    ".",
    "./.",
    "",
    "/a",
    "..",
    "a/../b",
    "a..b",
    "a/.",
    "a/",
  ]),
  subpaths: listOf(quoted(["a", "a/b", ".", "./c/", "..", "/a", ""]), 3),
  sourceName: quoted([
    "/x/.git",
    "/x/.svn",
    "/x/a.o",
    "/x/b.so",
    "/x/c~",
    "/x/.a.swp",
    "/x/result",
    "/x/result-1",
    "/x/main.nix",
  ]),
  fileType: quoted(["regular", "directory", "symlink", "unknown"]),
  revision: pick([
    '"0123456789abcdef"',
    '"v1.2.3"',
    '"refs/tags/rel-1.0"',
    '"main"',
    "null",
    '"1.0"',
    '"Release_2"',
  ]),
  revKind: quoted(["source", "versioned", "full", "bad"]),
  ipv6: quoted([
    "::",
    "::1",
    "1::",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "2001:DB8::ffff/32",
    "1::2::3",
    ":::",
    "1:2",
    "g::",
    "fffff::1",
    "::/0",
    "::/129",
    "::/064",
    "::1/64/2",
    "",
    "1:2:3:4:5:6:7:8:9",
    "::1/x",
    "1::2:",
  ]),
  mac: quoted([
    "00:11:22:33:44:55",
    "FF-FE-fd-01-02-03",
    "001122334455",
    "00:11:22:33:44",
    "0011.2233.4455",
    "zz:11:22:33:44:55",
    "",
  ]),
  gvariantValue,
  gvariantValues: listOf(gvariantValue, 3),
  textEntries: pick([
    '{ a = lib.stringAfter [ "b" ] "A"; b = lib.noDepEntry "B"; c = lib.fullDepEntry "C" [ "a" "b" ]; d = lib.packEntry [ "c" ]; }',
    '{ a = { text = "A"; deps = [ "b" ]; }; b = { text = throw "t"; deps = [ "a" ]; }; c = { text = "C"; deps = [ "zz" ]; }; }',
    "{ }",
  ]),
  entryNames: listOf(pick(['"a"', '"b"', '"c"', '"d"', '(lib.noDepEntry "inline")', '"zz"']), 3),
  hashArgs: pick([
    "{ }",
    '{ hashTypes = [ "sha512" "md5" ]; }',
    "{ required = false; }",
    "{ x = 1; }",
  ]),
  hashTypesArgs: pick(["{ }", '{ hashTypes = [ "sha512" "md5" ]; }']),
  fetchArgs: pick([
    '{ url = "u"; hash = "sha256-x"; }',
    '{ sha256 = "s"; }',
    '{ sha256 = ""; hash = ""; }',
    '{ hash = ""; }',
    '{ sha512 = ""; }',
    '{ md5 = ""; }',
    "{ }",
    '{ outputHash = "o"; hash = "h"; }',
    '{ outputHash = "o"; outputHashAlgo = "a"; }',
  ]),
  fetcher: pick([
    "(args: args)",
    "({ outputHash, outputHashAlgo, ... }@args: args)",
    '({ outputHash ? "none", outputHashAlgo ? "alg", url ? "u" }: [ outputHash outputHashAlgo url ])',
    "({ outputHash, outputHashAlgo, sha256 ? 1 }: 1)",
    "({ outputHash }: 1)",
  ]),
};
