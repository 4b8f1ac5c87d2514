import { attrsOf, listOf, pick, quoted } from "./lib-makers.ts";
import { PATH_KINDS } from "./lib-path-values.ts";
import type { Make } from "./lib-random.ts";

/** Generated arguments for functions that make texts, as text of the language. */

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

const text: Make = (random, depth) => {
  const roll = random.below(14);
  if (roll === 0) return '(builtins.toFile "n" "c")';
  if (roll === 1) return '{ outPath = "foo/ab"; }';
  if (roll === 2) return '{ __toString = self: "sab"; }';
  if (roll === 3) return '("a" + builtins.toFile "n" "c")';
  if (roll === 4 && depth > 0) return '(builtins.substring 0 1 "été")';
  return `"${random.pick(TEXTS)}"`;
};

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
  gvariantValue,
  gvariantValues: listOf(gvariantValue, 3),
  ...PATH_KINDS,
};
