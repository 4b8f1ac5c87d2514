import { describe, expect, it } from "vitest";
import { type Attrs, force, type Lazy, PartialText } from "../../src/evaluator/value.ts";
import { differences, NO_NIX } from "./compare.ts";
import { evaluate, printed } from "./helpers.ts";

const BASE = 'name = "n"; system = "x86_64-linux"; builder = "/bin/sh";';
const drv = (more: string) => `derivation { ${BASE} ${more} }`;
const SRI = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

/** Derivations whose paths real nix works out too. */
const KNOWN = [
  drv(""),
  drv('args = [ "-c" "echo \\"hi\\" > $out\\n\\ttab" 1 true null [ 2 3 ] ];'),
  drv('a = 1; b = true; c = false; d = null; e = [ 1 [ ] "x" ]; f = 1.5; g = "é\\r\\n";'),
  drv('outputs = [ "out" "dev" ];'),
  drv('outputs = [ "lib" "out" ];'),
  drv('outputs = [ "doc" ];'),
  drv(`outputHash = "${SRI}"; outputHashAlgo = "sha256";`),
  drv(`outputHash = "${SRI}";`),
  drv(`outputHash = "${SRI}"; outputHashAlgo = null;`),
  drv(`outputHash = "${SRI}"; outputHashMode = "recursive"; outputHashAlgo = "sha256";`),
  drv('outputHash = "900150983cd24fb0d6963f7d28e17f72"; outputHashAlgo = "md5";'),
  drv(
    'outputHash = "a9993e364706816aba3e25717850c26c9cd0d89d"; outputHashAlgo = "sha1"; outputHashMode = "recursive";',
  ),
  drv('outputHash = ""; outputHashAlgo = "sha256";'),
  drv('__structuredAttrs = true; a = [ 1 { b = "x"; } ]; outputs = [ "out" "dev" ];'),
  drv('__ignoreNulls = true; a = null; b = "x";'),
  drv(`dep = ${drv('x = "1";')};`),
  drv(`dep = (${drv('outputs = [ "out" "dev" ];')}).dev;`),
  drv(`dep = ${drv(`outputHash = "${SRI}"; outputHashMode = "recursive";`)};`),
  drv(`dep = [ (${drv('x = "1";`)}) (${drv(`x = "2"; outputs = [ "a" "out" ];')}).a ];`),
  drv(`dep = builtins.unsafeDiscardOutputDependency (${drv("")}).drvPath;`),
  drv('f = builtins.toFile "f" "text";'),
  drv(`f = builtins.toFile "g" "refers to \${builtins.toFile "f" "text"}";`),
  drv(`__structuredAttrs = true; f = builtins.toFile "f" "x"; d = ${drv("")};`),
  drv('p = builtins.placeholder "out"; s = { outPath = "x"; }; t = { __toString = _: "y"; };'),
  drv('passthru = "x"; meta = "y"; "a b" = "z"; Z = "1";'),
];

describe("derivation", () => {
  it("is a set that knows itself", () => {
    const shape = `let d = ${drv('outputs = [ "out" "dev" ]; extra = 1;')}; in [
      d.type d.name d.system d.outputName d.dev.outputName d.extra (map (o: o.outputName) d.all)
      (builtins.attrNames d) (d == d.dev) (d.drvAttrs.extra) (d.dev.out == d)
    ]`;
    expect(printed(shape)).toBe(
      '[ "derivation" "n" "x86_64-linux" "out" "dev" 1 [ "out" "dev" ] [ "all" "builder" "dev" "drvAttrs" "drvPath" "extra" "name" "out" "outPath" "outputName" "outputs" "system" "type" ] false 1 true ]',
    );
  });

  it("is lazy in its attributes", () => {
    expect(printed(`(derivation { name = throw "n"; }).type`)).toBe('"derivation"');
    expect(() => printed(`(derivation { name = throw "n"; }).outPath`)).toThrow("n");
  });

  it.each([
    ["derivation { }", "attribute 'name' missing"],
    ['derivation { name = "n"; builder = "b"; }', "required attribute 'system' missing"],
    ['derivation { name = "n"; system = "s"; }', "required attribute 'builder' missing"],
    [drv('outputs = [ "out" "out" ];'), "duplicate derivation output 'out'"],
    [drv('outputs = [ "drvPath" ];'), "invalid derivation output name 'drvPath'"],
    [drv('outputHash = "sha256:abc";'), "has wrong length"],
    [drv(`outputHash = "${SRI}"; outputs = [ "a" "b" ];`), "multiple outputs are not supported"],
    [drv('outputHashMode = "odd";'), "invalid value 'odd' for 'outputHashMode' attribute"],
    [drv("x = { };"), "cannot coerce a set to a string"],
    ['derivation { name = "a b"; system = "s"; builder = "b"; }', "invalid derivation name"],
    [
      'derivation { name = "a.drv"; system = "s"; builder = "b"; }',
      "derivation names are allowed to end in '.drv'",
    ],
  ])("%s", (text, message) => {
    expect(() => printed(`(${text}).drvPath`)).toThrow(message);
  });

  it("is symbolic where something is unknown", () => {
    const text = drv(`outputs = [ "out" "dev" ]; text = "port \${toString builtins.currentTime}";`);
    const value = evaluate(text) as Attrs;
    const get = (name: string) => force(value.get(name) as Lazy);
    expect(get("name")).toBe("n");
    expect(get("type")).toBe("derivation");
    expect(value.names()).toContain("dev");
    const outPath = get("outPath") as PartialText;
    expect(outPath.pieces.map((piece) => (typeof piece === "string" ? piece : "?"))).toEqual([
      "/nix/store/",
      "?",
      "-n",
    ]);
    const [element] = outPath.context.values();
    if (element?.kind !== "symbolic") throw new Error("a symbolic context is expected");
    const inner = force((element.derivation as Attrs).get("text") as Lazy) as PartialText;
    expect(inner.pieces[0]).toBe("port ");
    const dev = force((get("dev") as Attrs).get("outPath") as Lazy) as PartialText;
    expect(dev.pieces[2]).toBe("-n-dev");
    expect(printed(`builtins.hasContext "\${${text}}"`)).toBe("true");
  });

  it("is symbolic where it needs one that is", () => {
    const inner = drv("x = builtins.currentTime;");
    const value = evaluate(`(${drv(`dep = ${inner};`)}).outPath`);
    expect(value).toBeInstanceOf(PartialText);
  });

  it("still has the errors of its known parts", () => {
    const text = drv('x = builtins.currentTime; y = throw "bad";');
    expect(() => printed(`(${text}).outPath`)).toThrow("bad");
  });
});

describe.skipIf(NO_NIX !== null)(`against real nix${NO_NIX ?? ""}`, () => {
  it("gives the same store paths", () => {
    const expressions = KNOWN.map(
      (text) => `let d = ${text}; in [ d.drvPath (map (o: o.outPath) d.all) ]`,
    );
    expect(differences(expressions)).toEqual([]);
  });

  it("gives the same contexts", () => {
    const expressions = KNOWN.flatMap((text) => [
      `builtins.getContext "\${${text}}"`,
      `builtins.getContext (${text}).drvPath`,
    ]);
    expect(differences(expressions)).toEqual([]);
  });

  it("gives the same paths for texts in the store", () => {
    expect(
      differences([
        'builtins.toFile "a" "b"',
        'builtins.toFile "a" "é\\n"',
        `builtins.toFile "a" "\${builtins.toFile "b" "c"} \${builtins.toFile "c" "c"}"`,
        `builtins.toFile "a" "\${derivation { name = "n"; system = "s"; builder = "b"; }}"`,
        'builtins.toFile "a b" ""',
        'builtins.toFile ".a" ""',
      ]),
    ).toEqual([]);
  });
});
