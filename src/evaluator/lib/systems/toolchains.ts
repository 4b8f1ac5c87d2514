import { update } from "../../update.ts";
import { Attrs, force, type Lazy, NixPath, type Value } from "../../value.ts";
import { later } from "../later.ts";
import { callBuiltin } from "../surroundings.ts";
import { type Final, pathOr } from "./final.ts";

/** What the tools of several languages call a system: `rust`, `go`, `node` and `nim` of an elaborated one. */

function lazies(values: Readonly<Record<string, () => Value>>): Attrs {
  return new Attrs(
    new Map(Object.entries(values).map(([name, compute]) => [name, later(compute)])),
  );
}

function rustArch(final: Final, given: Lazy | undefined): Value {
  if (given !== undefined) return force(pathOr(given, "arch") as Lazy);
  const arch = final.first<string | null>(
    [
      ["isAarch32", "arm"],
      ["isMips64", "mips64"],
      ["isPower64", "powerpc64"],
    ],
    null,
  );
  return arch ?? final.get("parsed", "cpu", "name");
}

function rustOs(final: Final, given: Lazy | undefined): Value {
  if (given !== undefined) return force(pathOr(given, "os") ?? "none");
  if (final.is("isDarwin")) return "macos";
  if (final.is("isWasm") && !final.is("isWasi")) return "unknown";
  return final.get("parsed", "kernel", "name");
}

function rustFamily(final: Final, args: Lazy): Value {
  const own = pathOr(args, "rust", "platform", "target-family");
  if (own !== undefined) return force(own);
  const old = pathOr(args, "rustc", "platform", "target-family");
  if (old !== undefined) {
    const value = force(old);
    return Array.isArray(value) ? value : [value];
  }
  const families = [
    ["isUnix", "unix"],
    ["isWindows", "windows"],
    ["isWasm", "wasm"],
  ] as const;
  return families.filter(([predicate]) => final.is(predicate)).map(([, name]) => name);
}

/** Processors whose names Rust writes otherwise. */
const RUST_CPUS: Readonly<Record<string, string>> = {
  armv7a: "armv7",
  armv7l: "armv7",
  armv6l: "arm",
  armv5tel: "armv5te",
  riscv32: "riscv32gc",
  riscv64: "riscv64gc",
};

function inferredTarget(final: Final, rust: Lazy): string {
  const cpu = final.text("parsed", "cpu", "name");
  const given = pathOr(rust, "platform", "arch");
  const arch = given === undefined ? (RUST_CPUS[cpu] ?? cpu) : final.ev.text(given);
  if (final.is("isWasi")) return `${arch}-wasip1`;
  const abi = final.text("parsed", "abi", "name");
  const shown = cpu.startsWith("powerpc") && abi.startsWith("gnuabielfv") ? "gnu" : abi;
  const vendor = final.text("rust", "platform", "vendor");
  const kernel = final.text("parsed", "kernel", "name");
  return `${arch}-${vendor}-${kernel}${abi === "unknown" ? "" : `-${shown}`}`;
}

function rustTargetSpec(final: Final, args: Lazy, rust: Lazy): Value {
  const given = pathOr(args, "rust", "rustcTargetSpec") ?? pathOr(args, "rustc", "config");
  if (given !== undefined) return force(given);
  const target = pathOr(args, "rust", "rustcTarget");
  const platform = pathOr(rust, "platform");
  if (platform === undefined)
    return target === undefined ? inferredTarget(final, rust) : force(target);
  const name = pathOr(rust, "rustcTarget") ?? `${inferredTarget(final, rust)}.json`;
  return callBuiltin(final.ev, "toFile", name, callBuiltin(final.ev, "toJSON", platform));
}

function baseName(value: Value, final: Final): string {
  const text = value instanceof NixPath ? value.path : final.ev.text(value);
  return text.slice(text.lastIndexOf("/") + 1).replace(/\.json$/, "");
}

/** `rust` of a system: what was given, and what follows from it. */
export function rustFacts(final: Final, args: Lazy): Value {
  const rust = force(pathOr(args, "rust") ?? pathOr(args, "rustc") ?? new Attrs(new Map()));
  const given = pathOr(rust, "platform");
  const platform = (): Value => {
    const vendor = () => {
      const own = pathOr(rust, "platform", "vendor");
      if (own !== undefined) return force(own);
      const name = final.text("parsed", "vendor", "name");
      return name === "w64" ? "pc" : name;
    };
    const inferred = lazies({
      arch: () => rustArch(final, given),
      os: () => rustOs(final, given),
      "target-family": () => rustFamily(final, args),
      vendor,
    });
    return update(givenPlatform(final, rust, given), inferred, null);
  };
  const facts = lazies({
    platform,
    rustcTargetSpec: () => rustTargetSpec(final, args, rust),
    rustcTarget: () =>
      force(pathOr(rust, "rustcTarget") ?? later(() => final.get("rust", "cargoShortTarget"))),
    cargoShortTarget: () => baseName(final.get("rust", "rustcTargetSpec"), final),
    cargoEnvVarTarget: () =>
      final.text("rust", "cargoShortTarget").toUpperCase().replaceAll("-", "_"),
    isNoStdTarget: () => {
      const target = final.text("rust", "rustcTarget");
      return ["-none", "nvptx", "switch", "-uefi"].some((part) => target.includes(part));
    },
  });
  return update(rust, facts, null);
}

function givenPlatform(final: Final, rust: Lazy, given: Lazy | undefined): Value {
  if (given !== undefined) return force(given);
  const spec = pathOr(rust, "rustcTargetSpec");
  if (spec === undefined) return new Attrs(new Map());
  const value = force(spec);
  const path = value instanceof NixPath ? value.path : final.ev.text(value);
  if (!path.endsWith(".json")) return new Attrs(new Map());
  return callBuiltin(final.ev, "fromJSON", callBuiltin(final.ev, "readFile", value));
}

const GOARCH: Readonly<Record<string, string>> = {
  aarch64: "arm64",
  arm: "arm",
  armv5tel: "arm",
  armv6l: "arm",
  armv7l: "arm",
  i686: "386",
  loongarch64: "loong64",
  mips: "mips",
  mips64el: "mips64le",
  mipsel: "mipsle",
  powerpc64: "ppc64",
  powerpc64le: "ppc64le",
  riscv64: "riscv64",
  s390x: "s390x",
  x86_64: "amd64",
  wasm32: "wasm",
};

export function goFacts(final: Final): Attrs {
  return lazies({
    GOARCH: () => GOARCH[final.text("parsed", "cpu", "name")] ?? null,
    GOOS: () => (final.is("isWasi") ? "wasip1" : final.get("parsed", "kernel", "name")),
    GOARM: () => {
      const version = pathOr(final.get("parsed", "cpu"), "version");
      const known = version === undefined ? "" : final.ev.text(version);
      return ["5", "6", "7"].includes(known) ? known : "";
    },
  });
}

function nodeArch(final: Final): string | null {
  const bits = () => (final.is("is64bit") ? "64" : "");
  const little = final.is("isLittleEndian");
  if (final.is("isAarch")) return `arm${bits()}`;
  if (final.is("isMips32")) return `mips${little ? "el" : ""}`;
  if (final.is("isMips64") && little) return "mips64el";
  if (final.is("isPower")) return `ppc${bits()}`;
  return final.first<string | null>(
    [
      ["isx86_64", "x64"],
      ["isx86_32", "ia32"],
      ["isS390x", "s390x"],
      ["isRiscV64", "riscv64"],
      ["isLoongArch64", "loong64"],
    ],
    null,
  );
}

export function nodeFacts(final: Final): Attrs {
  return lazies({
    arch: () => nodeArch(final),
    platform: () =>
      final.first<string | null>(
        [
          ["isAndroid", "android"],
          ["isDarwin", "darwin"],
          ["isFreeBSD", "freebsd"],
          ["isLinux", "linux"],
          ["isOpenBSD", "openbsd"],
          ["isSunOS", "sunos"],
          ["isWindows", "win32"],
          ["isCygwin", "win32"],
        ],
        null,
      ),
  });
}

function nimCpu(final: Final): string | null {
  const width = (predicate: string, narrow: string, wide: string): string | null => {
    if (!final.is(predicate)) return null;
    if (final.is("is32bit")) return narrow;
    return final.is("is64bit") ? wide : null;
  };
  const early = final.first<string | null>(
    [
      ["isAarch32", "arm"],
      ["isAarch64", "arm64"],
      ["isAlpha", "alpha"],
      ["isAvr", "avr"],
    ],
    null,
  );
  if (early !== null) return early;
  // `is32Bit`, which no platform has, is what is asked of MIPS.
  if (final.is("isMips")) return final.is("is32Bit") ? "mips" : "mips64";
  if (final.is("isMsp430")) return "msp430";
  const power = width("isPower", "powerpc", "powerpc64");
  if (power !== null) return power;
  if (final.is("isRiscV") && final.is("is64bit")) return "riscv64";
  return final.first<string | null>(
    [
      ["isSparc", "sparc"],
      ["isx86_32", "i386"],
      ["isx86_64", "amd64"],
    ],
    null,
  );
}

export function nimFacts(final: Final): Attrs {
  return lazies({
    cpu: () => nimCpu(final),
    os: () =>
      final.first<string | null>(
        [
          ["isAndroid", "Android"],
          ["isDarwin", "MacOSX"],
          ["isFreeBSD", "FreeBSD"],
          ["isGenode", "Genode"],
          ["isLinux", "Linux"],
          ["isNetBSD", "NetBSD"],
          ["isNone", "Standalone"],
          ["isOpenBSD", "OpenBSD"],
          ["isWindows", "Windows"],
          ["isiOS", "iOS"],
        ],
        null,
      ),
  });
}
