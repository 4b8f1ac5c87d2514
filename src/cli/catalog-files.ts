import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CatalogReader, setCatalogReader } from "../catalog/index.ts";

/** Beside the bundle or above its chunks in the package; in the source tree from the repository. */
const FOLDERS = ["./catalog/", "../catalog/", "../catalog/data/"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** A reader of the catalogue files that nixlint ships; throws where a file is not there. */
export function catalogFiles(): CatalogReader {
  const folder =
    FOLDERS.find((each) => existsSync(`${each}nixos-options.json`)) ?? FOLDERS[0] ?? "";
  // Option files are ASCII, and by far the largest.
  return (name) =>
    readFileSync(`${folder}${name}`, name.endsWith("-options.json") ? "latin1" : "utf8");
}

/** Makes the shipped catalogue the one that `optionFact` and the other look-ups use. */
export function useCatalogFiles(): void {
  setCatalogReader(catalogFiles());
}
