import { builtinsOf } from "../../evaluator/builtins/define.ts";
import { UnknownSignal } from "../../evaluator/errors.ts";
import type { Evaluator } from "../../evaluator/evaluator.ts";
import { Reason } from "../../evaluator/reason.ts";
import { update } from "../../evaluator/update.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  Lambda,
  type Lazy,
  lazy,
  NixPath,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import { builderFunctions, mkDerivation } from "./builders.ts";
import { formatsOf } from "./formats.ts";
import { nixpkgsPackage } from "./package.ts";

/** What a package set is made for. */
export interface PackageSetArguments {
  /** A system string or a set of `lib.systems`, where it is known. */
  readonly hostPlatform: Lazy;
  readonly buildPlatform?: Lazy;
  readonly config: Lazy;
  readonly overlays: Lazy;
}

/** What all package sets of one nixpkgs share. */
export interface PackageSource {
  readonly lib: Lazy;
  /** `pkgs.path`. */
  readonly path: Lazy;
  /** `pkgs.nixos`. */
  readonly nixos: Lazy;
}

/**
 * `pkgs`: builders and platform facts are modelled, overlays of the user's are applied, every other name is a package
 * known by name. The set is open.
 */
export function packageSet(ev: Evaluator, source: PackageSource, args: PackageSetArguments): Attrs {
  const reason = new Reason("model", "nixlint knows packages by name only");
  const final: Lazy = lazy(() => applyOverlays(ev, base(), args.overlays, final));
  const self = final;
  const base = (): Attrs => {
    const map = builderFunctions();
    for (const [name, value] of platformAttributes(ev, source, args)) map.set(name, value);
    for (const [name, value] of functions(ev, source, args, self)) map.set(name, value);
    return new Attrs(map, null, {
      reason,
      lookup: (name) =>
        name.startsWith("__") ? undefined : lazy(() => nixpkgsPackage(ev, [name])),
      // Packages are named in lower case; nixpkgs' functions are modelled by name.
      mayHave: (name) => !/[a-z][A-Z]/.test(name),
    });
  };
  return force(final) as Attrs;
}

/** Overlays in order, as a fixpoint; one that is not known changes nothing that is. */
function applyOverlays(ev: Evaluator, base: Attrs, overlays: Lazy, final: Lazy): Attrs {
  const list = ev.openList(overlays);
  let previous = base;
  for (const overlay of list.items) {
    const fn = force(overlay);
    if (fn instanceof Unknown || fn instanceof Choice) continue;
    const added = ev.call2(functionOf(ev, fn), final, previous);
    if (added instanceof Attrs) {
      const merged = update(previous, new Attrs(added.map, added.positions), null);
      if (merged instanceof Attrs) previous = merged;
    }
  }
  return previous;
}

/** An overlay may be a path to import. */
function functionOf(ev: Evaluator, value: Value): Value {
  return value instanceof NixPath ? ev.importPath(value.path) : value;
}

function platformAttributes(
  ev: Evaluator,
  source: PackageSource,
  args: PackageSetArguments,
): Map<string, Lazy> {
  const elaborated = (platform: Lazy): Lazy =>
    lazy(() => {
      const value = force(platform);
      if (value instanceof Unknown) return value;
      const lib = ev.attrs(source.lib);
      const systems = ev.attrs(lib.get("systems") as Lazy);
      return ev.call(force(systems.get("elaborate") as Lazy), value);
    });
  const host = elaborated(args.hostPlatform);
  const build = args.buildPlatform === undefined ? host : elaborated(args.buildPlatform);
  const part = (platform: Lazy, name: string): Lazy =>
    lazy(() => {
      const value = force(platform);
      if (value instanceof Attrs) return force(value.get(name) ?? null);
      throw new UnknownSignal((value as Unknown).reason);
    });
  const system = lazy(() => {
    const value = force(host);
    if (!(value instanceof Attrs)) return value;
    return force(value.get("system") ?? null);
  });
  const reason = new Reason("model", "the standard environment is known in part only");
  const stdenv = (derive: Lazy): Attrs =>
    new Attrs(
      new Map<string, Lazy>([
        ["hostPlatform", host],
        ["buildPlatform", build],
        ["targetPlatform", host],
        ["system", system],
        ["isLinux", part(host, "isLinux")],
        ["isDarwin", part(host, "isDarwin")],
        ["isx86_64", part(host, "isx86_64")],
        ["isAarch64", part(host, "isAarch64")],
        ["isAarch32", part(host, "isAarch32")],
        ["is64bit", part(host, "is64bit")],
        ["mkDerivation", derive],
      ]),
      null,
      {
        reason,
        lookup: (name) =>
          name.startsWith("__") ? undefined : lazy(() => nixpkgsPackage(ev, ["stdenv", name])),
      },
    );
  const derive = mkDerivation();
  return new Map<string, Lazy>([
    ["hostPlatform", host],
    ["buildPlatform", build],
    ["targetPlatform", host],
    ["system", system],
    ["stdenv", stdenv(derive)],
    ["stdenvNoCC", stdenv(derive)],
    ["clangStdenv", stdenv(derive)],
    ["gccStdenv", stdenv(derive)],
    ["mkDerivation", derive],
  ]);
}

function functions(
  ev: Evaluator,
  source: PackageSource,
  args: PackageSetArguments,
  self: Lazy,
): Map<string, Lazy> {
  const again = (overlays: Lazy): Value =>
    packageSet(ev, source, {
      ...args,
      overlays: lazy(() => [...ev.openList(args.overlays).items, ...ev.openList(overlays).items]),
    });
  const table = builtinsOf(
    {
      callPackage: [2, (_ev, fn: Lazy, extra: Lazy) => callPackage(ev, self, fn, extra)],
      callPackages: [2, (_ev, fn: Lazy, extra: Lazy) => callPackage(ev, self, fn, extra)],
      newScope: [
        1,
        (_ev, extra: Lazy) =>
          new Builtin("callPackage", 2, (_e, fn: Lazy, more: Lazy) =>
            callPackage(
              ev,
              lazy(() => update(force(self), force(extra), null)),
              fn,
              more,
            ),
          ),
      ],
      extend: [1, (_ev, overlay: Lazy) => again([overlay])],
      appendOverlays: [1, (_ev, overlays: Lazy) => again(overlays)],
    },
    "pkgs.",
  );
  table.set("_type", "pkgs");
  table.set("lib", source.lib);
  table.set("path", source.path);
  table.set("config", args.config);
  table.set("overlays", args.overlays);
  table.set("pkgs", self);
  table.set("nixos", source.nixos);
  table.set(
    "formats",
    lazy(() => formatsOf(ev, source.lib)),
  );
  return table;
}

/** Calls a package function with what `pkgs` has of its formals, and the given arguments. */
function callPackage(ev: Evaluator, scope: Lazy, fn: Lazy, extra: Lazy): Value {
  let called = force(fn);
  if (called instanceof NixPath) called = ev.importPath(called.path);
  else if (typeof called === "string") called = ev.importPath(called);
  const given = force(extra);
  const own = given instanceof Attrs ? given : new Attrs(new Map());
  if (!(called instanceof Lambda)) {
    return called instanceof Attrs && called.get("__functor") === undefined
      ? called
      : ev.call(called, own);
  }
  const formals = called.info.formals;
  if (formals === null) return ev.call(called, own);
  const map = new Map<string, Lazy>();
  for (const { name, hasDefault } of formals) {
    const value = own.map.get(name);
    if (value !== undefined) {
      map.set(name, value);
      continue;
    }
    // A name that pkgs surely has is passed; one it may have, only where the function cannot do without.
    const packages = ev.attrs(scope);
    const known = packages.map.get(name);
    const argument = known ?? (hasDefault ? undefined : packages.get(name));
    if (argument !== undefined) map.set(name, argument);
  }
  for (const [name, value] of own.map) map.set(name, value);
  return withOverride(ev, called, new Attrs(map, null, own.rest), scope);
}

/** `callPackage` adds `override`, by which the function is called again with other arguments. */
function withOverride(ev: Evaluator, fn: Lambda, args: Attrs, scope: Lazy): Value {
  const result = ev.call(fn, args);
  if (!(result instanceof Attrs)) return result;
  const map = new Map(result.map);
  map.set(
    "override",
    new Builtin("override", 1, (_ev, change: Lazy) => {
      const changed = force(change);
      const added =
        changed instanceof Lambda || changed instanceof Builtin ? ev.call(changed, args) : changed;
      const merged = update(args, added, null);
      return merged instanceof Attrs ? withOverride(ev, fn, merged, scope) : merged;
    }),
  );
  return result.map.has("override") ? result : copyOf(result, map);
}

function copyOf(attrs: Attrs, map: Map<string, Lazy>): Attrs {
  return new Attrs(map, attrs.positions, attrs.rest);
}
