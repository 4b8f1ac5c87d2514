import { readCatalogFile } from "./catalog.ts";
import { memo } from "./memo.ts";

/** Platforms that sizes are known for. */
export type SizePlatform = "arm64" | "armhf";

/** The estimated closure of some packages. */
export interface ClosureEstimate {
  /** KiB of the union of all closures, so that shared libraries count once. */
  readonly kib: number;
  /** KiB of each package's own closure, by the attribute it was asked by. */
  readonly each: ReadonlyMap<string, number>;
  /** Attributes of which nothing is known. */
  readonly unknown: readonly string[];
}

/** Sizes of packages with all that they need: figures of Debian 12, an order of size only. */
export interface ClosureSizes {
  readonly source: string;
  /** Whether anything is known of a nixpkgs attribute (or a desktop's name). */
  has(attribute: string): boolean;
  estimate(attributes: Iterable<string>, platform: SizePlatform): ClosureEstimate;
}

interface SizesFile {
  readonly source: string;
  /** nixpkgs attribute → index into `packages`. */
  readonly attrs: Readonly<Record<string, number>>;
  /** Installed KiB on arm64 and armhf (0: not there), then indices of what it needs. */
  readonly packages: readonly (readonly number[])[];
}

/** The sizes of `package-sizes.json`. */
export const closureSizes: () => ClosureSizes = memo(() => {
  const file = JSON.parse(readCatalogFile("package-sizes.json")) as SizesFile;
  return {
    source: file.source,
    has: (attribute) => file.attrs[attribute] !== undefined,
    estimate: (attributes, platform) => estimate(file, attributes, platform === "arm64" ? 0 : 1),
  };
});

function estimate(file: SizesFile, attributes: Iterable<string>, column: 0 | 1): ClosureEstimate {
  const union = new Set<number>();
  const each = new Map<string, number>();
  const unknown: string[] = [];
  for (const attribute of attributes) {
    const root = file.attrs[attribute];
    if (root === undefined) {
      unknown.push(attribute);
      continue;
    }
    const closure = closureOf(file, root);
    each.set(attribute, sum(file, closure, column));
    for (const index of closure) union.add(index);
  }
  return { kib: sum(file, union, column), each, unknown };
}

function closureOf(file: SizesFile, root: number): Set<number> {
  const seen = new Set([root]);
  for (const index of seen) {
    for (const needed of (file.packages[index] ?? []).slice(2)) seen.add(needed);
  }
  return seen;
}

function sum(file: SizesFile, indices: Iterable<number>, column: 0 | 1): number {
  let kib = 0;
  for (const index of indices) {
    const row = file.packages[index];
    // Where a package is missing on one platform its size on the other is the better guess.
    kib += row?.[column] || row?.[1 - column] || 0;
  }
  return kib;
}
