import { builtinsFor } from "../evaluator/builtins/index.ts";
import { EvalError } from "../evaluator/errors.ts";
import { Evaluator } from "../evaluator/evaluator.ts";
import type { EvalIO } from "../evaluator/io.ts";
import { Reason } from "../evaluator/reason.ts";
import { Attrs, force, type Lazy, lazy, Unknown } from "../evaluator/value.ts";
import type { FactSets } from "../inputs/fact-sets.ts";
import { evaluateFlake, type Flake } from "../inputs/flake.ts";
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
  const { evaluator, sources } = evaluatorOf(options);
  options.onPhase?.("parsing");
  const files = parseFiles(options, evaluator, notes);
  options.onPhase?.("evaluating");
  const { flakes, hosts } = findHosts(options, evaluator, sources, notes);
  if (hosts.length === 0) notes.push(noHosts(options, flakes));
  options.onPhase?.("building the graph");
  const graph = buildGraph(hosts);
  const originOf = originFinder(evaluator, (datum) => {
    const traced = evaluatorOf(options, datum);
    for (const file of evaluator.files.values()) traced.evaluator.adoptFile(file);
    return findHosts(options, traced.evaluator, traced.sources, []).hosts;
  });
  return { root: options.root, evaluator, hosts, files, flakes, graph, notes, originOf };
}

function evaluatorOf(options: LoadOptions, datum?: Datum) {
  const sources = new Sources();
  const evaluator = new Evaluator({
    io: options.io,
    builtins: (ev) => builtinsFor(ev),
    steps: options.steps,
    importElsewhere: (path) => importFrom(sources, path),
    ...(datum === undefined ? {} : { datum }),
  });
  return { evaluator, sources };
}

/** The flakes and their hosts, sorted by name; nothing of a host is evaluated but what it is. */
function findHosts(
  options: LoadOptions,
  evaluator: Evaluator,
  sources: Sources,
  notes: FleetNote[],
): { flakes: Flake[]; hosts: Host[] } {
  const flakes = flakesOf(options, evaluator, sources, notes);
  const hosts: Host[] = [];
  for (const flake of flakes) {
    for (const set of hostSetsOf(flake, options.hostSets, notes)) {
      const found = hostsOfSet(set);
      hosts.push(...found.hosts);
      notes.push(...found.notes);
    }
  }
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
function flakesOf(
  options: LoadOptions,
  ev: Evaluator,
  sources: Sources,
  notes: FleetNote[],
): Flake[] {
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
          ev,
          sources,
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

function hostSetsOf(flake: Flake, named: readonly string[], notes: FleetNote[]): HostSet[] {
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
  const extra = named.map((name) => ({ name, kind: "nixos" as const }));
  for (const { name, kind } of [...FLAKE_HOST_SETS, ...extra]) {
    const value = self.map.get(name);
    if (value !== undefined) sets.push({ name, kind, value: lazy(() => force(value)) });
    else if (named.includes(name)) {
      notes.push({ kind: "configuration", message: `the flake has no output '${name}'`, at: null });
    }
  }
  return sets;
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
