import { expect, test } from "vitest";
import { prepareParser } from "../../src/cli/wasm.ts";
import { createLib } from "../../src/evaluator/lib/index.ts";
import type { Release } from "../../src/evaluator/lib/trivial.ts";
import { print } from "../../src/evaluator/print.ts";
import { Reason } from "../../src/evaluator/reason.ts";
import { Attrs, Builtin, force, Unknown, type Value } from "../../src/evaluator/value.ts";
import { moduleLib } from "../../src/modules/lib.ts";
import { evaluatorFor } from "../evaluator/helpers.ts";

prepareParser();

function valueIn(text: string, release: Partial<Release> = {}): Value {
  const ev = evaluatorFor();
  return ev.call(ev.evalText(`lib: ${text}`, "/"), createLib(ev, moduleLib(ev), release));
}

test("a name that the library has not is unknown, and the reason names it", () => {
  for (const path of ["lib.foo", "lib.strings.foo", "lib.types.foo", "lib.systems.foo"]) {
    const value = valueIn(path);
    expect(value).toBeInstanceOf(Unknown);
    expect((value as Unknown).reason.text).toBe(`${path} is not modelled`);
  }
});

test("every name in a set of the library is a value that can be had", () => {
  const ev = evaluatorFor();
  const lib = createLib(ev, moduleLib(ev), { release: "26.11" });
  const sets = [lib, ...[...lib.map.values()].map(force).filter((one) => one instanceof Attrs)];
  for (const set of sets)
    for (const value of set.map.values()) expect(() => force(value)).not.toThrow();
  expect(lib.map.size).toBeGreaterThan(480);
});

test("the library says of its nixpkgs what is known of that", () => {
  expect(valueIn("lib.trivial.release", { release: "25.11" })).toBe("25.11");
  expect(valueIn("lib.trivial.codeName", { release: "25.11" })).toBe("Xantusia");
  expect(valueIn("lib.oldestSupportedReleaseIsAtLeast 2505", { release: "25.11" })).toBe(true);
  expect(valueIn("lib.oldestSupportedReleaseIsAtLeast 2511", { release: "25.11" })).toBe(false);
  const exact = { release: "25.05", versionSuffix: ".20250601.abcdef0" };
  expect(valueIn("lib.version", exact)).toBe("25.05.20250601.abcdef0");
  expect(valueIn('lib.hasPrefix "25.05" lib.version', { release: "25.05" })).toBe(true);
  expect(valueIn("lib.trivial.release")).toBeInstanceOf(Unknown);
  expect(valueIn("lib.trivial.oldestSupportedRelease")).toBeInstanceOf(Unknown);
});

test("systems have what their release gives them", () => {
  const mips = 'builtins.elem "mipsel-linux" lib.systems.flakeExposed';
  expect(valueIn(mips, { release: "24.05" })).toBe(true);
  expect(valueIn(mips, { release: "24.11" })).toBe(false);
  const platform = '(lib.systems.elaborate "x86_64-linux")';
  expect(valueIn(`${platform}.isx86_64`)).toBe(true);
  expect(valueIn(`${platform}.linux-kernel`)).toBeInstanceOf(Unknown);
  expect(valueIn(`(lib.systems.elaborate ${platform}).system`)).toBe("x86_64-linux");
  const static_ = `(lib.systems.elaborate (${platform} // { isStatic = true; }))`;
  expect(valueIn(`${static_}.isStatic`)).toBe(true);
  expect(valueIn(`${static_}.isLinux`)).toBe(true);
  expect(() => valueIn(`${platform}.linux-kernel`, { release: "26.11" })).toThrow("linux-kernel");
});

test("an extended library sees what its overlays say, and can be extended again", () => {
  const extended = "lib.extend (final: prev: { my = final.id prev.version; n = 1; })";
  expect(valueIn(`(${extended}).n`)).toBe(1);
  expect(valueIn(`((${extended}).extend (final: prev: { n = prev.n + 1; })).n`)).toBe(2);
  expect(valueIn(`(${extended}).max 1 2`)).toBe(2);
  expect(valueIn(`(${extended}).nonsense`)).toBeInstanceOf(Unknown);
});

test("what others add is in the library", () => {
  const ev = evaluatorFor();
  const nixosSystem = new Builtin("lib.nixosSystem", 1, () => 7);
  const lib = createLib(ev, new Map([["nixosSystem", nixosSystem]]));
  expect(lib.get("nixosSystem")).toBe(nixosSystem);
});

test("a package by name only is no list of outputs and no version", () => {
  const ev = evaluatorFor();
  const reason = new Reason("model", "known by name only");
  const named = (): Attrs =>
    new Attrs(new Map<string, Value>([["type", "derivation"]]), null, { reason, lookup: named });
  const lib = createLib(ev, new Map());
  const of = (text: string) => ev.callAll(ev.evalText(`lib: pkg: ${text}`, "/"), [lib, named()]);
  expect(of("(lib.lazyDerivation { derivation = pkg; }).type")).toBe("derivation");
  expect(() => of("(lib.lazyDerivation { derivation = pkg; }).outPath")).not.toThrow();
  expect(of("(lib.extendDerivation true { p = 1; } pkg).p")).toBe(1);
  expect(print(of("(lib.hiPrio pkg).meta.priority"))).toBe("-10");
});

test("making the library is cheap", () => {
  const ev = evaluatorFor();
  const extra = moduleLib(ev);
  const times = Array.from({ length: 40 }, () => {
    const start = performance.now();
    createLib(ev, extra);
    return performance.now() - start;
  });
  // It takes a fraction of a millisecond; the rest is for machines that do other things meanwhile.
  expect(Math.min(...times)).toBeLessThan(2);
});
