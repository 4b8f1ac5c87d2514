import { readCatalogFile } from "./catalog.ts";
import { memo } from "./memo.ts";
import { joinOptionPath, splitOptionPath } from "./option-path.ts";

/** What became of an option. */
export interface OptionRename {
  /** The path now; null where it was removed and nothing takes its place. */
  readonly to: readonly string[] | null;
  /** Whether the old name is kept for good, so that its use is no mistake. */
  readonly alias: boolean;
  readonly source: string;
  readonly verified: boolean;
}

interface RenamesFile {
  readonly sources: readonly string[];
  /** `[to, index of the source, 1 for an alias, 1 for verified]`, by the old path or a prefix of it. */
  readonly renamed: Readonly<Record<string, readonly [string | null, number, 0 | 1, 0 | 1]>>;
}

const file = memo(() => JSON.parse(readCatalogFile("nixos-renames.json")) as RenamesFile);

/** What became of a NixOS option of this path, or of one above it; undefined where nothing did. */
export function renamedOption(path: readonly string[]): OptionRename | undefined {
  const { renamed, sources } = file();
  for (let length = path.length; length > 1; length--) {
    const row = renamed[joinOptionPath(path.slice(0, length))];
    if (row === undefined) continue;
    const [to, source, alias, verified] = row;
    return {
      to: to === null ? null : [...splitOptionPath(to), ...path.slice(length)],
      alias: alias === 1,
      source: sources[source] ?? "",
      verified: verified === 1,
    };
  }
  return undefined;
}
