import type { Evaluator } from "../../evaluator.ts";
import { Attrs, force, type Lazy, type Value } from "../../value.ts";
import { select } from "../later.ts";
import { functionOf } from "../native.ts";
import { callBuiltin } from "../surroundings.ts";
import { attrsOf, type PlainObject } from "./plain.ts";

/** `lib.systems.platforms`: what GCC is told of machines. */

const ARMV7: PlainObject = { arch: "armv7-a", fpu: "vfpv3-d16" };

/** Options of GCC by machine. */
export const GCC: Readonly<Record<string, PlainObject>> = {
  "armv5tel-multiplatform": { arch: "armv5te" },
  raspberrypi: { arch: "armv6kz", fpu: "vfpv2" },
  raspberrypi2: ARMV7,
  bluefield2: { arch: "armv8-a+fp+simd+crc+crypto" },
  "zero-gravitas": { fpu: "neon", cpu: "cortex-a9" },
  "zero-sugar": { cpu: "cortex-a7", fpu: "neon-vfpv4", "float-abi": "hard" },
  "armv7a-android": { arch: "armv7-a", "float-abi": "softfp", fpu: "vfpv3-d16" },
  "armv7l-hf-multiplatform": ARMV7,
  "aarch64-multiplatform": { arch: "armv8-a" },
  "apple-m1": {
    arch: "armv8.3-a+crypto+sha2+aes+crc+fp16+lse+simd+ras+rdm+rcpc",
    cpu: "apple-a13",
  },
  ben_nanonote: { arch: "mips32", float: "soft" },
  fuloong2f_n32: { arch: "loongson2f", float: "hard", abi: "n32" },
  gcc_mips32r2_o32: { arch: "mips32r2", abi: "32" },
  gcc_mips32r6_o32: { arch: "mips32r6", abi: "32" },
  gcc_mips64r2_n32: { arch: "mips64r2", abi: "n32" },
  gcc_mips64r6_n32: { arch: "mips64r6", abi: "n32" },
  gcc_mips64r2_64: { arch: "mips64r2", abi: "64" },
  gcc_mips64r6_64: { arch: "mips64r6", abi: "64" },
  "loongarch64-multiplatform": { arch: "la64v1.0", "strict-align": false, cmodel: "medium" },
};

/** What fits a platform: options of GCC, for MIPS also its configuration, or nothing. */
export function selectPlatform(ev: Evaluator, platform: Lazy): Attrs {
  const is = (name: string) => ev.bool(select(ev, platform, name));
  const of = (name: string) => attrsOf({ gcc: GCC[name] as PlainObject });
  const cpu = () => ev.attrs(select(ev, select(ev, platform, "parsed"), "cpu"));
  if (is("isAarch32")) {
    const version = cpu().get("version");
    if (version === undefined) return new Attrs(new Map());
    const older = (than: string) =>
      callBuiltin(ev, "compareVersions", version, than) === (-1 as Value);
    if (older("6")) return of("armv5tel-multiplatform");
    return of(older("7") ? "raspberrypi" : "armv7l-hf-multiplatform");
  }
  if (is("isAarch64")) return of(is("isDarwin") ? "apple-m1" : "aarch64-multiplatform");
  if (is("isLoongArch64")) return of("loongarch64-multiplatform");
  if (ev.text(select(ev, cpu(), "name")) === "mipsel") {
    return attrsOf({
      config: "mipsel-unknown-linux-gnu",
      gcc: GCC.gcc_mips32r2_o32 as PlainObject,
    });
  }
  return new Attrs(new Map());
}

/** `lib.systems.platforms`. */
export function platforms(): Attrs {
  const machines = Object.entries(GCC).map(([name, gcc]): [string, PlainObject] => [name, { gcc }]);
  const map = new Map<string, Lazy>(attrsOf(Object.fromEntries(machines)).map);
  map.set(
    "select",
    functionOf("lib.systems.platforms.select", (ev, platform) =>
      selectPlatform(ev, force(platform)),
    ),
  );
  return new Attrs(map);
}
