import type { Attrs } from "../../value.ts";
import { attrsOf, type PlainObject } from "./plain.ts";
import { GCC } from "./platforms.ts";

/** `lib.systems.examples`: systems to build for, by the names that `pkgsCross` has for them. */

/** Examples that are nothing but a triple. */
const TRIPLES = `
powernv powerpc64le-unknown-linux-gnu
musl-power powerpc64le-unknown-linux-musl
ppc64-elfv1 powerpc64-unknown-linux-gnuabielfv1
ppc64-elfv2 powerpc64-unknown-linux-gnuabielfv2
ppc64 powerpc64-unknown-linux-gnuabielfv2
armv5tel-multiplatform armv5tel-unknown-linux-gnueabi
armv7l-hf-multiplatform armv7l-unknown-linux-gnueabihf
aarch64-multiplatform aarch64-unknown-linux-gnu
aarch64-multiplatform-musl aarch64-unknown-linux-musl
gnu64 x86_64-unknown-linux-gnu
gnu32 i686-unknown-linux-gnu
musl64 x86_64-unknown-linux-musl
musl32 i686-unknown-linux-musl
riscv64 riscv64-unknown-linux-gnu
riscv32 riscv32-unknown-linux-gnu
riscv64-musl riscv64-unknown-linux-musl
avr avr
m68k m68k-unknown-linux-gnu
arc arc-unknown-linux-gnu
sh4 sh4-unknown-linux-gnu
s390 s390-unknown-linux-gnu
s390x s390x-unknown-linux-gnu
x86_64-cygwin x86_64-pc-cygwin
x86_64-netbsd x86_64-unknown-netbsd
ghcjs javascript-unknown-ghcjs
`;

/** Examples of machines without an operating system, whose C library is newlib. */
const EMBEDDED = `
riscv64-embedded riscv64-none-elf
riscv32-embedded riscv32-none-elf
mips64-embedded mips64-none-elf
mips-embedded mips-none-elf
mmix mmix-unknown-mmixware
rx-embedded rx-none-elf
msp430 msp430-elf
vc4 vc4-elf
or1k or1k-elf
arm-embedded arm-none-eabi
aarch64be-embedded aarch64_be-none-elf
ppc-embedded powerpc-none-eabi
ppcle-embedded powerpcle-none-eabi
i686-embedded i686-elf
x86_64-embedded x86_64-elf
microblaze-embedded microblazeel-none-elf
`;

/** Examples that are built with LLVM. */
const LLVM = `
x86_64-windows x86_64-pc-windows-msvc
aarch64-windows aarch64-pc-windows-msvc
aarch64-freebsd aarch64-unknown-freebsd
x86_64-freebsd x86_64-unknown-freebsd
x86_64-netbsd-llvm x86_64-unknown-netbsd
x86_64-openbsd x86_64-unknown-openbsd
wasi32 wasm32-unknown-wasi
`;

function pairs(text: string): [string, string][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.split(" ") as [string, string]);
}

function machine(config: string, name: string): PlainObject {
  return { config, gcc: GCC[name] as PlainObject };
}

const ANDROID = { androidSdkVersion: "35", androidNdkVersion: "27" };
const IPHONE = { darwinSdkVersion: "14.3", xcodeVer: "12.3", useiOSPrebuilt: true };
const APPLE = { xcodePlatform: "MacOSX", platform: {} };
const UEFI = { libc: null, useLLVM: true, linker: "lld" };
const MINGW_32 = { config: "i686-w64-mingw32", libc: "msvcrt" };
const MINGW_64 = { config: "x86_64-w64-mingw32", libc: "msvcrt" };
const UCRT_64 = { config: "x86_64-w64-mingw32", libc: "ucrt" };
const UCRT_AARCH64 = {
  config: "aarch64-w64-mingw32",
  libc: "ucrt",
  rust: { rustcTarget: "aarch64-pc-windows-gnullvm" },
  useLLVM: true,
};
const LOONGARCH = GCC["loongarch64-multiplatform"] as PlainObject;

const OTHERS: Readonly<Record<string, PlainObject>> = {
  "ppc64-musl": { config: "powerpc64-unknown-linux-musl", gcc: { abi: "elfv2" } },
  ppc32: {
    config: "powerpc-unknown-linux-gnu",
    rust: { rustcTarget: "powerpc-unknown-linux-gnu" },
  },
  raspberryPi: machine("armv6l-unknown-linux-gnueabihf", "raspberrypi"),
  muslpi: machine("armv6l-unknown-linux-musleabihf", "raspberrypi"),
  bluefield2: machine("aarch64-unknown-linux-gnu", "bluefield2"),
  remarkable1: machine("armv7l-unknown-linux-gnueabihf", "zero-gravitas"),
  remarkable2: machine("armv7l-unknown-linux-gnueabihf", "zero-sugar"),
  "armv7a-android-prebuilt": {
    ...machine("armv7a-unknown-linux-androideabi", "armv7a-android"),
    rust: { rustcTarget: "armv7-linux-androideabi" },
    ...ANDROID,
    useAndroidPrebuilt: true,
  },
  "aarch64-android-prebuilt": {
    config: "aarch64-unknown-linux-android",
    rust: { rustcTarget: "aarch64-linux-android" },
    ...ANDROID,
    useAndroidPrebuilt: true,
  },
  "aarch64-android": {
    config: "aarch64-unknown-linux-android",
    ...ANDROID,
    libc: "bionic",
    useAndroidPrebuilt: false,
    useLLVM: true,
  },
  "ben-nanonote": machine("mipsel-unknown-linux-uclibc", "ben_nanonote"),
  fuloongminipc: machine("mipsel-unknown-linux-gnu", "fuloong2f_n32"),
  "mips-linux-gnu": machine("mips-unknown-linux-gnu", "gcc_mips32r2_o32"),
  "mipsel-linux-gnu": machine("mipsel-unknown-linux-gnu", "gcc_mips32r2_o32"),
  "mips64-linux-gnuabin32": machine("mips64-unknown-linux-gnuabin32", "gcc_mips64r2_n32"),
  "mips64el-linux-gnuabin32": machine("mips64el-unknown-linux-gnuabin32", "gcc_mips64r2_n32"),
  "mips64-linux-gnuabi64": machine("mips64-unknown-linux-gnuabi64", "gcc_mips64r2_64"),
  "mips64el-linux-gnuabi64": machine("mips64el-unknown-linux-gnuabi64", "gcc_mips64r2_64"),
  "loongarch64-linux": { config: "loongarch64-unknown-linux-gnu", gcc: LOONGARCH },
  "loongarch64-linux-embedded": {
    config: "loongarch64-unknown-linux-gnu",
    gcc: { ...LOONGARCH, arch: "loongarch64", "strict-align": true },
  },
  "arm-embedded-nano": { config: "arm-none-eabi", libc: "newlib-nano" },
  "armhf-embedded": {
    config: "arm-none-eabihf",
    libc: "newlib",
    gcc: { arch: "armv5t", fpu: "vfp" },
  },
  "aarch64-embedded": {
    config: "aarch64-none-elf",
    libc: "newlib",
    rust: { rustcTarget: "aarch64-unknown-none" },
  },
  iphone64: { config: "arm64-apple-ios", ...IPHONE, xcodePlatform: "iPhoneOS" },
  "iphone64-simulator": {
    config: "x86_64-apple-ios",
    ...IPHONE,
    xcodePlatform: "iPhoneSimulator",
    darwinPlatform: "ios-simulator",
  },
  "aarch64-darwin": { config: "arm64-apple-darwin", ...APPLE },
  "x86_64-darwin": { config: "x86_64-apple-darwin", ...APPLE },
  "x86_64-unknown-uefi": { config: "x86_64-unknown-uefi", ...UEFI },
  "aarch64-unknown-uefi": { config: "aarch64-unknown-uefi", ...UEFI },
  "mingw-msvcrt-i686": MINGW_32,
  mingw32: MINGW_32,
  "mingw-msvcrt-x86_64": MINGW_64,
  mingwW64: MINGW_64,
  "mingw-ucrt-x86_64": UCRT_64,
  ucrt64: UCRT_64,
  "mingw-ucrt-x86_64-llvm": {
    ...UCRT_64,
    rust: { rustcTarget: "x86_64-pc-windows-gnullvm" },
    useLLVM: true,
  },
  "mingw-ucrt-aarch64": UCRT_AARCH64,
  ucrtAarch64: UCRT_AARCH64,
  "wasm32-unknown-none": {
    config: "wasm32-unknown-none",
    rust: { rustcTarget: "wasm32-unknown-unknown" },
    useLLVM: true,
  },
};

/** `lib.systems.examples`. */
export function examples(): Attrs {
  const all: Record<string, PlainObject> = { ...OTHERS };
  for (const [name, config] of pairs(TRIPLES)) all[name] = { config };
  for (const [name, config] of pairs(EMBEDDED)) all[name] = { config, libc: "newlib" };
  for (const [name, config] of pairs(LLVM)) all[name] = { config, useLLVM: true };
  return attrsOf(all);
}
