import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type Configuration,
  type Level,
  type Preset,
  withLevels,
} from "../linter/configuration.ts";
import { useCatalogFiles } from "./catalog-files.ts";
import { repositoryFiles } from "./discover.ts";
import { DiskIO } from "./disk-io.ts";
import { loadConfiguration } from "./load-configuration.ts";
import type { Target } from "./targets.ts";
import { UserError } from "./user-error.ts";
import { prepareParser } from "./wasm.ts";

/** What the command line says of how a repository is read. */
export interface RepositoryOptions {
  /** Absolute. */
  readonly cwd: string;
  /** As given; null for the one in the root, false for none. */
  readonly configFile: string | null | false;
  readonly preset?: Preset | null;
  readonly levels?: ReadonlyMap<string, Level>;
  /** `--override-input`: name → path as given. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Leave out ignored files even when they were named. */
  readonly forceExclude?: boolean;
}

/** A repository that is ready to be evaluated. */
export interface Repository {
  readonly target: Target;
  readonly configuration: Configuration;
  /** Nix files relative to the root, sorted. */
  readonly files: readonly string[];
  /** All files of the repository, those too that are not Nix; relative to the root, sorted. */
  readonly repositoryFiles: readonly string[];
  readonly io: DiskIO;
  /** Flake inputs that are on this machine: name → absolute path. */
  readonly inputs: ReadonlyMap<string, string>;
}

/** The configuration for a target, with what the command line adds. Throws `ConfigurationError` and `UserError`. */
export async function configurationFor(
  { root }: Target,
  { cwd, configFile, preset = null, levels = new Map() }: RepositoryOptions,
): Promise<Configuration> {
  const named = typeof configFile === "string" ? resolve(cwd, configFile) : configFile;
  const { configuration } = await loadConfiguration(root, named, cwd);
  return withLevels(preset === null ? configuration : { ...configuration, preset }, levels);
}

/** Finds the files of a repository, and makes this thread ready to evaluate them. Throws `UserError`. */
export async function openRepository(
  target: Target,
  options: RepositoryOptions,
): Promise<Repository> {
  prepareParser();
  useCatalogFiles();
  const configuration = await configurationFor(target, options);
  const inputs = inputsOf(configuration, options);
  const all = target.alone ? [] : await repositoryFiles(target.root, configuration.ignore);
  const found = all.filter((path) => path.endsWith(".nix"));
  const named = options.forceExclude ? [] : target.named;
  const extra = named.filter((path) => path.endsWith(".nix") && !found.includes(path));
  return {
    target,
    configuration,
    files: [...found, ...extra].sort(),
    repositoryFiles: all,
    io: new DiskIO({ root: target.root, granted: [...inputs.values()] }),
    inputs,
  };
}

function inputsOf(
  configuration: Configuration,
  options: RepositoryOptions,
): ReadonlyMap<string, string> {
  const inputs = new Map(configuration.inputs);
  for (const [name, path] of options.inputs) inputs.set(name, resolve(options.cwd, path));
  for (const [name, path] of inputs) {
    if (!existsSync(path)) {
      throw new UserError(`the folder for flake input '${name}' does not exist: '${path}'`);
    }
  }
  return inputs;
}
