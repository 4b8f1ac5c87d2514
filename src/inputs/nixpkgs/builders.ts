import { type BuiltinTable, builtinsOf } from "../../evaluator/builtins/define.ts";
import { coerceToText } from "../../evaluator/coerce.ts";
import type { Evaluator } from "../../evaluator/evaluator.ts";
import { Reason } from "../../evaluator/reason.ts";
import { concatTexts, type Text, textOfPieces } from "../../evaluator/text.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  Lambda,
  type Lazy,
  lazy,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import { symbolicDerivation } from "./package.ts";

/** The arguments of a builder as a set; a function of its own result (`finalAttrs: …`) is called with it. */
function argumentSet(ev: Evaluator, args: Lazy, self: () => Value): Attrs | Unknown {
  let value = force(args);
  if (value instanceof Lambda || value instanceof Builtin) value = ev.call(value, lazy(self));
  if (value instanceof Attrs || value instanceof Unknown) return value;
  if (value instanceof Choice) return new Unknown(value.reason);
  return ev.attrs(value);
}

function textOf(ev: Evaluator, value: Lazy | undefined): Text | undefined {
  return value === undefined ? undefined : coerceToText(ev, value, "interpolation");
}

/** `name`, or `pname-version`; a hole where neither is known. */
function nameOf(ev: Evaluator, args: Attrs, reason: Reason): Text {
  const hole = textOfPieces([new Unknown(reason)], new Map());
  const name = args.map.get("name");
  if (name !== undefined) return coerceToText(ev, name, "interpolation");
  const pname = textOf(ev, args.map.get("pname"));
  const version = textOf(ev, args.map.get("version"));
  if (pname === undefined) return hole;
  return version === undefined ? pname : concatTexts([pname, "-", version]);
}

/** A derivation from builder arguments: they are its attributes, as `mkDerivation` hands them on. */
function derivationOf(
  ev: Evaluator,
  builder: string,
  args: Lazy,
  extra: (args: Attrs) => { text?: Lazy; attributes?: Record<string, Lazy>; name?: Text },
): Value {
  const result: Value = (() => {
    const given = argumentSet(ev, args, () => result);
    if (given instanceof Unknown) return given;
    const reason = new Reason("model", `what '${builder}' builds is not evaluated`);
    const more = extra(given);
    const attributes = new Map(given.map);
    const passthru = given.map.get("passthru");
    if (passthru !== undefined) {
      const set = force(passthru);
      if (set instanceof Attrs) for (const [name, value] of set.map) attributes.set(name, value);
    }
    for (const [name, value] of Object.entries(more.attributes ?? {})) attributes.set(name, value);
    if (!attributes.has("meta")) attributes.set("meta", new Attrs(new Map(), null, { reason }));
    return symbolicDerivation({
      name: more.name ?? nameOf(ev, given, reason),
      attributes,
      reason,
      info: { attrPath: null, text: more.text ?? null, args: given, builder },
    });
  })();
  return result;
}

/** A builder that takes one set. */
function setBuilder(name: string): readonly [number, (ev: Evaluator, args: Lazy) => Value] {
  return [1, (ev, args) => derivationOf(ev, name, args, () => ({}))];
}

/** A file made from a name and a text. */
function textFile(
  builder: string,
  bin: boolean,
): readonly [number, (ev: Evaluator, name: Lazy, text: Lazy) => Value] {
  return [
    2,
    (ev, name, text) =>
      derivationOf(ev, builder, Attrs.of({ name, text }), () => ({
        text,
        ...(bin ? { attributes: { meta: Attrs.of({ mainProgram: name }) } } : {}),
      })),
  ];
}

/** Builders with an interpreter's options before name and text: `writePython3Bin name options text`. */
function optionedFile(
  builder: string,
): readonly [number, (ev: Evaluator, name: Lazy, options: Lazy, text: Lazy) => Value] {
  return [
    3,
    (ev, name, _options, text) =>
      derivationOf(ev, builder, Attrs.of({ name, text }), () => ({ text })),
  ];
}

const SET_BUILDERS = [
  "buildBazelPackage",
  "buildComposerProject",
  "buildDartApplication",
  "buildDotnetModule",
  "buildDotnetGlobalTool",
  "buildFHSEnv",
  "buildFHSEnvBubblewrap",
  "buildFHSUserEnv",
  "buildFirefoxXpiAddon",
  "buildGo122Module",
  "buildGo123Module",
  "buildGo124Module",
  "buildGoModule",
  "buildGoPackage",
  "buildLinux",
  "buildMaven",
  "buildMozillaMach",
  "buildNpmPackage",
  "buildPackages",
  "buildPerlPackage",
  "buildPythonApplication",
  "buildPythonPackage",
  "buildRubyGem",
  "bundlerEnv",
  "bundlerApp",
  "appimageTools",
  "fetchFromBitbucket",
  "fetchFromGitHub",
  "fetchFromGitLab",
  "fetchFromGitea",
  "fetchFromForgejo",
  "fetchFromCodeberg",
  "fetchFromSourcehut",
  "fetchFromGitiles",
  "fetchFromRepoOrCz",
  "fetchFromSavannah",
  "fetchNpmDeps",
  "fetchPnpmDeps",
  "fetchYarnDeps",
  "fetchPypi",
  "fetchcvs",
  "fetchdarcs",
  "fetchgit",
  "fetchhg",
  "fetchpatch",
  "fetchpatch2",
  "fetchsvn",
  "fetchurl",
  "fetchzip",
  "fetchCrate",
  "fetchDebianPatch",
  "fetchMavenArtifact",
  "fetchDockerTag",
  "fetchtorrent",
  "makeDesktopItem",
  "mkShell",
  "mkShellNoCC",
  "mkYarnPackage",
  "nix-prefetch-git",
  "requireFile",
  "rustPlatform",
  "stdenvNoCC",
  "substituteAll",
  "symlinkJoin",
  "buildEnv",
  "writeTextFile",
  "makeSetupHook",
  "dockerImage",
].filter(
  (name) =>
    ![
      "appimageTools",
      "buildPackages",
      "nix-prefetch-git",
      "rustPlatform",
      "stdenvNoCC",
      "writeTextFile",
      "dockerImage",
    ].includes(name),
);

const OPTIONED = [
  "writePython3",
  "writePython3Bin",
  "writePyPy3",
  "writePyPy3Bin",
  "writeHaskell",
  "writeHaskellBin",
  "writeRust",
  "writeRustBin",
  "writePerl",
  "writePerlBin",
  "writeJS",
  "writeJSBin",
  "writeRuby",
  "writeRubyBin",
  "writeLua",
  "writeLuaBin",
  "writeNim",
  "writeNimBin",
  "writeCBin",
  "writeBabashka",
  "writeBabashkaBin",
];

const TABLE: BuiltinTable = {
  writeText: textFile("writeText", false),
  writeScript: textFile("writeScript", false),
  writeScriptBin: textFile("writeScriptBin", true),
  writeShellScript: textFile("writeShellScript", false),
  writeShellScriptBin: textFile("writeShellScriptBin", true),
  writeBash: textFile("writeBash", false),
  writeBashBin: textFile("writeBashBin", true),
  writeDash: textFile("writeDash", false),
  writeDashBin: textFile("writeDashBin", true),
  writeFish: textFile("writeFish", false),
  writeFishBin: textFile("writeFishBin", true),
  writeNu: textFile("writeNu", false),
  writeNuBin: textFile("writeNuBin", true),
  writeNginxConfig: textFile("writeNginxConfig", false),
  writeTextDir: [
    2,
    (ev, path: Lazy, text: Lazy) =>
      derivationOf(
        ev,
        "writeTextDir",
        Attrs.of({
          name: lazy(() => ev.text(path).split("/").at(-1) ?? ""),
          destination: lazy(() => concatTexts(["/", coerceToText(ev, path, "interpolation")])),
          text,
        }),
        () => ({ text }),
      ),
  ],
  writeTextFile: [
    1,
    (ev, args: Lazy) =>
      derivationOf(ev, "writeTextFile", args, (set) => {
        const text = set.map.get("text");
        return text === undefined ? {} : { text };
      }),
  ],
  writeShellApplication: [
    1,
    (ev, args: Lazy) =>
      derivationOf(ev, "writeShellApplication", args, (set) => {
        const text = set.map.get("text");
        const name = set.map.get("name");
        const meta = set.map.get("meta");
        const main = name === undefined ? new Map() : new Map([["mainProgram", name]]);
        const given = meta === undefined ? null : force(meta);
        return {
          ...(text === undefined ? {} : { text }),
          attributes: {
            meta: new Attrs(new Map([...main, ...(given instanceof Attrs ? given.map : [])])),
          },
        };
      }),
  ],
  writeConcatText: [
    2,
    (ev, name: Lazy, files: Lazy) =>
      derivationOf(ev, "concatText", Attrs.of({ name, files }), () => ({})),
  ],
  concatText: [
    2,
    (ev, name: Lazy, files: Lazy) =>
      derivationOf(ev, "concatText", Attrs.of({ name, files }), () => ({})),
  ],
  concatScript: [
    2,
    (ev, name: Lazy, files: Lazy) =>
      derivationOf(ev, "concatScript", Attrs.of({ name, files }), () => ({})),
  ],
  runCommand: [
    3,
    (ev, name: Lazy, env: Lazy, command: Lazy) => runCommand(ev, "runCommand", name, env, command),
  ],
  runCommandLocal: [
    3,
    (ev, name: Lazy, env: Lazy, command: Lazy) =>
      runCommand(ev, "runCommandLocal", name, env, command),
  ],
  runCommandCC: [
    3,
    (ev, name: Lazy, env: Lazy, command: Lazy) =>
      runCommand(ev, "runCommandCC", name, env, command),
  ],
  linkFarm: [
    2,
    (ev, name: Lazy, entries: Lazy) =>
      derivationOf(ev, "linkFarm", Attrs.of({ name, entries }), () => ({})),
  ],
  linkFarmFromDrvs: [
    2,
    (ev, name: Lazy, drvs: Lazy) =>
      derivationOf(ev, "linkFarmFromDrvs", Attrs.of({ name, drvs }), () => ({})),
  ],
  replaceVars: [
    2,
    (ev, source: Lazy, variables: Lazy) =>
      derivationOf(ev, "replaceVars", Attrs.of({ source, variables }), () => ({
        name: fileName(ev, source),
      })),
  ],
  applyPatches: setBuilder("applyPatches"),
  copyPathToStore: [1, (ev, path: Lazy) => coerceToText(ev, path, "interpolation")],
  srcOnly: setBuilder("srcOnly"),
  ...Object.fromEntries(SET_BUILDERS.map((name) => [name, setBuilder(name)])),
  ...Object.fromEntries(OPTIONED.map((name) => [name, optionedFile(name)])),
};

function fileName(ev: Evaluator, source: Lazy): Text {
  const text = coerceToText(ev, source, "toString");
  if (typeof text === "string") return text.split("/").at(-1) ?? text;
  const reason = new Reason("model", "the name of the file is not known");
  return textOfPieces([new Unknown(reason)], new Map());
}

function runCommand(ev: Evaluator, builder: string, name: Lazy, env: Lazy, command: Lazy): Value {
  const environment = force(env);
  const map = environment instanceof Attrs ? new Map(environment.map) : new Map<string, Lazy>();
  map.set("name", name);
  map.set("buildCommand", command);
  return derivationOf(ev, builder, new Attrs(map), () => ({ text: command }));
}

/** Builders of nixpkgs, by the name below `pkgs`. */
export function builderFunctions(): Map<string, Lazy> {
  return builtinsOf(TABLE, "pkgs.");
}

/** `stdenv.mkDerivation`. */
export function mkDerivation(): Builtin {
  return new Builtin("mkDerivation", 1, (ev, args: Lazy) =>
    derivationOf(ev, "mkDerivation", args, () => ({})),
  );
}
