import { type BuiltinTable, builtinsOf } from "../../builtins/define.ts";
import { equal } from "../../equality.ts";
import type { Evaluator } from "../../evaluator.ts";
import { Attrs, Builtin, type Lazy } from "../../value.ts";
import { attrsOf } from "./plain.ts";

/**
 * `lib.systems.architectures`: what the architectures of GCC's `-march` have, and which run the programs of which.
 * Sources: the x86-64 psABI levels, GCC's documentation, Arm's and Loongson's; the sets are those of nixpkgs.
 */

const V2 = "sse3 ssse3 sse4_1 sse4_2";
const V3 = `${V2} avx avx2 fma`;
const HASWELL = `${V2} aes avx avx2 fma`;
const SERVER = `${V2} aes avx avx2 avx512 fma`;
const BULLDOZER = `${V2} sse4a aes avx fma fma4`;
const ZEN = `${V2} sse4a aes avx avx2 fma`;
const ZEN4 = `${V2} sse4a aes avx avx2 avx512 fma`;
const LA_V11 = "div32 frecipe lam-bh lamcas ld-seq-sa";

const FEATURES: Readonly<Record<string, string>> = {
  default: "",
  "x86-64": "",
  "x86-64-v2": V2,
  "x86-64-v3": V3,
  "x86-64-v4": `${V2} avx avx2 avx512 fma`,
  nehalem: V2,
  westmere: V2,
  silvermont: V2,
  sandybridge: `${V2} avx`,
  ivybridge: `${V2} avx`,
  haswell: V3,
  broadwell: V3,
  skylake: HASWELL,
  "skylake-avx512": SERVER,
  cannonlake: SERVER,
  "icelake-client": SERVER,
  "icelake-server": SERVER,
  rocketlake: SERVER,
  cascadelake: SERVER,
  cooperlake: SERVER,
  tigerlake: SERVER,
  alderlake: HASWELL,
  sapphirerapids: SERVER,
  emeraldrapids: SERVER,
  sierraforest: HASWELL,
  btver1: V2,
  btver2: `${V2} aes avx`,
  bdver1: BULLDOZER,
  bdver2: BULLDOZER,
  bdver3: BULLDOZER,
  bdver4: `${V2} sse4a aes avx avx2 fma fma4`,
  znver1: ZEN,
  znver2: ZEN,
  znver3: ZEN,
  znver4: ZEN4,
  znver5: ZEN4,
  loongarch64: "fpu64",
  la464: "fpu64 lsx lasx",
  la664: `fpu64 lsx lasx ${LA_V11}`,
  "la64v1.0": "fpu64 lsx",
  "la64v1.1": `fpu64 lsx ${LA_V11}`,
  armv5te: "",
  armv6: "",
  "armv7-a": "",
  "armv8-a": "",
  mips32: "",
  loongson2f: "",
};

/** The architectures right below each one; those below them follow in their order. */
const BELOW: Readonly<Record<string, string>> = {
  default: "",
  "x86-64": "",
  "x86-64-v2": "x86-64",
  "x86-64-v3": "x86-64-v2",
  "x86-64-v4": "x86-64-v3",
  nehalem: "x86-64-v2",
  westmere: "nehalem",
  sandybridge: "westmere",
  ivybridge: "sandybridge",
  haswell: "ivybridge x86-64-v3",
  broadwell: "haswell",
  skylake: "broadwell",
  "skylake-avx512": "skylake x86-64-v4",
  cannonlake: "skylake-avx512",
  "icelake-client": "cannonlake",
  "icelake-server": "icelake-client",
  cascadelake: "cannonlake",
  cooperlake: "cascadelake",
  tigerlake: "icelake-server",
  sapphirerapids: "tigerlake",
  emeraldrapids: "sapphirerapids",
  rocketlake: "x86-64-v4",
  alderlake: "skylake",
  sierraforest: "alderlake",
  btver1: "x86-64",
  btver2: "x86-64-v2",
  bdver1: "x86-64-v2",
  bdver2: "x86-64-v2",
  bdver3: "x86-64-v2",
  bdver4: "x86-64-v3",
  znver1: "skylake",
  znver2: "znver1",
  znver3: "znver2",
  znver4: "znver3 x86-64-v4",
  znver5: "znver4",
  "armv8-a": "",
  "armv8.1-a": "armv8-a",
  "armv8.2-a": "armv8.1-a",
  "armv8.3-a": "armv8.2-a",
  "armv8.4-a": "armv8.3-a",
  "armv8.5-a": "armv8.4-a",
  "armv8.6-a": "armv8.5-a",
  "armv8.7-a": "armv8.6-a",
  "armv8.8-a": "armv8.7-a",
  "armv8.9-a": "armv8.8-a",
  "armv9-a": "armv8.5-a",
  "armv9.1-a": "armv9-a armv8.6-a",
  "armv9.2-a": "armv9.1-a armv8.7-a",
  "armv9.3-a": "armv9.2-a armv8.8-a",
  "armv9.4-a": "armv9.3-a",
  "cortex-a53": "armv8-a",
  "cortex-a72": "armv8-a",
  "cortex-a55": "armv8.2-a cortex-a53 cortex-a72",
  "cortex-a76": "armv8.2-a cortex-a53 cortex-a72",
  ampere1: "armv8.6-a cortex-a55 cortex-a76",
  ampere1a: "ampere1",
  ampere1b: "ampere1a",
  loongarch64: "",
  "la64v1.0": "loongarch64",
  la464: "la64v1.0",
  "la64v1.1": "la64v1.0",
  la664: "la464 la64v1.1",
  armv5te: "",
  armv6: "",
  "armv7-a": "",
  mips32: "",
  loongson2f: "",
};

function words(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}

/** Every architecture below one: those right below first, then what is below each of them. */
function inferiorsOf(name: string): string[] {
  const direct = words(BELOW[name] ?? "");
  return [...new Set([...direct, ...direct.flatMap(inferiorsOf)])];
}

function hasInferior(above: string, below: string): boolean {
  return Object.hasOwn(BELOW, above) && inferiorsOf(above).includes(below);
}

/** Whether a processor of one architecture runs the programs of another. */
export function runsCodeOf(above: string, below: string): boolean {
  return above === below || hasInferior(above, below);
}

/** Predicates and the feature each is about. */
export const FEATURE_PREDICATES: Readonly<Record<string, string>> = {
  sse3Support: "sse3",
  ssse3Support: "ssse3",
  sse4_1Support: "sse4_1",
  sse4_2Support: "sse4_2",
  sse4_aSupport: "sse4a",
  avxSupport: "avx",
  avx2Support: "avx2",
  avx512Support: "avx512",
  aesSupport: "aes",
  fmaSupport: "fma",
  fma4Support: "fma4",
  lsxSupport: "lsx",
  lasxSupport: "lasx",
};

/** Whether an architecture has a feature. */
export function hasFeature(architecture: string, feature: string): boolean {
  return words(FEATURES[architecture] ?? "").includes(feature);
}

function isBelow(ev: Evaluator, above: Lazy, below: Lazy): boolean {
  const name = ev.text(above);
  const wanted = ev.known(below);
  return typeof wanted === "string" && hasInferior(name, wanted);
}

const table: BuiltinTable = {
  hasInferior: [2, (ev, a: Lazy, b: Lazy) => isBelow(ev, a, b)],
  canExecute: [2, (ev, a: Lazy, b: Lazy) => equal(a, b) || isBelow(ev, a, b)],
};

/** `lib.systems.architectures`. */
export function architectures(): Attrs {
  const map = builtinsOf(table, "lib.systems.architectures.");
  map.set(
    "features",
    attrsOf(
      Object.fromEntries(Object.entries(FEATURES).map(([name, list]) => [name, words(list)])),
    ),
  );
  map.set(
    "inferiors",
    attrsOf(Object.fromEntries(Object.keys(BELOW).map((name) => [name, inferiorsOf(name)]))),
  );
  const predicates = new Map<string, Lazy>();
  for (const [name, feature] of Object.entries(FEATURE_PREDICATES)) {
    const predicate = new Builtin(name, 1, (ev: Evaluator, architecture: Lazy) =>
      hasFeature(ev.text(architecture), feature),
    );
    predicates.set(name, predicate);
  }
  map.set("predicates", new Attrs(predicates));
  return new Attrs(map);
}
