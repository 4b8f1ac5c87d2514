import { choose, type Make, quoted } from "./lib-random.ts";

/** Generated systems and licenses, as arguments. */

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

/** Makers of such arguments by their kind. */
export const SYSTEM_KINDS: Readonly<Record<string, Make>> = {
  platform: (random) => `(lib.systems.elaborate "${random.pick(ELABORATED)}")`,
  platformPattern: choose(
    '"x86_64-linux"',
    '"aarch64-darwin"',
    "lib.systems.inspect.patterns.isLinux",
    "lib.systems.inspect.platformPatterns.isStatic",
    "{ cpu = { bits = 64; }; }",
  ),
  license: (random) => `lib.licenses.${random.pick(LICENSES)}`,
  licenses: (random) =>
    `[ ${random.times(3, () => `lib.licenses.${random.pick(LICENSES)}`).join(" ")} ]`,
  licenseProperty: quoted("free", "redistributable", "deprecated", "nope"),
  licenseExpr: (random, depth) => {
    const one = () => `lib.licenses.${random.pick(LICENSES)}`;
    const inner = () => (depth > 0 ? (SYSTEM_KINDS.licenseExpr as Make)(random, depth - 1) : one());
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
