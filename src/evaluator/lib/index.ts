import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { Attrs, Builtin, type Lazy, lazy, type Rest, Unknown, type Value } from "../value.ts";
import { cliLib, flatCli } from "./cli.ts";
import { builtinValue, FAMILIES, FLAT_BUILTINS, membersOf } from "./families.ts";
import { fetchersLib, flatFetchers } from "./fetchers.ts";
import { filesetLib, flatFileset } from "./fileset.ts";
import { filesystemLib, flatFilesystem } from "./filesystem.ts";
import { extendsWith, makeExtensible } from "./fixed-points.ts";
import { flatGenerators, generatorsLib } from "./generators.ts";
import { flatGvariant, gvariantLib } from "./gvariant.ts";
import { licensesOf, openFamily, sourceTypes } from "./licenses.ts";
import { functionOf, IDENTITY } from "./native.ts";
import { flatIpv6, networkLib } from "./network.ts";
import { flatPath, pathLib } from "./path.ts";
import { flatSources, sourcesLib } from "./sources.ts";
import { flatStrings, stringsLib } from "./strings.ts";
import { flatStringsWithDeps, stringsWithDepsLib } from "./strings-with-deps.ts";
import { systemsLib } from "./systems/index.ts";
import { type Release, trivialValues, UNKNOWN_RELEASE } from "./trivial.ts";

/** Sets of the library that come from elsewhere: what of them is also in `lib` itself. */
const COLLEAGUES: Readonly<
  Record<string, readonly [(ev: Evaluator) => Map<string, Lazy>, readonly string[]]>
> = {
  strings: [stringsLib, flatStrings],
  generators: [generatorsLib, flatGenerators],
  gvariant: [gvariantLib, flatGvariant],
  cli: [cliLib, flatCli],
  path: [pathLib, flatPath],
  fileset: [filesetLib, flatFileset],
  sources: [sourcesLib, flatSources],
  filesystem: [filesystemLib, flatFilesystem],
  network: [networkLib, []],
  stringsWithDeps: [stringsWithDepsLib, flatStringsWithDeps],
  fetchers: [fetchersLib, flatFetchers],
};

function reasonFor(path: string): Reason {
  return new Reason("model", `${path} is not modelled`);
}

/** Further names of a set of the library: what nixpkgs may have and this library has not. */
function openRest(path: string): Rest {
  return {
    reason: reasonFor(`a name of ${path}`),
    reasonFor: (name) => reasonFor(`${path}.${name}`),
    // What this library lacks of nixpkgs' is little: names of the user's are not overridden by it.
    mayHave: () => false,
  };
}

/**
 * The library of a nixpkgs: `lib`. Sets in it and it itself are open, so that a name of another version of nixpkgs is
 * unknown and never missing.
 * @param extra what other folders add: the module system's functions by their names in `lib`, whole sets (`types`,
 * `options`, `modules`), `nixosSystem`; made anew for each library that `extend` makes of this one.
 * @param release what is known of the nixpkgs.
 */
export function createLib(ev: Evaluator, extra: Extra, release: Partial<Release> = {}): Attrs {
  const map = new Map<string, Lazy>();
  const addSet = (path: string, members: Map<string, Lazy>) =>
    map.set(path, new Attrs(members, null, openRest(`lib.${path}`)));
  for (const name of FLAT_BUILTINS) map.set(name, builtinValue(ev, name));
  for (const [path, family] of Object.entries(FAMILIES)) {
    const members = membersOf(ev, family);
    if (path === "trivial") {
      const unknown = (name: string) => new Unknown(reasonFor(`lib.trivial.${name}`));
      const values = trivialValues(ev, { ...UNKNOWN_RELEASE, ...release }, unknown);
      for (const [name, value] of values) members.set(name, value);
    }
    addSet(path, members);
    for (const [name, value] of members) if (!family.inner.has(name)) map.set(name, value);
  }
  for (const [path, [build, flat]] of Object.entries(COLLEAGUES)) {
    const members = build(ev);
    addSet(path, members);
    for (const name of flat) map.set(name, members.get(name) as Lazy);
  }
  for (const [name, value] of flatIpv6) map.set(name, value);
  const systems = systemsLib(ev, release.release ?? null);
  addSet("systems", systems);
  map.set("platforms", systems.get("doubles") as Lazy);
  map.set("licenses", lazy(licensesOf));
  map.set("sourceTypes", lazy(sourceTypes));
  map.set("maintainers", new Attrs(new Map(), null, openFamily("maintainers of nixpkgs")));
  map.set("teams", new Attrs(new Map(), null, openFamily("teams of nixpkgs")));
  map.set("mdDoc", IDENTITY);
  const withExtra = (lib: Lazy): Attrs => {
    const all = new Map(map);
    const given = extra instanceof Map ? extra : (extra as (lib: Lazy) => ExtraMembers)(lib);
    for (const [name, value] of given) all.set(name, value);
    addModuleSets(all, given);
    return new Attrs(all, null, openRest("lib"));
  };
  const base: Attrs = withExtra(lazy(() => base));
  base.map.set("extend", extender(withExtra));
  return base;
}

type ExtraMembers = ReadonlyMap<string, Lazy>;

/** Members of the library that come from other folders, or what makes them for a library. */
export type Extra = ExtraMembers | ((lib: Lazy) => ExtraMembers);

/** `lib.extend`: the library with an overlay, and extensible again. Its module system passes on the extended one. */
function extender(withExtra: (lib: Lazy) => Attrs): Builtin {
  const rattrs = new Builtin("lib", 1, (_, lib: Lazy) => withExtra(lib));
  return functionOf(
    "lib.extend",
    (ev, overlay): Value => makeExtensible(ev, "extend", extendsWith(overlay, rattrs)),
  );
}

/** Sets of the module system: open as all others are. */
function addModuleSets(map: Map<string, Lazy>, extra: ReadonlyMap<string, Lazy>): void {
  for (const path of ["types", "options", "modules"]) {
    const given = extra.get(path);
    if (given === undefined) map.set(path, new Attrs(new Map(), null, openRest(`lib.${path}`)));
    else if (given instanceof Attrs && given.rest === null) {
      map.set(path, new Attrs(given.map, given.positions, openRest(`lib.${path}`)));
    }
  }
}
