/** Generated arguments for functions of nixpkgs' `lib`, as text of the language. */
import { TEXT_KINDS } from "./lib-text-values.ts";

/** Numbers that follow from a seed. */
export class Random {
  #state: number;
  /** How many of a hundred values are in a hole: `(h value)`, where `h` may make something unknown of it. */
  holes = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** The text, or a hole with it. */
  maybe(text: string): string {
    return this.holes > 0 && this.below(100) < this.holes ? `(h ${text})` : text;
  }

  times<T>(max: number, make: () => T): T[] {
    return Array.from({ length: this.below(max + 1) }, make);
  }
}

const NAMES = ["a", "b", "c", "d e", "foo"];
const CPUS = [
  "x86_64",
  "aarch64",
  "armv7l",
  "armv6l",
  "i686",
  "riscv64",
  "mips",
  "powerpc64",
  "avr",
  "wasm32",
  "arm64",
];
const SYSTEMS = [
  "x86_64-linux",
  "aarch64-linux",
  "armv7l-linux",
  "armv6l-linux",
  "armv5tel-linux",
  "armv7a-linux",
  "riscv64-linux",
  "riscv32-linux",
  "i686-linux",
  "x86_64-darwin",
  "aarch64-darwin",
  "x86_64-freebsd",
  "x86_64-windows",
  "i686-cygwin",
  "mips64el-linux",
  "mipsel-linux",
  "powerpc64-linux",
  "powerpc64le-linux",
  "loongarch64-linux",
  "s390x-linux",
  "s390-linux",
  "wasm32-wasi",
  "wasm64-wasi",
  "javascript-ghcjs",
  "avr-none",
  "avr",
  "msp430-none",
  "x86_64-redox",
  "x86_64-genode",
  "mmix-mmixware",
  "m68k-netbsd",
  "i686-netbsd",
  "x86_64-solaris",
  "x86_64-uefi",
  "sparc-linux",
  "alpha-linux",
  "microblaze-linux",
  "x86_64-unknown-linux-musl",
  "aarch64-apple-ios",
  "armv7l-unknown-linux-gnueabihf",
  "x86_64-pc-windows-msvc",
  "x86_64-w64-mingw32",
  "i686-unknown-linux-gnu",
  "armv6l-unknown-linux-musleabihf",
  "riscv64-none-elf",
  "aarch64-unknown-linux-android",
  "x86_64-apple-darwin21",
  "x86_64-unknown-netbsd8",
  "or1k-elf",
  "mips64-unknown-linux-gnuabin32",
  "armv7a-unknown-linux-androideabi",
  "x86_64-bogus",
  "bogus-linux",
  "a-b-c-d-e",
  "x-y-z",
  "aarch64_be-none",
  "rx-none-elf",
  "arc-linux",
  "sh4-linux",
  "vc4-elf",
  "x86_64-openbsd",
];
const MARCHES = [
  "default",
  "x86-64",
  "x86-64-v3",
  "haswell",
  "skylake",
  "znver3",
  "znver5",
  "armv8-a",
  "armv9.3-a",
  "ampere1b",
  "la664",
  "bogus",
];
const LICENSES = [
  "mit",
  "gpl3Only",
  "unfree",
  "asl20",
  "unfreeRedistributable",
  "gpl2",
  "publicDomain",
  "llvm-exception",
];
const ELABORATED = SYSTEMS.slice(0, 30);

export type Make = (random: Random, depth: number) => string;

function scalar(random: Random): string {
  return random.pick([
    "1",
    "2",
    "0",
    "(-1)",
    "1.5",
    "true",
    "false",
    "null",
    '"a"',
    '"b"',
    '"foo"',
    '""',
    "[ ]",
    "{ }",
  ]);
}

function any(random: Random, depth: number): string {
  return random.maybe(anything(random, depth));
}

function anything(random: Random, depth: number): string {
  const roll = random.below(20);
  if (roll === 0) return `(throw "t${random.below(3)}")`;
  if (roll === 1) return "(x: x)";
  if (roll === 2 && depth > 0) return drv(random, depth - 1);
  if (roll < 7 && depth > 0) return attrs(random, depth - 1);
  if (roll < 10 && depth > 0) return list(random, depth - 1);
  return scalar(random);
}

function list(random: Random, depth: number): string {
  return `[ ${random.times(4, () => any(random, depth)).join(" ")} ]`;
}

function listOf(make: Make, max = 4): Make {
  return (random, depth) => `[ ${random.times(max, () => make(random, depth)).join(" ")} ]`;
}

function attrsOf(make: Make): Make {
  return (random, depth) => {
    const names = new Set(random.times(3, () => random.pick(NAMES)));
    const parts = [...names].map((name) => `"${name}" = ${make(random, depth)};`);
    return `{ ${parts.join(" ")} }`;
  };
}

const attrs: Make = (random, depth) => attrsOf(any)(random, depth);

function drv(random: Random, depth: number): string {
  const extra = [
    random.below(2)
      ? `meta = { ${random.below(2) ? 'mainProgram = "prog";' : ""} ${random.below(3) === 0 ? `platforms = [ ${random.pick(SYSTEMS.map((s) => `"${s}"`))} ];` : ""} ${random.below(4) === 0 ? 'badPlatforms = [ "x86_64-linux" ];' : ""} };`
      : "",
    random.below(3) === 0 ? 'bin = { outPath = "/x/bin"; };' : "",
    random.below(3) === 0 ? 'lib = { outPath = "/x/lib"; };' : "",
    random.below(3) === 0
      ? 'dev = { type = "derivation"; outPath = "/x/dev"; drvPath = "/x/d"; outputName = "dev"; };'
      : "",
    random.below(4) === 0 ? "outputSpecified = true;" : "",
    random.below(2)
      ? 'out = { type = "derivation"; outPath = "/x/out"; drvPath = "/x/d"; outputName = "out"; };'
      : "",
    random.below(2) ? 'pname = "hello";' : "",
    random.below(5) === 0 ? "overrideAttrs = f: { changed = f { meta = { old = 1; }; }; };" : "",
    random.below(6) === 0 ? 'outputs = [ "out" "dev" ];' : "",
    random.below(5) === 0 && depth > 0
      ? `propagatedBuildInputs = [ ${drv(random, depth - 1)} ];`
      : "",
  ];
  return `{ type = "derivation"; name = "hello-2.1"; outPath = "/x/h${random.below(3)}"; drvPath = "/x/d"; system = "x86_64-linux"; ${extra.join(" ")} }`;
}

function choose(...texts: readonly string[]): Make {
  return (random) => {
    const text = random.pick(texts);
    return random.maybe(/^[\w."]*$/.test(text) ? text : `(${text})`);
  };
}

function quoted(...texts: readonly string[]): Make {
  return (random) => random.maybe(`"${random.pick(texts)}"`);
}

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
  platform: (random) => `(lib.systems.elaborate "${random.pick(ELABORATED)}")`,
  platformPattern: choose(
    '"x86_64-linux"',
    '"aarch64-darwin"',
    "lib.systems.inspect.patterns.isLinux",
    "lib.systems.inspect.platformPatterns.isStatic",
    "{ cpu = { bits = 64; }; }",
  ),
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
  license: (random) => `lib.licenses.${random.pick(LICENSES)}`,
  licenses: (random) =>
    `[ ${random.times(3, () => `lib.licenses.${random.pick(LICENSES)}`).join(" ")} ]`,
  licenseProperty: quoted("free", "redistributable", "deprecated", "nope"),
  licenseExpr: (random, depth) => {
    const one = () => `lib.licenses.${random.pick(LICENSES)}`;
    const inner = () => (depth > 0 ? (KINDS.licenseExpr as Make)(random, depth - 1) : one());
    return random.pick([
      one,
      () => `(lib.licenses.AND [ ${inner()} ${inner()} ])`,
      () => `(lib.licenses.OR [ ${inner()} ${inner()} ])`,
      () => `(lib.licenses.WITH ${inner()} ${one()})`,
      () => `(lib.licenses.PLUS ${one()})`,
      () => '{ licenseType = "odd"; }',
    ])();
  },
  systemName: quoted(...SYSTEMS),
  system: (random) => {
    const name = random.pick(SYSTEMS);
    return random.pick([
      `"${name}"`,
      `"${name}"`,
      `{ system = "${name}"; }`,
      `{ config = "${name}"; }`,
      `{ system = "${name}"; isStatic = true; }`,
      `{ system = "${name}"; useLLVM = true; rust = { rustcTarget = "x-y-z"; }; }`,
      `{ system = "${name}"; gcc = { arch = "${random.pick(MARCHES)}"; }; }`,
      `{ system = "${name}"; libc = "other"; rustc = { config = "r"; }; }`,
      `{ system = "${name}"; linux-kernel = { }; }`,
      `{ system = "${name}"; useAndroidPrebuilt = true; }`,
    ]);
  },
  elaborated: (random) => `(lib.systems.elaborate "${random.pick(ELABORATED)}")`,
  parsed: (random) => `(lib.systems.elaborate "${random.pick(ELABORATED)}").parsed`,
  components: (random) =>
    `(removeAttrs (lib.systems.elaborate "${random.pick(ELABORATED)}").parsed [ "_type"${random.below(4) === 0 ? ' "abi"' : ""} ])`,
  cpu: (random) => `lib.systems.parse.cpuTypes.${random.pick(CPUS)}`,
  kernel: choose(
    "lib.systems.parse.kernels.linux",
    "lib.systems.parse.kernels.darwin",
    '{ name = "x"; version = 5; }',
  ),
  skeletonList: (random) =>
    `[ ${random
      .pick(SYSTEMS)
      .split("-")
      .map((part) => `"${part}"`)
      .join(" ")} ]`,
  skeleton: choose(
    '{ cpu = "x86_64"; kernel = "linux"; }',
    '{ cpu = "armv6l"; kernel = "linux"; }',
    '{ cpu = "aarch64"; kernel = "darwin21"; vendor = "apple"; }',
    '{ cpu = "x86_64"; kernel = "linuxabichickenlips"; }',
    '{ cpu = "armv5tel"; kernel = "linux"; abi = "musleabi"; }',
    '{ kernel = "linux"; }',
  ),
  pattern: choose(
    "lib.systems.inspect.patterns.isLinux",
    "lib.systems.inspect.patterns.isx86_64",
    "lib.systems.inspect.patterns.isUnix",
    "lib.systems.inspect.patterns.isMusl",
    "{ cpu = { bits = 64; }; }",
    '{ cpu = { bits = 32; family = "arm"; }; }',
  ),
  march: quoted(...MARCHES),
};

/** Text of an argument of a kind; with `odd`, now and then something that nobody expects. */
export function argument(random: Random, kind: string, odd: boolean): string {
  const make = KINDS[kind] ?? TEXT_KINDS[kind];
  if (make === undefined) throw new Error(`no such kind of argument: ${kind}`);
  if (odd && random.below(25) === 0) return any(random, 1);
  const text = make(random, 2);
  return text.startsWith("(h ") ? text : random.maybe(text);
}
