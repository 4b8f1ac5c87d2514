import { formatHash, type Hash, hashOf } from "./hash.ts";
import {
  fixedOutputPath,
  type IngestionMethod,
  makeStorePath,
  methodPrefix,
  textStorePath,
} from "./store-path.ts";

/** One output of a store derivation; only fixed outputs have a hash, floating ones have no path. */
export interface DerivationOutput {
  readonly path: string;
  /** `r:sha256` and the like; empty for outputs that are addressed by input. */
  readonly methodAlgorithm: string;
  /** Hexadecimal; `impure` for impure outputs. */
  readonly hash: string;
}

/** A derivation as it is written into the store. */
export interface StoreDerivation {
  readonly name: string;
  readonly outputs: ReadonlyMap<string, DerivationOutput>;
  /** Derivation path → names of the outputs that are needed. */
  readonly inputDerivations: ReadonlyMap<string, ReadonlySet<string>>;
  readonly inputSources: ReadonlySet<string>;
  readonly platform: string;
  readonly builder: string;
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/** The parts that are known before the output paths are. */
export type DerivationParts = Omit<StoreDerivation, "outputs">;

/** What stands for a derivation in the hash of those that need it: hexadecimal, by output for fixed outputs. */
export type InputHash = string | ReadonlyMap<string, string> | "deferred";

function quoted(text: string): string {
  return `"${text.replace(/["\\\n\r\t]/g, escape)}"`;
}

function escape(character: string): string {
  switch (character) {
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
    default:
      return `\\${character}`;
  }
}

function sorted<T>(map: Iterable<readonly [string, T]>): (readonly [string, T])[] {
  // Keys are ASCII but for names of the environment, which sort by code point.
  return [...map].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function list(texts: Iterable<string>): string {
  return `[${[...texts].join(",")}]`;
}

/** The derivation in the ATerm format of `.drv` files. */
export function unparse(derivation: StoreDerivation): string {
  const outputs = sorted(derivation.outputs).map(
    ([name, { path, methodAlgorithm, hash }]) =>
      `("${name}","${path}","${methodAlgorithm}","${hash}")`,
  );
  const inputs = sorted(derivation.inputDerivations).map(
    ([path, names]) => `("${path}",${list([...names].sort().map((name) => `"${name}"`))})`,
  );
  const sources = [...derivation.inputSources].sort().map((path) => `"${path}"`);
  const environment = sorted(derivation.environment).map(
    ([key, value]) => `(${quoted(key)},${quoted(value)})`,
  );
  const { platform, builder, args } = derivation;
  return `Derive(${[
    list(outputs),
    list(inputs),
    list(sources),
    `"${platform}"`,
    quoted(builder),
    list(args.map(quoted)),
    list(environment),
  ].join(",")})`;
}

/** The store path of the `.drv` file. */
export function derivationPath(derivation: StoreDerivation): string {
  const references = [...derivation.inputSources, ...derivation.inputDerivations.keys()];
  return textStorePath(`${derivation.name}.drv`, unparse(derivation), references);
}

/** `name` for the output `out`, `name-output` for others. */
export function outputName(name: string, output: string): string {
  return output === "out" ? name : `${name}-${output}`;
}

/**
 * Input derivations by their hashes instead of their paths; undefined when one of them has none yet because its
 * outputs depend on what it builds.
 */
function byHash(
  inputs: StoreDerivation["inputDerivations"],
  hashOfInput: (path: string) => InputHash,
): Map<string, Set<string>> | undefined {
  const result = new Map<string, Set<string>>();
  const add = (key: string, output: string): void => {
    const outputs = result.get(key) ?? new Set();
    result.set(key, outputs.add(output));
  };
  for (const [path, outputs] of inputs) {
    const hash = hashOfInput(path);
    if (hash === "deferred") return undefined;
    for (const output of outputs) {
      if (typeof hash === "string") add(hash, output);
      else add(hash.get(output) as string, "out");
    }
  }
  return result;
}

/** A derivation whose outputs are addressed by its inputs, with their paths; undefined when those are deferred. */
export function addressedByInput(
  parts: DerivationParts,
  outputs: ReadonlySet<string>,
  hashOfInput: (path: string) => InputHash,
): StoreDerivation | undefined {
  const inputDerivations = byHash(parts.inputDerivations, hashOfInput);
  if (inputDerivations === undefined) return undefined;
  const blank = { path: "", methodAlgorithm: "", hash: "" };
  const environment = new Map(parts.environment);
  for (const output of outputs) environment.set(output, "");
  const masked = unparse({
    ...parts,
    inputDerivations,
    environment,
    outputs: new Map([...outputs].map((output) => [output, blank])),
  });
  const hash = hashOf("sha256", masked);
  const paths = new Map<string, DerivationOutput>();
  for (const output of outputs) {
    const path = makeStorePath(`output:${output}`, hash, outputName(parts.name, output));
    environment.set(output, path);
    paths.set(output, { ...blank, path });
  }
  return { ...parts, environment, outputs: paths };
}

/** A derivation with one output whose content hash is given. */
export function fixedOutput(
  parts: DerivationParts,
  method: IngestionMethod,
  hash: Hash,
): StoreDerivation {
  const path = fixedOutputPath(method, hash, parts.name);
  const output = {
    path,
    methodAlgorithm: methodPrefix(method) + hash.algorithm,
    hash: formatHash(hash, "base16"),
  };
  return {
    ...parts,
    environment: new Map(parts.environment).set("out", path),
    outputs: new Map([["out", output]]),
  };
}

/** What stands for this derivation in the hashes of those that need it. */
export function inputHash(
  derivation: StoreDerivation,
  hashOfInput: (path: string) => InputHash,
): InputHash {
  const outputs = [...derivation.outputs];
  if (outputs.every(([, output]) => output.hash !== "" && output.hash !== "impure")) {
    return new Map(
      outputs.map(([name, { methodAlgorithm, hash, path }]) => {
        const fixed = `fixed:out:${methodAlgorithm}:${hash}:${path}`;
        return [name, formatHash(hashOf("sha256", fixed), "base16")];
      }),
    );
  }
  if (outputs.some(([, output]) => output.path === "")) return "deferred";
  const inputDerivations = byHash(derivation.inputDerivations, hashOfInput);
  if (inputDerivations === undefined) return "deferred";
  return formatHash(hashOf("sha256", unparse({ ...derivation, inputDerivations })), "base16");
}
