import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/** What each repository of github:nix-systems lists; they are imported as files. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  default: ["aarch64-darwin", "aarch64-linux", "x86_64-darwin", "x86_64-linux"],
  "default-linux": ["aarch64-linux", "x86_64-linux"],
  "default-darwin": ["aarch64-darwin", "x86_64-darwin"],
  "x86_64-linux": ["x86_64-linux"],
  "aarch64-linux": ["aarch64-linux"],
  "x86_64-darwin": ["x86_64-darwin"],
  "aarch64-darwin": ["aarch64-darwin"],
};

export const systems: InputModel = {
  repositories: Object.keys(LISTS).map((name) => `nix-systems/${name}`),
  outputs() {
    return new Attrs(new Map<string, Lazy>());
  },
  importer(context) {
    const repo = context.node?.locked?.ref.repo ?? context.node?.original?.repo ?? "default";
    return (subpath) =>
      subpath === "" || subpath === "default.nix" ? [...(LISTS[repo] ?? [])] : undefined;
  },
};
