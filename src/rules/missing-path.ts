import { type MissingPath, missingPaths } from "../fleet/query/missing-paths.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<MissingPath>({
  id: "missing-path",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "very-high",
  tags: ["evaluation"],
  summary: "A path of the repository is not there: an import, a file that is read, a source.",
  docs: {
    why: "Nix stops as soon as it needs the path, so every host that reaches it can be neither built nor deployed. Moved files are the most frequent reason for a fleet that does not evaluate.",
    remedy:
      "Correct the path, or add the file. In a flake a file must be known to git as well: `git add` it.",
    whenToAllow:
      "For files that are only on the machine that deploys: list them in .gitignore, or ask with `builtins.pathExists` first.",
    blindSpots:
      "Paths that are put together are known where a host is evaluated that uses them. Files that are there but not added to git are taken for there. Paths beside a `pathExists` are only reported when evaluation needs them.",
  },
  *find(fleet) {
    yield* missingPaths(fleet);
  },
  say({ at, written, path, isFolder, meant, option, hosts, isReached }) {
    const of = option === null ? "" : ` ('${option.join(".")}')`;
    const question = meant === undefined ? "." : `; there is '${meant}'.`;
    const message = isFolder
      ? `Folder '${written}' has no 'default.nix', so it cannot be imported${of}.`
      : `Path '${written}' does not exist${of}${question}`;
    return {
      at,
      message,
      ...(meant !== undefined && { help: `Write '${meant}', or add '${path}'.` }),
      ...(isFolder && { help: `Add '${path}/default.nix', or import a file of the folder.` }),
      ...(!isReached && { severity: "warning" as const }),
      hosts: hosts.map((host) => host.name),
      key: path,
    };
  },
});
