import { attempt } from "../../builtins/partly.ts";
import { mapChoice } from "../../call.ts";
import { coerceToText } from "../../coerce.ts";
import { equal } from "../../equality.ts";
import { EvalError } from "../../errors.ts";
import type { Evaluator } from "../../evaluator.ts";
import { Reason } from "../../reason.ts";
import { concatTexts } from "../../text.ts";
import { update } from "../../update.ts";
import { Attrs, Choice, force, type Lazy, type Rest, Unknown, type Value } from "../../value.ts";
import { later, select } from "../later.ts";
import { functionOf } from "../native.ts";
import { callBuiltin } from "../surroundings.ts";
import { FEATURE_PREDICATES, hasFeature, runsCodeOf } from "./architectures.ts";
import { Final, pathOr } from "./final.ts";
import { isA, predicateNames } from "./inspect.ts";
import { darwinArch, doubleOf, isCompatible, systemFromString, tripleOf } from "./parse.ts";
import { selectPlatform } from "./platforms.ts";
import { goFacts, nimFacts, nodeFacts, rustFacts } from "./toolchains.ts";

/** `lib.systems.elaborate`: all that follows from a system's name. */

/** Attributes of an elaborated system that are functions. */
export const FUNCTION_NAMES = [
  "canExecute",
  "emulator",
  "emulatorAvailable",
  "staticEmulatorAvailable",
] as const;

/** What systems may have besides in other versions of nixpkgs. */
const OTHER_FACTS: Rest = {
  reason: new Reason("model", "this fact about a platform is not modelled"),
  reasonFor: (name) => new Reason("model", `'${name}' of a platform is not modelled`),
};

type Compute = (final: Final) => Value;

const LIBC: readonly (readonly [string, string | null])[] = [
  ["isRedox", "relibc"],
  ["isMusl", "musl"],
  ["isUClibc", "uclibc"],
  ["isAndroid", "bionic"],
  ["isLinux", "glibc"],
  ["isFreeBSD", "fblibc"],
  ["isOpenBSD", "oblibc"],
  ["isNetBSD", "nblibc"],
  ["isAvr", "avrlibc"],
  ["isGhcjs", null],
  ["isNone", "newlib"],
];

function libc(final: Final): string | null {
  const early = final.first<string | null>(
    [
      ["isDarwin", "libSystem"],
      ["isMsvc", "ucrt"],
      ["isMinGW", "msvcrt"],
      ["isCygwin", "cygwin"],
      ["isWasi", "wasilibc"],
    ],
    null,
  );
  if (early !== null) return early;
  return final.is("isWasm") ? null : final.first(LIBC, "native/impure");
}

const UNAME: Readonly<Record<string, string>> = {
  linux: "Linux",
  windows: "Windows",
  cygwin: "CYGWIN_NT",
  darwin: "Darwin",
  netbsd: "NetBSD",
  freebsd: "FreeBSD",
  openbsd: "OpenBSD",
  wasi: "Wasi",
  redox: "Redox",
  genode: "Genode",
};

function processor(final: Final): Value {
  const little = () => (final.is("isLittleEndian") ? "le" : "");
  if (final.is("isPower64")) return `ppc64${little()}`;
  if (final.is("isPower")) return `ppc${little()}`;
  if (final.is("isMips64")) return "mips64";
  return final.is("isDarwin") ? final.get("darwinArch") : final.get("parsed", "cpu", "name");
}

function linuxArch(final: Final): Value {
  const arch = final.first<string | null>(
    [
      ["isAarch32", "arm"],
      ["isAarch64", "arm64"],
      ["isx86_32", "i386"],
      ["isx86_64", "x86_64"],
      ["isMicroBlaze", "microblaze"],
      ["isMips32", "mips"],
      ["isMips64", "mips"],
      ["isPower", "powerpc"],
      ["isRiscV", "riscv"],
      ["isSh4", "sh"],
      ["isS390", "s390"],
      ["isLoongArch64", "loongarch"],
    ],
    null,
  );
  return arch ?? final.get("parsed", "cpu", "name");
}

function qemuArch(final: Final): Value {
  if (final.is("isAarch32")) return "arm";
  if (final.is("isAarch64")) return `aarch64${final.is("isBigEndian") ? "_be" : ""}`;
  if (final.is("isS390") && !final.is("isS390x")) return null;
  if (final.is("isx86_64")) return "x86_64";
  if (final.is("isx86")) return "i386";
  const little = () => (final.is("isLittleEndian") ? "el" : "");
  if (final.is("isMips64n32")) return `mipsn32${little()}`;
  return final.is("isMips64") ? `mips64${little()}` : final.get("uname", "processor");
}

function efiArch(final: Final): Value {
  const arch = final.first<string | null>(
    [
      ["isx86_32", "ia32"],
      ["isx86_64", "x64"],
      ["isAarch32", "arm"],
      ["isAarch64", "aa64"],
    ],
    null,
  );
  return arch ?? final.get("parsed", "cpu", "name");
}

const SHARED = [
  "isAndroid",
  "isGnu",
  "isMusl",
  "isDarwin",
  "isSunOS",
  "isOpenBSD",
  "isFreeBSD",
  "isNetBSD",
  "isCygwin",
  "isMinGW",
  "isWindows",
  "isWasm",
];

function extensions(final: Final): Attrs {
  const windows = () => final.is("isWindows") || final.is("isCygwin");
  const map = new Map<string, Lazy>([
    ["staticLibrary", later(() => (final.is("isWindows") ? ".lib" : ".a"))],
    [
      "library",
      later(() =>
        final.get("extensions", final.is("isStatic") ? "staticLibrary" : "sharedLibrary"),
      ),
    ],
    ["executable", later(() => (windows() ? ".exe" : ""))],
  ]);
  if (final.is("hasSharedLibraries")) {
    map.set(
      "sharedLibrary",
      later(() => (final.is("isDarwin") ? ".dylib" : windows() ? ".dll" : ".so")),
    );
  }
  return new Attrs(map);
}

const DERIVED: Readonly<Record<string, Compute>> = {
  system: (final) => doubleOf(final.ev, final.get("parsed")),
  config: (final) => tripleOf(final.ev, final.get("parsed")),
  useLLVM: (final) => final.is("isFreeBSD") || final.is("isOpenBSD"),
  libc,
  linker: (final) => {
    if (final.is("useLLVM")) return "lld";
    return final.is("isDarwin") ? "cctools" : "bfd";
  },
  libDir: (final) => {
    if (!final.is("isLinux")) return null;
    return ["isx86_64", "isMips64", "isPower64"].some((one) => final.is(one)) ? "lib64" : "lib";
  },
  extensions,
  useAndroidPrebuilt: () => false,
  useiOSPrebuilt: () => false,
  uname: (final) =>
    new Attrs(
      new Map<string, Lazy>([
        ["system", later(() => UNAME[final.text("parsed", "kernel", "name")] ?? null)],
        ["processor", later(() => processor(final))],
        ["release", null],
      ]),
    ),
  hasSharedLibraries: (final) => SHARED.some((one) => final.is(one)) && !final.is("isStatic"),
  isStatic: (final) => final.is("isWasi") || final.is("isRedox"),
  linuxArch,
  ubootArch: (final) => {
    if (final.is("isx86_32")) return "x86";
    return final.is("isMips64") ? "mips64" : final.get("linuxArch");
  },
  qemuArch,
  efiArch,
  darwinArch: (final) => darwinArch(final.ev, final.get("parsed", "cpu")),
  darwinPlatform: (final) => {
    if (final.is("isMacOS")) return "macos";
    return final.is("isiOS") ? "ios" : null;
  },
  darwinMinVersionVariable: (final) => {
    if (final.is("isMacOS")) return "MACOSX_DEPLOYMENT_TARGET";
    return final.is("isiOS") ? "IPHONEOS_DEPLOYMENT_TARGET" : null;
  },
};

function canExecute(final: Final, platform: Lazy): boolean {
  const { ev } = final;
  const other = (...path: readonly string[]): Value =>
    path.reduce<Lazy>((value, name) => select(ev, value, name), platform) as Value;
  if (final.is("isAndroid") !== ev.bool(other("isAndroid"))) return false;
  const cpu = final.get("parsed", "cpu");
  const otherCpu = other("parsed", "cpu");
  if (!isCompatible(ev, cpu, otherCpu)) return false;
  if (!equal(final.get("parsed", "kernel"), other("parsed", "kernel"))) return false;
  if (!equal(cpu, otherCpu)) return true;
  const wanted = pathOr(platform, "gcc", "arch");
  if (wanted === undefined) return true;
  const own = pathOr(final.attrs, "gcc", "arch");
  return own !== undefined && runsCodeOf(ev.text(own), ev.text(wanted));
}

/** The program with which a package set runs programs of the system; null where there is none. */
function emulatorOf(final: Final, pkgs: Lazy): Value {
  const { ev } = final;
  const program = (pkg: Value, path: string) =>
    concatTexts([coerceToText(ev, pkg, "interpolation"), path]);
  const host = select(ev, select(ev, pkgs, "stdenv"), "hostPlatform");
  if (ev.bool(ev.call(select(ev, host, "canExecute"), final.attrs))) {
    const script = ev.call2(select(ev, pkgs, "writeShellScriptBin"), "exec", 'exec "$@"');
    return program(script, "/bin/exec");
  }
  if (final.is("isWindows")) {
    const bits = String(ev.int(final.get("parsed", "cpu", "bits")));
    const wine = ev.call(select(ev, pkgs, "winePackagesFor"), `wine${bits}`);
    return program(select(ev, wine, "minimal"), "/bin/wine");
  }
  if (final.is("isLinux") && ev.bool(select(ev, host, "isLinux"))) {
    const arch = final.get("qemuArch");
    if (arch !== null) return program(select(ev, pkgs, "qemu-user"), `/bin/qemu-${ev.text(arch)}`);
  }
  if (final.is("isWasi")) return program(select(ev, pkgs, "wasmtime"), "/bin/wasmtime");
  if (final.is("isGhcjs")) return program(select(ev, pkgs, "nodejs-slim"), "/bin/node");
  return final.is("isMmix") ? program(select(ev, pkgs, "mmixware"), "/bin/mmix") : null;
}

const FUNCTIONS: Readonly<
  Record<(typeof FUNCTION_NAMES)[number], (final: Final, argument: Lazy) => Value>
> = {
  canExecute,
  emulatorAvailable: (final, pkgs) => emulatorOf(final, pkgs) !== null,
  staticEmulatorAvailable: (final, pkgs) =>
    final.ev.bool(final.ev.call(final.get("emulatorAvailable"), pkgs)) &&
    ["isLinux", "isWasi", "isMmix"].some((one) => final.is(one)),
  emulator: (final, pkgs) => {
    const program = emulatorOf(final, pkgs);
    if (program !== null) return program;
    throw new EvalError("throw", `Don't know how to run ${final.text("config")} executables.`);
  },
};

/** Names of the arguments that others follow from, and which therefore are not taken as they are. */
const INPUTS = ["parsed", "system", "_withoutFunctions"];

/**
 * A system, or a set that has one, with everything that follows; errors as nixpkgs has them for unknown systems.
 * @param complete whether the nixpkgs is one that gives systems no other attributes.
 */
export function elaborate(ev: Evaluator, systemOrArgs: Lazy, complete: boolean): Value {
  const given = force(systemOrArgs);
  if (given instanceof Choice) return mapChoice(given, (one) => elaborate(ev, one, complete));
  if (given instanceof Unknown) return given;
  const all = given instanceof Attrs ? given : Attrs.of({ system: given });
  // A system that is elaborated once more has not got the names that its nixpkgs may give it from anybody else.
  const known = all.rest === OTHER_FACTS ? new Attrs(all.map, all.positions) : all;
  const args = ev.attrs(callBuiltin(ev, "removeAttrs", known, INPUTS));
  if (complete && args.map.has("linux-kernel")) {
    throw new EvalError(
      "throw",
      "lib.systems.elaborate: linux-kernel has been removed; see the 26.11 release notes",
    );
  }
  const final = new Final(ev);
  const map = new Map<string, Lazy>();
  map.set(
    "_withoutFunctions",
    later(() =>
      callBuiltin(ev, "removeAttrs", closed(final), [...FUNCTION_NAMES, "_withoutFunctions"]),
    ),
  );
  map.set(
    "parsed",
    later(() => systemFromString(ev, ev.text(args.get("config") ?? select(ev, all, "system")))),
  );
  for (const [name, compute] of Object.entries(DERIVED))
    map.set(
      name,
      later(() => compute(final)),
    );
  for (const [name, code] of Object.entries(FUNCTIONS)) {
    map.set(
      name,
      functionOf(name, (_, argument) => code(final, argument)),
    );
  }
  const empty = new Attrs(new Map());
  map.set(
    "gcc",
    later(() => {
      const selected = pathOr(selectPlatform(ev, final.attrs), "gcc");
      return force(selected ?? args.get("gcc") ?? empty);
    }),
  );
  map.set("rustc", args.get("rustc") ?? empty);
  const unknown = new Unknown(OTHER_FACTS.reason);
  map.set("darwinSdkVersion", args.get("sdkVer") ?? (complete ? "14.4" : unknown));
  map.set("darwinMinVersion", complete ? "14.0" : unknown);
  for (const name of ["androidSdkVersion", "androidNdkVersion"]) {
    map.set(name, args.get(name) ?? null);
  }
  for (const name of predicateNames())
    map.set(
      name,
      later(() => isA(ev, name, final.get("parsed"))),
    );
  const architecture = () => ev.text(pathOr(final.attrs, "gcc", "arch") ?? "default");
  for (const [name, feature] of Object.entries(FEATURE_PREDICATES)) {
    map.set(
      name,
      later(() => hasFeature(architecture(), feature)),
    );
  }
  const tools = new Map<string, Lazy>([
    ["rust", later(() => rustFacts(final, args))],
    ["go", later(() => goFacts(final))],
    ["node", later(() => nodeFacts(final))],
    ["nim", later(() => nimFacts(final))],
  ]);
  const inferred = new Attrs(map, null, complete ? null : OTHER_FACTS);
  const whole = update(update(inferred, args, null), new Attrs(tools), null);
  final.settle(ev.attrs(whole));
  check(final);
  return whole;
}

/** The set without the names that other versions of nixpkgs may give it. */
function closed(final: Final): Attrs {
  return new Attrs(final.attrs.map);
}

/** What must hold of a system; evaluation can only go on where what is not known of it holds. */
function check(final: Final): void {
  const { ev } = final;
  const android = attempt(() => !final.is("useAndroidPrebuilt") || final.is("isAndroid"));
  if (android === false) {
    const text = "assertion 'final.useAndroidPrebuilt -> final.isAndroid' failed";
    throw new EvalError("assertion", text);
  }
  const assertions = attempt(() => pathOr(final.get("parsed"), "abi", "assertions") ?? null);
  if (assertions === null || assertions instanceof Unknown) return;
  for (const one of ev.list(assertions)) {
    const held = attempt(() => ev.bool(ev.call(select(ev, one, "assertion"), final.attrs)));
    if (held === false) throw new EvalError("throw", ev.text(select(ev, one, "message")));
  }
}
