import { builtinsFor } from "../evaluator/builtins/index.ts";
import { EvalError } from "../evaluator/errors.ts";
import { Evaluator } from "../evaluator/evaluator.ts";
import type { EvalIO } from "../evaluator/io.ts";
import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, Lambda, type Lazy, lazy, Unknown } from "../evaluator/value.ts";
import type { FactSets } from "../inputs/fact-sets.ts";
import { FetchedNixpkgs } from "../inputs/fetched-nixpkgs.ts";
import { evaluateFlake, type Flake } from "../inputs/flake.ts";
import { evaluateHive } from "../inputs/hive.ts";
import { Sources } from "../inputs/sources.ts";
import { buildGraph } from "./build.ts";
import { catalogFacts } from "./facts.ts";
import type { Fleet, FleetNote, Host, NixFile } from "./fleet.ts";
import { FLAKE_HOST_SETS, type HostSet, hostsOfSet } from "./hosts.ts";
import { type Datum, originFinder } from "./origin.ts";
import { read } from "./read.ts";

/** What loading a fleet needs to know. */
export interface LoadOptions {
  /** Absolute path. */
  readonly root: string;
  readonly io: EvalIO;
  /** Nix files below the root, relative to it. */
  readonly files: readonly string[];
  /** All files below the root that are not ignored, relative to it; none where left out. */
  readonly repositoryFiles?: readonly string[];
  /** `--override-input`: input name → absolute path. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Further outputs that are sets of hosts: `dormantConfigurations`. */
  readonly hostSets: readonly string[];
  /** What is known of options; the catalogue where left out. */
  readonly facts?: FactSets;
  /** Evaluation steps for all hosts together. */
  readonly steps: number;
  /** Says what is being done, for progress. */
  readonly onPhase?: (phase: string) => void;
}

/** Parses every file, evaluates the flake and its hosts, and builds the graph. Never throws on the user's input. */
export function loadFleet(options: LoadOptions): Fleet {
  const notes: FleetNote[] = [];
  const world = worldOf(options);
  const { evaluator } = world;
  options.onPhase?.("parsing");
  const files = parseFiles(options, evaluator, notes);
  options.onPhase?.("evaluating");
  const { flakes, hosts } = findHosts(options, world, notes);
  if (hosts.length === 0) notes.push(noHosts(options, flakes));
  options.onPhase?.("building the graph");
  const graph = buildGraph(hosts);
  const originOf = originFinder(evaluator, (datum) => {
    const traced = worldOf(options, datum);
    for (const file of evaluator.files.values()) traced.evaluator.adoptFile(file);
    return findHosts(options, traced, []).hosts;
  });
  return {
    root: options.root,
    evaluator,
    hosts,
    files,
    repositoryFiles: options.repositoryFiles ?? [],
    flakes,
    graph,
    notes,
    originOf,
  };
}

/** An evaluator with what stands for the world outside of the repository. */
interface World {
  readonly evaluator: Evaluator;
  readonly sources: Sources;
  readonly nixpkgs: FetchedNixpkgs;
}

function worldOf(options: LoadOptions, datum?: Datum): World {
  const sources = new Sources();
  const nixpkgs = new FetchedNixpkgs(options.facts ?? catalogFacts());
  const evaluator: Evaluator = new Evaluator({
    io: options.io,
    builtins: (ev) => builtinsFor(ev),
    steps: options.steps,
    importElsewhere: (path) => importFrom(sources, path) ?? nixpkgs.import(evaluator, path),
    searchPath: (name) => nixpkgs.searchPath(name),
    ...(datum === undefined ? {} : { datum }),
  });
  return { evaluator, sources, nixpkgs };
}

/** The flakes and their hosts, sorted by name; nothing of a host is evaluated but what it is. */
function findHosts(
  options: LoadOptions,
  world: World,
  notes: FleetNote[],
): { flakes: Flake[]; hosts: Host[] } {
  const flakes = flakesOf(options, world, notes);
  const sets = flakes.flatMap((flake) => flakeHostSets(flake, options, world, notes));
  const hosts: Host[] = [];
  const add = (set: HostSet): void => {
    const found = hostsOfSet(set);
    notes.push(...found.notes);
    // A hive often has the hosts of nixosConfigurations again: one is enough.
    for (const host of found.hosts) {
      if (!hosts.some((one) => one.name === host.name && one.kind === host.kind)) hosts.push(host);
    }
  };
  sets.forEach(add);
  if (hosts.length === 0) hiveFiles(options, world).forEach(add);
  hosts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { flakes, hosts };
}

/** `import` of a path in the source of an input; undefined for paths of the repository. */
function importFrom(sources: Sources, path: string): Lazy | undefined {
  const found = sources.find(path);
  if (found === undefined) return undefined;
  const value = found.importer(found.subpath);
  if (value !== undefined) return value;
  const reason = new Reason(
    "input",
    `'${found.subpath}' of flake input '${found.name}' is not on this machine`,
  );
  return new Unknown(reason);
}

function parseFiles(options: LoadOptions, evaluator: Evaluator, notes: FleetNote[]): NixFile[] {
  const files: NixFile[] = [];
  for (const path of [...options.files].sort()) {
    const absolute = `${options.root}/${path}`;
    const text = options.io.readText(absolute);
    if (!text.ok) {
      notes.push({ kind: "file", message: `cannot read '${path}': ${text.message}`, at: null });
      continue;
    }
    const { source, parsed } = evaluator.addFile(absolute, text.value);
    files.push({ path, source, parsed });
  }
  return files;
}

/** The flake of the root; without one, those of the folders below. */
function flakesOf(options: LoadOptions, world: World, notes: FleetNote[]): Flake[] {
  const folders = options.files
    .filter((path) => path === "flake.nix" || path.endsWith("/flake.nix"))
    .map((path) => path.slice(0, -"/flake.nix".length))
    .sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
  const root = options.files.includes("flake.nix");
  const flakes: Flake[] = [];
  for (const folder of root ? [""] : folders) {
    const path = folder === "" ? options.root : `${options.root}/${folder}`;
    try {
      const flake = evaluateFlake(
        {
          ev: world.evaluator,
          sources: world.sources,
          facts: options.facts ?? catalogFacts(),
          overrides: options.overrides,
          grantStorePath: (store) => options.io.fileType(store).ok,
        },
        path,
      );
      flakes.push(flake);
      if (flake.lockProblem !== null) {
        notes.push({ kind: "input", message: flake.lockProblem.message, at: null });
      }
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      notes.push({
        kind: "host",
        message: `flake.nix cannot be evaluated: ${error.message}`,
        at: error.at,
      });
    }
  }
  return flakes;
}

function flakeHostSets(
  flake: Flake,
  options: LoadOptions,
  world: World,
  notes: FleetNote[],
): HostSet[] {
  const reading = read(flake.self);
  if (!reading.ok) {
    const { error } = reading;
    notes.push({
      kind: "host",
      message: `the outputs of flake.nix cannot be evaluated: ${error.message}`,
      at: error.at,
    });
    return [];
  }
  const self = reading.value;
  if (!(self instanceof Attrs)) {
    notes.push({ kind: "host", message: "the outputs of flake.nix are unknown", at: null });
    return [];
  }
  const sets: HostSet[] = [];
  const extra = options.hostSets.map((name) => ({ name, kind: "nixos" as const }));
  for (const { name, kind } of [...FLAKE_HOST_SETS, ...extra]) {
    const value = self.map.get(name);
    if (value !== undefined) sets.push({ name, kind, value });
    else if (options.hostSets.includes(name)) {
      notes.push({ kind: "configuration", message: `the flake has no output '${name}'`, at: null });
    }
  }
  const hive = self.map.get("colmena");
  if (hive !== undefined) sets.push(hiveSet("colmena", hive, world));
  return sets;
}

function hiveSet(name: string, value: Lazy, world: World): HostSet {
  const { evaluator, nixpkgs } = world;
  return {
    name,
    kind: "nixos",
    value: lazy(() => {
      const hive = force(value);
      if (!(hive instanceof Attrs)) return hive;
      return evaluateHive(evaluator, hive, nixpkgs.ofSearchPath(evaluator));
    }),
  };
}

/** Files that declare hosts where there is no flake: colmena's hive, morph's network. */
const HIVE_FILES = ["hive.nix", "network.nix", "deployment.nix"];

/** The hive of the root; where there is none, those of the folders below. */
function hiveFiles(options: LoadOptions, world: World): HostSet[] {
  const { evaluator } = world;
  const own = HIVE_FILES.find((name) => options.files.includes(name));
  if (own !== undefined) {
    const value = lazy(() => {
      const file = evaluator.importPath(`${options.root}/${own}`);
      // A hive may be a function of what colmena passes: nothing that nixlint has.
      return file instanceof Lambda ? evaluator.call(file, new Attrs(new Map())) : file;
    });
    return [hiveSet(own, value, world)];
  }
  const below = options.files.filter((path) =>
    HIVE_FILES.some((name) => path.endsWith(`/${name}`)),
  );
  return [...below].sort().flatMap((path) => {
    // Modules have such names too: only a set that says something of all its hosts is a hive.
    const file = read(() => evaluator.importPath(`${options.root}/${path}`));
    if (!file.ok || !(file.value instanceof Attrs)) return [];
    const { map } = file.value;
    return map.has("network") || map.has("meta") ? [hiveSet(path, file.value, world)] : [];
  });
}

function noHosts(options: LoadOptions, flakes: readonly Flake[]): FleetNote {
  const why =
    flakes.length > 0
      ? "its flake has none"
      : options.files.length === 0
        ? "there are no Nix files"
        : "there is no flake.nix";
  return {
    kind: "host",
    message: `no hosts were found in '${options.root}': ${why}; rules about files still run`,
    at: null,
  };
}
