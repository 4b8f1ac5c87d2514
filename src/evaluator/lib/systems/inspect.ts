import type { BuiltinTable } from "../../builtins/define.ts";
import { builtinsOf } from "../../builtins/define.ts";
import { equal } from "../../equality.ts";
import { EvalError } from "../../errors.ts";
import type { Evaluator } from "../../evaluator.ts";
import { Attrs, Builtin, force, type Lazy, type List, type Value } from "../../value.ts";
import { matchAttrs } from "../attr-merge.ts";
import { later } from "../later.ts";
import { callBuiltin } from "../surroundings.ts";
import {
  abis,
  cpuTypes,
  execFormats,
  kernelFamilies,
  kernels,
  part,
  significantBytes,
} from "./parts.ts";
import { attrsOf, type Plain, type PlainObject } from "./plain.ts";

/** `lib.systems.inspect`: patterns that parsed systems match, and the predicates that they make. */

function kernelOf(name: string): PlainObject {
  return { kernel: part(kernels, name) as Attrs };
}

/** An interface without its assertions, which nobody looks for. */
function abiOf(name: string): PlainObject {
  const map = new Map((part(abis, name) as Attrs).map);
  map.delete("assertions");
  return { abi: new Attrs(map) };
}

function family(name: string, bits?: number): PlainObject {
  return { cpu: { family: name, ...(bits === undefined ? {} : { bits }) } };
}

function endian(name: string): PlainObject {
  return { cpu: { significantByte: part(significantBytes, name) as Attrs } };
}

function kernelFamily(name: string): PlainObject {
  return { kernel: { families: { [name]: part(kernelFamilies, name) as Attrs } } };
}

function format(name: string): PlainObject {
  return { kernel: { execFormat: part(execFormats, name) as Attrs } };
}

function makePatterns(): Record<string, Plain> {
  const armv7 = cpuTypes
    .names()
    .map((name) => part(cpuTypes, name)?.map.get("arch"))
    .filter((arch): arch is string => typeof arch === "string" && arch.startsWith("armv7"));
  const isBSD = kernelFamily("bsd");
  const isDarwin = kernelFamily("darwin");
  const gnu = "gnuabi64 gnuabin32 gnu gnueabi gnueabihf gnuabielfv1 gnuabielfv2";
  const musl = "musl musleabi musleabihf muslabin32 muslabi64";
  const families: Readonly<Record<string, readonly [string, number?]>> = {
    isx86_32: ["x86", 32],
    isx86_64: ["x86", 64],
    isx86: ["x86"],
    isPower: ["power"],
    isPower64: ["power", 64],
    isAarch32: ["arm", 32],
    isAarch64: ["arm", 64],
    isAarch: ["arm"],
    isMicroBlaze: ["microblaze"],
    isMips: ["mips"],
    isMips32: ["mips", 32],
    isMips64: ["mips", 64],
    isMmix: ["mmix"],
    isRiscV: ["riscv"],
    isRiscV32: ["riscv", 32],
    isRiscV64: ["riscv", 64],
    isRx: ["rx"],
    isSparc: ["sparc"],
    isSparc64: ["sparc", 64],
    isWasm: ["wasm"],
    isMsp430: ["msp430"],
    isVc4: ["vc4"],
    isAvr: ["avr"],
    isAlpha: ["alpha"],
    isOr1k: ["or1k"],
    isM68k: ["m68k"],
    isArc: ["arc"],
    isSh4: ["sh"],
    isS390: ["s390"],
    isS390x: ["s390", 64],
    isLoongArch64: ["loongarch", 64],
  };
  const kernelNames: Readonly<Record<string, string>> = {
    isMacOS: "macos",
    isiOS: "ios",
    isLinux: "linux",
    isSunOS: "solaris",
    isNetBSD: "netbsd",
    isOpenBSD: "openbsd",
    isWindows: "windows",
    isCygwin: "cygwin",
    isWasi: "wasi",
    isRedox: "redox",
    isGhcjs: "ghcjs",
    isGenode: "genode",
    isNone: "none",
  };
  return {
    ...Object.fromEntries(
      Object.entries(families).map(([name, [of, bits]]) => [name, family(of, bits)]),
    ),
    ...Object.fromEntries(Object.entries(kernelNames).map(([name, of]) => [name, kernelOf(of)])),
    isi686: { cpu: part(cpuTypes, "i686") as Attrs },
    isJavaScript: { cpu: part(cpuTypes, "javascript") as Attrs },
    isAbiElfv1: { abi: { abi: "elfv1" } },
    isAbiElfv2: [{ abi: { abi: "elfv2" } }, { abi: { name: "musl" }, ...family("power", 64) }],
    isArmv7: armv7.map((arch) => ({ cpu: { arch } })),
    isMips64n32: { ...family("mips", 64), abi: { abi: "n32" } },
    isMips64n64: { ...family("mips", 64), abi: { abi: "64" } },
    is32bit: { cpu: { bits: 32 } },
    is64bit: { cpu: { bits: 64 } },
    isILP32: [family("wasm", 32), ...["n32", "ilp32", "x32"].map((abi) => ({ abi: { abi } }))],
    isBigEndian: endian("bigEndian"),
    isLittleEndian: endian("littleEndian"),
    isBSD,
    isDarwin,
    isUnix: [isBSD, isDarwin, ...["linux", "solaris", "cygwin", "redox"].map(kernelOf)],
    isFreeBSD: { kernel: { name: "freebsd" } },
    isMinGW: { ...kernelOf("windows"), ...abiOf("gnu") },
    isMsvc: { ...kernelOf("windows"), ...abiOf("msvc") },
    isAndroid: ["android", "androideabi"].map(abiOf),
    isGnu: gnu.split(" ").map(abiOf),
    isMusl: musl.split(" ").map(abiOf),
    isUClibc: ["uclibc", "uclibceabi", "uclibceabihf"].map(abiOf),
    isEfi: [
      ...["6", "7", "8"].map((version) => ({ cpu: { family: "arm", version } })),
      ...["riscv", "x86", "loongarch"].map((of) => family(of)),
    ],
    isUefi: [kernelOf("uefi")],
    isElf: format("elf"),
    isMacho: format("macho"),
    isPE: format("pe"),
    isEabi: { abi: { eabi: true } },
  };
}

let cached: Attrs | null = null;

/** `lib.systems.inspect.patterns`. */
export function patterns(): Attrs {
  cached ??= attrsOf(makePatterns());
  return cached;
}

/** Whether a parsed system matches a pattern, or one of several. */
export function matchAny(ev: Evaluator, pattern: Lazy, parsed: Lazy): boolean {
  const wanted = force(pattern);
  if (!Array.isArray(wanted)) return matchAttrs(ev, wanted, parsed);
  return wanted.some((one) => matchAttrs(ev, one, parsed));
}

/** Names of the predicates: `isLinux` and so on. */
export function predicateNames(): readonly string[] {
  return patterns().names();
}

/** What a predicate says of a parsed system. */
export function isA(ev: Evaluator, predicate: string, parsed: Lazy): boolean {
  return matchAny(ev, patterns().map.get(predicate) as Lazy, parsed);
}

/** Both patterns in one; what they both say must agree. */
function conjunction(ev: Evaluator, pattern1: Lazy, pattern2: Lazy): Value {
  const left = asList(ev, pattern1);
  const right = asList(ev, pattern2);
  return left.flatMap((a) => right.map((b) => merged(ev, [], a, b)));
}

function asList(ev: Evaluator, pattern: Lazy): List {
  const value = ev.known(pattern);
  return Array.isArray(value) ? value : [value];
}

function merged(ev: Evaluator, path: readonly string[], a: Lazy, b: Lazy): Attrs {
  const left = ev.closedAttrs(a);
  const right = ev.closedAttrs(b);
  const map = new Map([...left.map, ...right.map]);
  for (const name of right.map.keys()) {
    const own = left.map.get(name);
    if (own === undefined) continue;
    const value = right.map.get(name) as Lazy;
    map.set(
      name,
      later(() => {
        checkAgreement(ev, [...path, name], own, value);
        return force(value);
      }),
    );
  }
  return new Attrs(map);
}

/** Parts of both patterns may stand beside each other where they say the same or nothing of the same. */
function checkAgreement(ev: Evaluator, path: readonly string[], a: Lazy, b: Lazy): void {
  const left = ev.closedAttrs(a);
  const right = ev.closedAttrs(b);
  if (![...left.map.keys()].some((name) => right.map.has(name)) || equal(left, right)) return;
  const json = (value: Lazy) => ev.text(callBuiltin(ev, "toJSON", value));
  throw new EvalError(
    "throw",
    `pattern conflict at path ${path.join(" ")}:\n  ${json(a)}\n  ${json(b)}\n`,
  );
}

const table: BuiltinTable = {
  matchAnyAttrs: [2, matchAny],
  patternLogicalAnd: [2, conjunction],
};

/** `lib.systems.inspect`. */
export function inspect(): Attrs {
  const map = builtinsOf(table, "lib.systems.inspect.");
  map.set("patterns", patterns());
  const predicates = new Map<string, Lazy>();
  for (const name of predicateNames()) {
    const predicate = new Builtin(`lib.systems.inspect.predicates.${name}`, 1, (ev, parsed: Lazy) =>
      isA(ev, name, parsed),
    );
    predicates.set(name, predicate);
  }
  map.set("predicates", new Attrs(predicates));
  map.set("platformPatterns", attrsOf({ isStatic: { parsed: {}, isStatic: true } }));
  return new Attrs(map);
}
