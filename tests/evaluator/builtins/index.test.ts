import { describe, expect, it } from "vitest";
import { evaluatorFor, printed } from "../helpers.ts";

/** Attributes of `builtins` of Nix 2.31, those of experimental features too. */
const NAMES = `
  abort add addDrvOutputDependencies addErrorContext all any appendContext attrNames attrValues
  baseNameOf bitAnd bitOr bitXor break builtins catAttrs ceil compareVersions concatLists
  concatMap concatStringsSep convertHash currentSystem currentTime deepSeq derivation
  derivationStrict dirOf div elem elemAt false fetchClosure fetchGit fetchMercurial fetchTarball
  fetchTree fetchurl filter filterSource findFile flakeRefToString floor foldl' fromJSON fromTOML
  functionArgs genList genericClosure getAttr getContext getEnv getFlake groupBy hasAttr
  hasContext hashFile hashString head import intersectAttrs isAttrs isBool isFloat isFunction
  isInt isList isNull isPath isString langVersion length lessThan listToAttrs map mapAttrs match
  mul nixPath nixVersion null outputOf parseDrvName parseFlakeRef partition path pathExists
  placeholder readDir readFile readFileType removeAttrs replaceStrings scopedImport seq sort split
  splitVersion storeDir storePath stringLength sub substring tail throw toFile toJSON toPath
  toString toXML trace traceVerbose true tryEval typeOf unsafeDiscardOutputDependency
  unsafeDiscardStringContext unsafeGetAttrPos warn zipAttrsWith
`;

/** What is in scope without `builtins.` and without two underscores. */
const GLOBAL =
  "abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial " +
  "fetchTarball fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw " +
  "toString true";

describe("builtins", () => {
  it("has every builtin of today's Nix", () => {
    expect(evaluatorFor().builtins.names()).toEqual(NAMES.trim().split(/\s+/));
  });

  it("are in scope by their own name, or with two underscores", () => {
    const names = [...evaluatorFor().globals.keys()];
    const plain = names.filter((name) => !name.startsWith("__"));
    expect(plain.sort()).toEqual(GLOBAL.split(" "));
    expect(names).toContain("__length");
  });

  it("tell nothing of the machine", () => {
    expect(printed('[ builtins.nixPath (builtins.getEnv "HOME") builtins.storeDir ]')).toBe(
      '[ [ ] "" "/nix/store" ]',
    );
    expect(printed("builtins.currentTime")).toMatch(/^«unknown/);
    expect(printed("builtins.currentSystem")).toMatch(/^«unknown/);
    expect(printed("builtins.currentSystem", { currentSystem: "aarch64-linux" })).toBe(
      '"aarch64-linux"',
    );
  });
});
