import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/** `load` of haumea with its loaders, matchers and transformers, after its documentation. */
const LIBRARY = /* nix */ `
lib:
let
  entryName = file: lib.removeSuffix ".nix" file;
  # A leading underscore hides from outside the folder, two hide from all but the folder itself.
  visible = pov: name: !(lib.hasPrefix "_" name);
  transformed = transformer: cursor: node:
    if node.isDir
    then transformer cursor (lib.mapAttrs (name: child: transformed transformer (cursor ++ [ name ]) child)
      (lib.filterAttrs (name: _: visible "external" name) node.children))
    else transformer cursor node.content;
  loaders = {
    default = inputs: path:
      let f = import path; in
      if lib.isFunction f
      then f (builtins.intersectAttrs (lib.functionArgs f) inputs)
      else f;
    scoped = inputs: path: builtins.scopedImport inputs path;
    verbatim = _: path: import path;
    path = _: path: path;
    callPackage = inputs: path: inputs.super.pkgs.callPackage path { };
  };
  matchers = {
    always = loader: { matches = _: true; inherit loader; };
    extension = ext: loader: { matches = lib.hasSuffix ".\${ext}"; inherit loader; };
    regex = re: loader: { matches = name: builtins.match re name != null; loader = loader; };
    nix = loader: { matches = lib.hasSuffix ".nix"; inherit loader; };
    json = { matches = lib.hasSuffix ".json"; loader = _: path: lib.importJSON path; };
    toml = { matches = lib.hasSuffix ".toml"; loader = _: path: lib.importTOML path; };
  };
  transformers = {
    liftDefault = _: mod: if mod ? default && lib.isAttrs mod
      then (if lib.isAttrs mod.default then removeAttrs mod [ "default" ] // mod.default else mod.default)
      else mod;
    hoistLists = from: to: _: mod: mod;
    hoistAttrs = from: to: _: mod: mod;
    prependUnderscore = _: mod: mod;
  };
  load = { src, loader ? loaders.default, inputs ? { }, transformer ? [ ] }:
    let
      functions = lib.toList (if lib.isFunction transformer then [ transformer ] else transformer);
      transform = cursor: mod: lib.foldl' (value: f: f cursor value) mod (lib.flatten functions);
      matchersOf = if lib.isFunction loader then [ (matchers.nix loader) ] else loader;
      tree = path: cursor:
        {
          isDir = true;
          children = lib.concatMapAttrs
            (file: kind:
              let
                full = path + "/\${file}";
                match = lib.findFirst (one: one.matches file) null matchersOf;
                name = entryName (if lib.hasSuffix ".nix" file then file else lib.head (lib.splitString "." file));
              in
              if kind == "directory" then { \${file} = tree full (cursor ++ [ file ]); }
              else if kind == "regular" && match != null then {
                \${name} = {
                  isDir = false;
                  content = match.loader (removeAttrs inputs [ "self" "super" "root" ] // {
                    self = lib.getAttrFromPath cursor root;
                    super = lib.getAttrFromPath (lib.init (if cursor == [ ] then [ "" ] else cursor)) root;
                    inherit root;
                  }) full;
                };
              }
              else { })
            (builtins.readDir path);
        };
      loaded = tree src [ ];
      root = transformed transform [ ] loaded;
    in
    root;
in
{
  inherit load loaders matchers transformers;
}
`;

export const haumea: InputModel = {
  repositories: ["nix-community/haumea", "figsoda/haumea"],
  names: ["haumea"],
  outputs(context) {
    const reason = new Reason("model", "this output of haumea is not modelled");
    const lib = lazy(() =>
      context.ev.call(force(context.nix("«haumea»", LIBRARY)), context.nixpkgs.lib),
    );
    return new Attrs(new Map<string, Lazy>([["lib", lib]]), null, { reason });
  },
};
