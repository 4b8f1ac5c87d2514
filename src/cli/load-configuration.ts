import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import {
  type Configuration,
  type ConfigurationFile,
  DEFAULT_CONFIGURATION,
  withFile,
} from "../linter/configuration.ts";
import { ConfigurationError } from "../linter/configuration-error.ts";
import type { ConfigurationChecker } from "../linter/configuration-file.ts";
import { rules } from "../rules/index.ts";
import { CONFIGURATION_NAMES } from "./configuration-names.ts";
import { UserError } from "./user-error.ts";

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** Absolute path of the file it comes from; null for the defaults. */
  readonly file: string | null;
}

/**
 * The configuration of a repository: the file that was named (an absolute path), else the one in the root, else the
 * defaults. `false` is `--no-config`. Throws `ConfigurationError` and `UserError`.
 */
export async function loadConfiguration(
  root: string,
  named: string | null | false,
  cwd: string,
): Promise<LoadedConfiguration> {
  const none = { configuration: DEFAULT_CONFIGURATION, file: null };
  if (named === false) return none;
  const file = named ?? configurationFile(root);
  if (file === null) return none;
  if (!existsSync(file))
    throw new UserError(`the configuration '${relative(cwd, file)}' does not exist`);
  const { ConfigurationChecker } = await import("../linter/configuration-file.ts");
  const reader = new Reader(new ConfigurationChecker(rules), root, cwd);
  const files = await reader.read(file, []);
  return { configuration: files.reduce(withFile, DEFAULT_CONFIGURATION), file };
}

/** The configuration file in a root, absolute; null where there is none. */
export function configurationFile(root: string): string | null {
  const paths = CONFIGURATION_NAMES.map((name) => join(root, name));
  return paths.find((path) => existsSync(path)) ?? null;
}

class Reader {
  readonly #checker: ConfigurationChecker;
  readonly #root: string;
  readonly #cwd: string;

  constructor(checker: ConfigurationChecker, root: string, cwd: string) {
    this.#checker = checker;
    this.#root = root;
    this.#cwd = cwd;
  }

  /** A file behind those that it extends; `chain` are the files that led to it. */
  async read(path: string, chain: readonly string[]): Promise<ConfigurationFile[]> {
    const shown = this.#shown(path);
    if (chain.includes(path)) {
      const names = [...chain.slice(chain.indexOf(path)), path].map((each) => this.#shown(each));
      throw new ConfigurationError([
        { file: shown, message: `It extends itself: ${names.join(" → ")}.` },
      ]);
    }
    const file = this.#relocated(await this.#parse(path, shown), dirname(path));
    const files: ConfigurationFile[] = [];
    for (const name of [file.extends ?? []].flat()) {
      const extended = resolve(dirname(path), name);
      if (!existsSync(extended)) {
        throw new ConfigurationError([
          { file: shown, message: `It extends '${name}', which does not exist.` },
        ]);
      }
      files.push(...(await this.read(extended, [...chain, path])));
    }
    return [...files, file];
  }

  async #parse(path: string, shown: string): Promise<ConfigurationFile> {
    if (path.endsWith(".nix")) {
      const [{ readNixConfiguration }, { DiskIO }, { prepareParser }] = await Promise.all([
        import("../linter/configuration-nix.ts"),
        import("./disk-io.ts"),
        import("./wasm.ts"),
      ]);
      prepareParser();
      const io = new DiskIO({ root: this.#root, granted: [path] });
      return readNixConfiguration({ io, path, shown, checker: this.#checker });
    }
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      throw new UserError(`'${shown}' cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    return this.#checker.readJson(shown, text.replace(/^\ufeff/, ""));
  }

  /** Paths in a file are relative to it; in the configuration they are absolute. */
  #relocated(file: ConfigurationFile, folder: string): ConfigurationFile {
    const absolute = (path: string) => (isAbsolute(path) ? path : resolve(folder, path));
    const { inputs, catalog, baseline } = file;
    return {
      ...file,
      ...(inputs !== undefined && {
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([name, path]) => [name, absolute(path)]),
        ),
      }),
      ...(catalog !== undefined && { catalog: absolute(catalog) }),
      ...(baseline !== undefined && { baseline: absolute(baseline) }),
    };
  }

  #shown(path: string): string {
    const from = relative(this.#cwd, path);
    return from.startsWith("..") ? path : from;
  }
}
