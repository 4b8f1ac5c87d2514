import { Attrs, Builtin, type Lazy } from "../../value.ts";
import { select } from "../later.ts";
import { attrsOf, type PlainObject } from "./plain.ts";

/**
 * The parts that systems are made of: processors, vendors, kernels, binary interfaces. Sources: the names that LLVM and
 * GNU give them in target triples, and what nixpkgs' `lib.systems.parse` knows of each.
 */

/** Parts of one kind, each with its name and its type. */
function partsOf(type: string, parts: Readonly<Record<string, PlainObject>>): Attrs {
  const map = new Map<string, Lazy>();
  for (const [name, facts] of Object.entries(parts)) {
    map.set(name, attrsOf({ name, ...facts, _type: type }));
  }
  return new Attrs(map);
}

function named(names: string): Record<string, PlainObject> {
  return Object.fromEntries(names.split(" ").map((name) => [name, {}]));
}

/** A part by its name; undefined where the kind has none of that name. */
export function part(parts: Attrs, name: string): Attrs | undefined {
  return parts.map.get(name) as Attrs | undefined;
}

/** The further names of parts. */
function withAliases(parts: Attrs, aliases: Readonly<Record<string, string>>): Attrs {
  const map = new Map(parts.map);
  for (const [alias, name] of Object.entries(aliases)) map.set(alias, map.get(name) as Lazy);
  return new Attrs(map);
}

export const significantBytes = partsOf("significant-byte", named("bigEndian littleEndian"));

/** name, bits, byte order, family, and where there are any version and architecture */
const CPUS = `
alpha 64 l alpha
arc 32 l arc
arm 32 l arm
armv5tel 32 l arm 5 armv5t
armv6m 32 l arm 6 armv6-m
armv6l 32 l arm 6 armv6
armv7a 32 l arm 7 armv7-a
armv7r 32 l arm 7 armv7-r
armv7m 32 l arm 7 armv7-m
armv7l 32 l arm 7 armv7
armv8a 32 l arm 8 armv8-a
armv8r 32 l arm 8 armv8-a
armv8m 32 l arm 8 armv8-m
aarch64 64 l arm 8 armv8-a
aarch64_be 64 b arm 8 armv8-a
avr 8 - avr
i386 32 l x86 - i386
i486 32 l x86 - i486
i586 32 l x86 - i586
i686 32 l x86 - i686
x86_64 64 l x86 - x86-64
javascript 32 l javascript
loongarch64 64 l loongarch
m68k 32 b m68k
microblaze 32 b microblaze
microblazeel 32 l microblaze
mips 32 b mips
mipsel 32 l mips
mips64 64 b mips
mips64el 64 l mips
mmix 64 b mmix
msp430 16 l msp430
or1k 32 b or1k
powerpc 32 b power
powerpc64 64 b power
powerpc64le 64 l power
powerpcle 32 l power
riscv32 32 l riscv
riscv64 64 l riscv
rx 32 l rx
s390 32 b s390
s390x 64 b s390
sh4 32 l sh
sparc 32 b sparc
sparc64 64 b sparc
vc4 32 l vc4
wasm32 32 l wasm
wasm64 64 l wasm
`;

function cpu(line: string): [string, PlainObject] {
  const [name, bits, order, family, version, arch] = line.split(" ") as [
    string,
    string,
    string,
    string,
    string | undefined,
    string | undefined,
  ];
  const byte = order === "b" ? "bigEndian" : "littleEndian";
  return [
    name,
    {
      bits: Number(bits),
      family,
      ...(order === "-" ? {} : { significantByte: part(significantBytes, byte) as Attrs }),
      ...(version === undefined || version === "-" ? {} : { version }),
      ...(arch === undefined ? {} : { arch }),
    },
  ];
}

export const cpuTypes = withAliases(
  partsOf("cpu-type", Object.fromEntries(CPUS.trim().split("\n").map(cpu))),
  { arm64: "aarch64" },
);

export const vendors = partsOf("vendor", named("apple pc knuth w64 none unknown"));

export const execFormats = partsOf("exec-format", named("aout elf macho pe wasm unknown"));

export const kernelFamilies = partsOf("exec-format", named("bsd darwin"));

function kernel(format: string, family?: string, name?: string): PlainObject {
  return {
    execFormat: part(execFormats, format) as Attrs,
    families: family === undefined ? {} : { [family]: part(kernelFamilies, family) as Attrs },
    ...(name === undefined ? {} : { name }),
  };
}

export const kernels = withAliases(
  partsOf("kernel", {
    macos: kernel("macho", "darwin", "darwin"),
    ios: kernel("macho", "darwin"),
    freebsd: kernel("elf", "bsd"),
    linux: kernel("elf"),
    netbsd: kernel("elf", "bsd"),
    none: kernel("unknown"),
    openbsd: kernel("elf", "bsd"),
    solaris: kernel("elf"),
    wasi: kernel("wasm"),
    redox: kernel("elf"),
    windows: kernel("pe"),
    cygwin: kernel("pe"),
    ghcjs: kernel("unknown"),
    genode: kernel("elf"),
    mmixware: kernel("unknown"),
    uefi: kernel("pe"),
  }),
  { darwin: "macos", watchos: "ios", tvos: "ios", win32: "windows" },
);

/** What must hold of a platform that has an interface, and what is said where it does not. */
function never(predicates: readonly string[], message: string): Attrs {
  const assertion = new Builtin(
    "assertion",
    1,
    (ev, platform: Lazy) => !predicates.every((name) => ev.bool(select(ev, platform, name))),
  );
  return attrsOf({ assertion, message: `${message}\n` });
}

const soft = { float: "soft", eabi: true };
const hard = { float: "hard", eabi: true };

export const abis = partsOf("abi", {
  ...named("msvc elf musl uclibc unknown"),
  eabi: soft,
  eabihf: hard,
  androideabi: { eabi: true },
  android: {
    assertions: [
      never(["isAarch32"], 'The "android" ABI is not for 32-bit ARM. Use "androideabi" instead.'),
    ],
  },
  gnueabi: soft,
  gnueabihf: hard,
  gnu: {
    assertions: [
      never(
        ["isAarch32"],
        'The "gnu" ABI is ambiguous on 32-bit ARM. Use "gnueabi" or "gnueabihf" instead.',
      ),
      never(
        ["isPower64", "isBigEndian"],
        'The "gnu" ABI is ambiguous on big-endian 64-bit PowerPC. Use "gnuabielfv2" or "gnuabielfv1" instead.',
      ),
    ],
  },
  gnuabi64: { abi: "64" },
  muslabi64: { abi: "64" },
  gnuabin32: { abi: "n32" },
  muslabin32: { abi: "n32" },
  gnuabielfv2: { abi: "elfv2" },
  gnuabielfv1: { abi: "elfv1" },
  musleabi: soft,
  musleabihf: hard,
  uclibceabi: soft,
  uclibceabihf: hard,
});
