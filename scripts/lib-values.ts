/** Generated arguments for functions of nixpkgs' `lib`, as text of the language. */
import {
  any,
  attrs,
  attrsOf,
  choose,
  drv,
  list,
  listOf,
  type Make,
  NAMES,
  quoted,
  type Random,
} from "./lib-random.ts";
import { SYSTEM_KINDS } from "./lib-system-values.ts";
import { TEXT_KINDS } from "./lib-text-values.ts";

const int = choose("0", "1", "2", "3", "5", "(-1)", "16", "255", "9007199254740993");
const number = choose("0", "1", "-7", "3", "9007199254740993", "1.5", "-0.5");
const smallInt = choose("0", "1", "2", "3", "-1");

/** Makers of arguments by their kind. */
const KINDS: Readonly<Record<string, Make>> = {
  any,
  attrs,
  list,
  drv,
  int: (random, depth) => (random.below(3) === 0 ? int(random, depth) : smallInt(random, depth)),
  number,
  null: () => "null",
  emptySet: () => "{ }",
  bool: (random) => random.pick(["true", "false", "true", "false", '(throw "c")', "1"]),
  name: quoted(...NAMES, "true", "false", "flags"),
  names: (random, depth) => listOf(quoted(...NAMES))(random, depth),
  path: listOf(quoted(...NAMES), 3),
  output: quoted("bin", "lib", "out", "dev", "nope"),
  outputs: listOf(quoted("bin", "lib", "out", "dev"), 3),
  ints: listOf(choose("1", "2", "3", "4", "10")),
  drvs: listOf(drv, 3),
  lists: listOf(list, 3),
  nested: (random, depth) =>
    random.below(3) === 0 ? any(random, depth) : listOf(list)(random, depth),
  listPair: (random, depth) => `[ ${list(random, depth)} ${list(random, depth)} ]`,
  listOfAttrs: listOf(attrs, 3),
  attrsOfLists: attrsOf(list),
  pairs: listOf(
    (random, depth) => `{ name = "${random.pick(NAMES)}"; value = ${any(random, depth)}; }`,
  ),
  pred1: choose(
    "x: true",
    "x: false",
    "x: x == 1",
    "builtins.isInt",
    "builtins.isString",
    "builtins.isAttrs",
    "x: x ? name",
    'x: throw "p"',
    "x: 1",
    "x: x > 1",
  ),
  pred2: choose(
    "n: v: true",
    "n: v: false",
    'n: v: n == "a"',
    "n: v: builtins.isInt v",
    "n: v: builtins.isAttrs v",
    "n: v: n != 1",
    'n: v: throw "p"',
    "n: v: v",
  ),
  pred3: choose(
    "p: a: b: true",
    "p: a: b: false",
    "p: a: b: builtins.length p > 1",
    "p: a: b: !(builtins.isAttrs a && builtins.isAttrs b)",
    'p: a: b: throw "p"',
  ),
  fn1: choose(
    "x: x",
    "x: [ x x ]",
    "x: { v = x; }",
    "builtins.typeOf",
    "x: 1",
    'x: throw "f"',
    "x: x + 1",
    'x: x + "s"',
    "x: { v, ... }: v",
  ),
  fn2: choose(
    "a: b: [ a b ]",
    "a: b: a",
    "a: b: b",
    "a: b: a + b",
    "a: b: { inherit a b; }",
    'a: b: throw "g"',
    "a: b: [ a ] ++ b",
  ),
  fn3: choose("acc: n: v: [ acc n v ]", "acc: n: v: acc", "acc: n: v: v", 'acc: n: v: throw "h"'),
  fns: listOf(choose("x: x", "x: [ x ]", "builtins.typeOf", 'x: throw "f"'), 3),
  setFn2: choose(
    "n: v: { $" + "{n} = v; }",
    "n: v: { $" + "{n} = v; x = n; }",
    "n: v: { }",
    'n: v: throw "s"',
    "n: v: v",
  ),
  setFn2b: choose("a: b: { inherit a b; }", "a: b: a"),
  pairFn1: choose(
    "n: { name = n; value = n; }",
    'n: { name = "k"; value = n; }',
    'n: { name = n + "x"; value = throw "v"; }',
  ),
  pairFn2: choose(
    "n: v: { name = n; value = v; }",
    'n: v: { name = "k"; value = n; }',
    'n: v: { name = n + "x"; value = v; }',
    "n: v: { name = v; value = n; }",
    "n: v: v",
  ),
  listFn1: choose("x: [ x x ]", "x: [ ]", "x: x", 'x: throw "l"'),
  nameFn1: choose("builtins.typeOf", 'x: "k"', "x: x", 'x: throw "n"'),
  keyFn1: choose("x: x", "x: -x", "x: 0", 'x: throw "k"', "toString"),
  order: choose(
    "a: b: a < b",
    "a: b: b < a",
    "a: b: false",
    "a: b: a == 2 && b == 1",
    "a: b: a == 1 && b == 2",
    "a: b: true",
    "builtins.lessThan",
  ),
  compare: choose("a: b: a - b", "a: b: 0", "a: b: b - a", 'a: b: throw "c"'),
  updates: listOf(
    (random, depth) =>
      `{ path = ${KINDS.path?.(random, depth)}; update = ${choose("old: 1", "old: old", "old: { new = old; }", "old: old ++ [ 1 ]")(random, depth)}; }`,
    3,
  ),
  function: choose(
    "x: x",
    "{ a, b ? 1 }: a",
    "{ __functor = self: { q, r ? 2 }: q; }",
    "{ __functor = self: x: x; __functionArgs = { z = true; }; }",
    "builtins.map",
    "1",
  ),
  hex: quoted("ff", "0xFF", "0", "7fffffffffffffff", "00ff", "xyz", "0x", "DEADBEEF", "0XFF", ""),
  rattrs: choose(
    "self: { a = 1; b = self.a; }",
    "self: { }",
    "self: { c = [ self.a or 0 ]; }",
    'self: throw "r"',
    "self: { a = 1; newScope = 1; }",
  ),
  overlay: choose(
    "final: prev: { a = 2; }",
    "final: prev: { b = prev.a or 0; }",
    "final: prev: { c = final.b or 1; }",
    "final: prev: { }",
    'final: prev: throw "o"',
  ),
  overlays: listOf(
    choose(
      "final: prev: { a = (prev.a or 0) + 1; }",
      "final: prev: { b = prev.a or 0; }",
      "final: prev: { c = final.b or 1; }",
    ),
    3,
  ),
  extensionLike: choose("final: prev: { a = 2; }", "prev: { b = prev; }", "{ c = 3; }", "x: x"),
  convergent: choose("x: if x > 5 then x else x + 1", "x: x / 2", "x: 3"),
  drvFunction: choose(
    '{ a ? 1 }: { type = "derivation"; v = a; }',
    "{ a ? 1 }: a",
    "x: y: [ x y ]",
    "{ a, b ? 2 }: { inherit a b; overrideAttrs = f: { f = f 1; }; }",
  ),
  packageFunction: choose(
    "{ a, b ? 5 }: { inherit a b; }",
    "{ a }: a",
    "{ foo ? 2, ... }: { inherit foo; }",
    "{ fooo, a }: 1",
    "x: x",
    "{ zz }: 1",
  ),
  packagesFunction: choose(
    "{ a, b ? 5 }: { x = { inherit a b; }; }",
    '{ a ? 1 }: { type = "derivation"; name = "n"; }',
    "{ a ? 1 }: { x = a; y = { z = a; }; }",
  ),
  newScope: choose("extra: fn: args: { inherit extra args; }", "extra: extra"),
  crossPrefix: quoted("pkgs", "self"),
  crossNamed: () =>
    "{ pkgsBuildBuild = 1; pkgsBuildHost = 2; pkgsBuildTarget = 3; pkgsHostHost = 4; pkgsHostTarget = 5; pkgsTargetTarget = 6; }",
  crossPlain: choose(
    "{ buildBuild = 1; buildHost = 2; buildTarget = 3; hostHost = 4; hostTarget = 5; targetTarget = 6; }",
    "{ buildBuild = 1; }",
  ),
  lazyArgs: (random, depth) =>
    `{ derivation = ${drv(random, depth)}; ${random.pick(["", "meta = { m = 1; };", 'outputs = [ "out" "dev" ];', "passthru = { p = 1; };", "bogus = 1;"])} }`,
  storePath: quoted("/nix/store/g1w7hy3qg1w7hy3qg1w7hy3qg1w7hy3q-hello-1"),
  spdxId: quoted("MIT", "mit", "gpl-3.0-only", "Apache-2.0", "nope", ""),
  program: (random) => random.pick(['"prog"', '"a/b"', '""', "1", '"x"']),
  version: quoted("1.2.3", "1", "24.11pre-git", "1.2.3-rc1", "2.0a", "", "10.4.0.1"),
  versions: listOf(quoted("a1", "a10", "a2", "b", "1.2", "1.10", "", "01")),
  assertions: listOf(
    choose('{ assertion = true; message = "m"; }', '{ assertion = false; message = "bad"; }'),
    2,
  ),
  tests: choose(
    "{ testA = { expr = 1; expected = 1; }; testB = { expr = 1; expected = 2; }; }",
    '{ tests = [ "x" ]; x = { expr = 1; expected = 2; }; testC = { expr = 3; expected = 4; }; }',
    "{ other = 1; }",
  ),
  failures: choose(
    "{ failures = [ ]; }",
    '{ failures = [ { name = "n"; expected = 1; result = 2; } ]; description = "d"; extra = 1; }',
  ),
  flags: choose('{ flags = [ "a" ]; b = true; }', "{ }", '{ a = "x"; flags = [ ]; }'),
  defaults: choose("[ ]", '[ [ "a" 1 ] [ "b" false ] ]'),
  requirements: choose("[ ]", '[ [ "a" "b" ] ]', '[ [ "a" "c" ] [ "b" "a" ] ]'),
  uniqArgs: (random, depth) => `{ inputList = ${KINDS.ints?.(random, depth)}; }`,
  conditions: choose("[ ]", '[ 1 "x" 2 "y" ]', '[ "a" "x" ]'),
  closureArgs: choose(
    "{ startSet = [ { key = 1; } ]; operator = x: if x.key > 3 then [ ] else [ { key = x.key + 1; } { key = x.key * 2; } ]; }",
    "{ startSet = [ ]; operator = x: [ ]; }",
  ),
  mergeable: choose(
    "{ buildInputs = [ 1 ]; passthru = { a = 1; }; x = 1; }",
    '{ buildInputs = [ 2 ]; preConfigure = "a"; mergeAttrBy = { x = a: b: [ a b ]; }; x = 2; }',
    '{ preConfigure = "b"; passthru = { b = 2; }; }',
    "{ }",
  ),
  mergeables: listOf(
    choose(
      "{ buildInputs = [ 1 ]; passthru = { a = 1; }; x = 1; }",
      '{ buildInputs = [ 2 ]; preConfigure = "a"; }',
      '{ preConfigure = "b"; passthru = { b = 2; }; }',
    ),
    3,
  ),
};

/** Text of an argument of a kind; with `odd`, now and then something that nobody expects. */
export function argument(random: Random, kind: string, odd: boolean): string {
  const make = KINDS[kind] ?? SYSTEM_KINDS[kind] ?? TEXT_KINDS[kind];
  if (make === undefined) throw new Error(`no such kind of argument: ${kind}`);
  if (odd && random.below(25) === 0) return any(random, 1);
  const text = make(random, 2);
  return text.startsWith("(h ") ? text : random.maybe(text);
}
