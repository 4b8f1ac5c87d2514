import { type BuiltinTable, builtinsOf } from "../../builtins/define.ts";
import { equal } from "../../equality.ts";
import { EvalError } from "../../errors.ts";
import type { Evaluator } from "../../evaluator.ts";
import { Reason } from "../../reason.ts";
import { Attrs, force, type Lazy, type Value } from "../../value.ts";
import { attrOr, select } from "../later.ts";
import { checkFormals, patternFunction } from "../native.ts";
import { callBuiltin } from "../surroundings.ts";
import { isA } from "./inspect.ts";
import {
  abis,
  cpuTypes,
  execFormats,
  kernelFamilies,
  kernels,
  part,
  significantBytes,
  vendors,
} from "./parts.ts";

/** `lib.systems.parse`: names of systems and their parts. */

/** The parts of a name as they are written; a part that is inferred is left out. */
interface Skeleton {
  readonly cpu: string;
  readonly kernel: string;
  readonly vendor?: string;
  readonly abi?: string;
}

function thrown(message: string): EvalError {
  return new EvalError("throw", message);
}

const CPU_KERNEL_ABI = ["eabi", "eabihf", "elf", "gnu"];
const WITH_VENDOR = ["redox", "mmixware", "ghcjs", "mingw32", "uefi"];
const VENDOR_PREFIXES = ["freebsd", "netbsd", "openbsd", "genode"];

function skeletonOf(parts: readonly string[]): Skeleton {
  const [cpu, second, third, fourth] = parts as [string, string, string, string];
  const name = parts.join("-");
  switch (parts.length) {
    case 1:
      if (cpu === "avr") return { cpu, kernel: "none", abi: "unknown" };
      throw thrown(`system string '${name}' with 1 component is ambiguous`);
    case 2:
      if (second === "cygwin") return { cpu, vendor: "pc", kernel: "cygwin" };
      if (second === "windows") return { cpu, kernel: "windows", abi: "msvc" };
      if (second === "elf") return { cpu, vendor: "unknown", kernel: "none", abi: "elf" };
      return { cpu, kernel: second };
    case 3:
      if (second === "linux" || CPU_KERNEL_ABI.includes(third)) {
        return { cpu, kernel: second, abi: third, vendor: "unknown" };
      }
      if (
        second === "apple" ||
        WITH_VENDOR.includes(third) ||
        VENDOR_PREFIXES.some((prefix) => third.startsWith(prefix)) ||
        cpu.startsWith("wasm32")
      ) {
        return { cpu, vendor: second, kernel: third === "mingw32" ? "windows" : third };
      }
      if (third === "cygwin") return { cpu, vendor: second, kernel: third };
      throw thrown(`system string '${name}' with 3 components is ambiguous`);
    case 4:
      return { cpu, vendor: second, kernel: third, abi: fourth };
    default:
      throw thrown(`system string '${name}' has invalid number of hyphen-separated components`);
  }
}

/** The kernel's name without what GNU ignores of it: an interface at its end. */
function kernelName(name: string): string {
  if (name.startsWith("darwin")) return "darwin";
  if (name.startsWith("netbsd")) return "netbsd";
  return /^(.*)e?abi.*$/s.exec(name)?.[1] ?? name;
}

function known(parts: Attrs, name: string, kind: string): Attrs {
  const found = part(parts, name);
  if (found === undefined) throw thrown(`Unknown ${kind}: ${name}`);
  return found;
}

/** A parsed system from the names of its parts; what is left out is inferred from the others. */
function systemOf(ev: Evaluator, skeleton: Skeleton): Attrs {
  const cpu = known(cpuTypes, skeleton.cpu, "CPU type");
  const kernel = known(kernels, kernelName(skeleton.kernel), "kernel");
  const parsed = Attrs.of({ cpu, kernel });
  const is = (predicate: string) => isA(ev, predicate, parsed);
  const vendor =
    skeleton.vendor !== undefined
      ? known(vendors, skeleton.vendor, "vendor")
      : known(
          vendors,
          is("isDarwin") ? "apple" : is("isWindows") || is("isCygwin") ? "pc" : "unknown",
          "vendor",
        );
  const abi =
    skeleton.abi !== undefined
      ? known(abis, skeleton.abi, "ABI")
      : known(abis, inferredAbi(is, cpu), "ABI");
  return new Attrs(
    new Map<string, Lazy>([
      ["_type", "system"],
      ["cpu", cpu],
      ["vendor", vendor],
      ["kernel", kernel],
      ["abi", abi],
    ]),
  );
}

function inferredAbi(is: (predicate: string) => boolean, cpu: Attrs): string {
  if (!is("isLinux") && !is("isWindows")) return "unknown";
  if (is("isAarch32")) {
    const version = (cpu.map.get("version") as string | undefined) ?? "0";
    return Number(version) >= 6 ? "gnueabihf" : "gnueabi";
  }
  return is("isPower64") && is("isBigEndian") ? "gnuabielfv1" : "gnu";
}

/** `mkSystemFromString`. */
export function systemFromString(ev: Evaluator, name: string): Attrs {
  return systemOf(ev, skeletonOf(name.split("-")));
}

const SYSTEM_PARTS: Readonly<Record<string, Attrs>> = {
  cpu: cpuTypes,
  vendor: vendors,
  kernel: kernels,
  abi: abis,
};

/** Whether a set is a part of its kind as the tables have it. */
function isKnownPart(ev: Evaluator, parts: Attrs, value: Lazy): boolean {
  const attrs = ev.known(value);
  if (!(attrs instanceof Attrs)) return false;
  for (const one of parts.map.values()) {
    if (one === attrs || equal(one, attrs)) return true;
  }
  return false;
}

const SYSTEM_FORMALS = { cpu: false, vendor: false, kernel: false, abi: false };

function makeSystem(ev: Evaluator, components: Lazy): Value {
  const attrs = ev.closedAttrs(components);
  checkFormals("check", SYSTEM_FORMALS, attrs, false);
  const fits = Object.entries(SYSTEM_PARTS).every(([name, parts]) => {
    const value = attrs.map.get(name) as Lazy;
    return isKnownPart(ev, parts, value);
  });
  if (!fits) {
    throw new EvalError("assertion", "assertion 'types.parsedPlatform.check components' failed");
  }
  return new Attrs(new Map([["_type", "system"], ...attrs.map] as [string, Lazy][]));
}

function text(ev: Evaluator, value: Lazy, ...path: readonly string[]): string {
  let current: Lazy = value;
  for (const name of path) current = select(ev, current, name);
  return ev.text(current);
}

function isApple(ev: Evaluator, kernel: Lazy): boolean {
  return attrOr(select(ev, kernel, "families"), "darwin") !== undefined;
}

/** The kernel's name with its version, where it has one. */
function versionedKernel(ev: Evaluator, kernel: Lazy): string {
  const version = attrOr(force(kernel), "version");
  const suffix = version === undefined ? "" : ev.text(callBuiltin(ev, "toString", version));
  return text(ev, kernel, "name") + suffix;
}

/** The name that Apple has for a processor. */
export function darwinArch(ev: Evaluator, cpu: Lazy): string {
  const name = text(ev, cpu, "name");
  return name === "aarch64" ? "arm64" : name;
}

/** `x86_64-linux` */
export function doubleOf(ev: Evaluator, system: Lazy): string {
  const cpu = text(ev, system, "cpu", "name");
  const kernel = select(ev, system, "kernel");
  return `${cpu}-${isApple(ev, kernel) ? "darwin" : versionedKernel(ev, kernel)}`;
}

const OLD_NETBSD = ["arm", "sparc", "m68k", "x86"];

/** GNU takes older architectures of NetBSD for ones that use a.out. */
function netBsdFormat(ev: Evaluator, cpu: Lazy): string {
  const old = OLD_NETBSD.includes(text(ev, cpu, "family"));
  return old && ev.int(select(ev, cpu, "bits")) === 32 ? "aout" : "elf";
}

/** `x86_64-unknown-linux-gnu` */
export function tripleOf(ev: Evaluator, system: Lazy): string {
  const type = attrOr(ev.known(system), "_type");
  if (type === undefined || force(type) !== "system") {
    throw new EvalError("assertion", "assertion 'isSystem sys' failed");
  }
  const cpu = select(ev, system, "cpu");
  const kernel = select(ev, system, "kernel");
  const cpuName = isApple(ev, kernel) ? darwinArch(ev, cpu) : text(ev, cpu, "name");
  const format = text(ev, kernel, "execFormat", "name");
  const netBsd = text(ev, kernel, "name") === "netbsd" && netBsdFormat(ev, cpu) !== format;
  const abi = text(ev, system, "abi", "name");
  const vendor = text(ev, system, "vendor", "name");
  const end = `${netBsd ? format : ""}${abi === "unknown" ? "" : `-${abi}`}`;
  return `${cpuName}-${vendor}-${versionedKernel(ev, kernel)}${end}`;
}

/** What processors run the programs of a processor besides it: the next ones only. */
const RUNS_ON: Readonly<Record<string, readonly string[]>> = {
  i386: ["i486"],
  i486: ["i586"],
  i586: ["i686"],
  i686: ["x86_64"],
  arm: ["armv5tel"],
  armv5tel: ["armv6l"],
  armv6m: ["armv6l"],
  armv6l: ["armv7l"],
  armv7l: ["armv7a", "armv7r"],
  armv7m: ["armv7a", "armv7r"],
  armv8a: ["aarch64"],
  powerpc: ["powerpc64"],
  powerpcle: ["powerpc64le"],
  mips: ["mips64"],
  mipsel: ["mips64el"],
  sparc: ["sparc64"],
};

/** Whether processor `a` runs the programs of `b`. */
export function isCompatible(ev: Evaluator, a: Lazy, b: Lazy): boolean {
  const host = text(ev, a, "name");
  const open = [text(ev, b, "name")];
  for (const name of open) {
    if (name === host) return true;
    open.push(...(RUNS_ON[name] ?? []));
  }
  return false;
}

const MUSL: Readonly<Record<string, string>> = {
  gnueabi: "musleabi",
  gnueabihf: "musleabihf",
  gnuabin32: "muslabin32",
  gnuabi64: "muslabi64",
  musleabi: "musleabi",
  musleabihf: "musleabihf",
  muslabin32: "muslabin32",
  muslabi64: "muslabi64",
};

function makeMuslSystem(ev: Evaluator, parsed: Lazy): Value {
  const attrs = ev.attrs(parsed);
  const map = new Map(attrs.map);
  map.delete("_type");
  map.set("abi", part(abis, MUSL[text(ev, attrs, "abi", "name")] ?? "musl") as Attrs);
  return makeSystem(ev, new Attrs(map));
}

function strings(ev: Evaluator, list: Lazy): string[] {
  return ev.list(list).map((item) => ev.text(item));
}

const table: BuiltinTable = {
  gnuNetBSDDefaultExecFormat: [
    1,
    (ev, cpu: Lazy) => part(execFormats, netBsdFormat(ev, cpu)) as Attrs,
  ],
  isCompatible: [2, isCompatible],
  isSystem: [
    1,
    (ev, value: Lazy) => {
      const type = attrOr(ev.known(value), "_type");
      return type !== undefined && ev.known(type) === "system";
    },
  ],
  mkSystem: [1, makeSystem],
  mkSkeletonFromList: [
    1,
    (ev, list: Lazy) => {
      const { cpu, kernel, vendor, abi } = skeletonOf(strings(ev, list));
      return Attrs.of({
        cpu,
        kernel,
        ...(vendor === undefined ? {} : { vendor }),
        ...(abi === undefined ? {} : { abi }),
      });
    },
  ],
  mkSystemFromString: [1, (ev, name: Lazy) => systemFromString(ev, ev.text(name))],
  kernelName: [1, versionedKernel],
  darwinArch: [1, darwinArch],
  doubleFromSystem: [1, doubleOf],
  tripleFromSystem: [1, tripleOf],
  mkMuslSystem: [1, makeMuslSystem],
};

const mkSystemFromSkeleton = patternFunction(
  "mkSystemFromSkeleton",
  { cpu: false, kernel: false, vendor: true, abi: true },
  (ev, args) => {
    const optional = (name: string) => {
      const value = args.get(name);
      return value === undefined ? {} : { [name]: ev.text(value) };
    };
    return systemOf(ev, {
      cpu: ev.text(args.get("cpu") as Lazy),
      kernel: ev.text(args.get("kernel") as Lazy),
      ...optional("vendor"),
      ...optional("abi"),
    });
  },
);

/** `lib.systems.parse`. */
export function parse(): Attrs {
  const map = builtinsOf(table, "lib.systems.parse.");
  map.set("mkSystemFromSkeleton", mkSystemFromSkeleton);
  const sets = { significantBytes, cpuTypes, vendors, execFormats, kernelFamilies, kernels, abis };
  for (const [name, value] of Object.entries(sets)) map.set(name, value);
  const reason = new Reason("model", "lib.systems.parse.types is not modelled");
  map.set("types", new Attrs(new Map(), null, { reason }));
  return new Attrs(map);
}
